package dev.loopbridge.samples;

import static dev.loopbridge.loop.Await.await;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.reactor.LoopMono;
import dev.loopbridge.rxjava.LoopSingle;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Disposal closes the loop; using it again is an {@code onError}. */
final class DisposalChapter {
    private DisposalChapter() {}

    static void tell(Narrator narrator) {
        narrator.chapter("Disposal closes the loop");
        EventLoop loop = EventLoop.builder().name("disposed").build();
        List<String> trace = new CopyOnWriteArrayList<>();
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        loop.onClose(why -> {
            trace.add("loop closed");
            closed.countDown();
        });
        Mono<String> sleeper = LoopMono.runUntilComplete(loop, () -> {
            started.countDown();
            try {
                await(Tasks.sleep(Duration.ofHours(1)));
                return "never";
            } finally {
                trace.add("finally");
            }
        });
        narrator.expect(
                "dispose in mid-flight: finally blocks run, then the loop closes",
                List.of("finally", "loop closed"),
                () -> {
                    Disposable subscription =
                            sleeper.subscribeOn(Schedulers.boundedElastic()).subscribe();
                    started.await();
                    subscription.dispose();
                    closed.await();
                    return trace;
                });
        narrator.expectClosed("Reactor: subscribing again is an onError that says who closed it", sleeper::block);
        narrator.expect(
                "the error has its provenance",
                "disposed, closed by the dispose of a subscription",
                () -> LoopClosedException.find(Narrator.errorOf(sleeper::block))
                        .map(error -> error.info().loop() + ", closed by "
                                + error.info().reason())
                        .orElse("none"));
        narrator.expectClosed(
                "RxJava: the same",
                () -> LoopSingle.runUntilComplete(loop, () -> "never")
                        .materialize()
                        .blockingGet()
                        .getError());
    }
}
