package dev.loopbridge.samples;

import static dev.loopbridge.loop.Await.await;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.Generator;
import dev.loopbridge.reactor.LoopFlux;
import dev.loopbridge.reactor.LoopMono;
import dev.loopbridge.rxjava.LoopFlowable;
import dev.loopbridge.rxjava.LoopObservable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.BaseSubscriber;

/** Subscription runs the loop; demand drives it. */
final class SubscriptionChapter {
    private SubscriptionChapter() {}

    static void tell(Narrator narrator) {
        narrator.chapter("Subscription runs the loop");
        EventLoop[] used = new EventLoop[1];
        narrator.expect(
                "Reactor: subscribing to a Mono runs its loop",
                "from the loop",
                () -> LoopMono.run(() -> {
                            used[0] = EventLoops.getRunningLoop();
                            await(Tasks.sleep(Duration.ofMillis(1)));
                            return "from the loop";
                        })
                        .block());
        narrator.expect("completion closed it", true, () -> used[0].isClosed());
        narrator.expect(
                "RxJava: subscribing to an Observable runs its loop",
                List.of(3, 2, 1),
                () -> LoopObservable.run(countdown(3)).toList().blockingGet());

        try (EventLoop loop = EventLoop.create()) {
            narrator.expect(
                    "runUntilComplete() on a loop of yours leaves it open: subscribe twice",
                    List.of("tick", "tick"),
                    () -> LoopMono.runUntilComplete(loop, () -> "tick")
                            .repeat(1)
                            .collectList()
                            .block());
            narrator.expect("still open", false, loop::isClosed);
        }

        narrator.expect(
                "Reactor: a generator suspends until there is demand",
                List.of("offers 3", "got 3", "offers 2", "idle", "got 2"),
                SubscriptionChapter::oneByOne);
        narrator.expect(
                "RxJava: the same generator as a Flowable, with backpressure",
                List.of(3, 2, 1),
                () -> LoopFlowable.run(countdown(3)).rebatchRequests(1).toList().blockingGet());
    }

    private static Generator<Integer> countdown(int from) {
        return out -> {
            for (int n = from; n > 0; n--) {
                await(Tasks.sleep(Duration.ofMillis(1)));
                out.emit(n);
            }
        };
    }

    private static List<String> oneByOne() {
        List<String> trace = new ArrayList<>();
        BaseSubscriber<Integer> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                request(1);
            }

            @Override
            protected void hookOnNext(Integer item) {
                trace.add("got " + item);
            }
        };
        LoopFlux.<Integer>run(out -> {
                    for (int n = 3; n > 0; n--) {
                        int item = n;
                        Tasks.yieldNow();
                        if (n > 1) {
                            trace.add("offers " + item);
                        }
                        out.emit(item);
                    }
                })
                .subscribe(subscriber);
        trace.add("idle");
        subscriber.request(1);
        subscriber.cancel();
        return trace.subList(0, 5);
    }
}
