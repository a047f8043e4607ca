package dev.loopbridge.reactor;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.test.StepVerifier;

/** What Reactor has and other ecosystems have not. */
class SignalAdapterTest {
    @Test
    void emit_afterTheSubscribersCancel_discardsTheElement() {
        List<Object> discarded = new ArrayList<>();
        Recorder<Integer> recorder = Recorder.onSubscribeAndNext(
                subscription -> subscription.request(Long.MAX_VALUE), (subscription, item) -> subscription.cancel());

        twoElements().doOnDiscard(Integer.class, discarded::add).subscribe(recorder);

        assertThat(recorder.items).containsExactly(1);
        assertThat(discarded).containsExactly(2);
    }

    @Test
    void cancel_whileEmitWaitsForDemand_discardsTheElement() {
        List<Object> discarded = new ArrayList<>();
        Recorder<Integer> recorder = Recorder.onSubscribe(subscription -> subscription.request(1));
        twoElements().doOnDiscard(Integer.class, discarded::add).subscribe(recorder);

        recorder.subscription().cancel();

        assertThat(recorder.items).containsExactly(1);
        assertThat(discarded).containsExactly(2);
    }

    private static Flux<Integer> twoElements() {
        return LoopFlux.run(out -> {
            out.emit(1);
            out.emit(2);
        });
    }

    @Test
    void cancel_ofAMonosHeldValue_discardsIt() {
        List<Object> discarded = new ArrayList<>();
        Recorder<Integer> recorder = Recorder.onSubscribe(subscription -> {});
        LoopMono.run(() -> 7).doOnDiscard(Integer.class, discarded::add).subscribe(recorder);

        recorder.subscription().cancel();
        recorder.subscription().cancel();

        assertThat(discarded).containsExactly(7);
        recorder.assertSilent();
    }

    @Test
    void bodyError_afterTheSubscribersCancel_isDropped() {
        Flux<Integer> flux = LoopFlux.run(out -> {
            try {
                out.emit(1);
                out.emit(2);
            } finally {
                failToUnwind();
            }
        });

        StepVerifier.create(flux.take(1))
                .expectNext(1)
                .expectComplete()
                .verifyThenAssertThat()
                .hasDroppedErrorWithMessage("while unwinding");
    }

    private static void failToUnwind() {
        throw new IllegalStateException("while unwinding");
    }

    @Test
    void cancel_ofASuspendedStream_dropsNothing() {
        StepVerifier.create(twoElements(), 1)
                .expectNext(1)
                .thenCancel()
                .verifyThenAssertThat()
                .hasNotDroppedErrors();
    }

    @Test
    void filter_ofALimitedDemand_passesElementsOverWithoutARequestForEach() {
        List<Long> requests = new ArrayList<>();
        Flux<Integer> flux = LoopFlux.<Integer>run(out -> {
                    for (int n = 1; n <= 100; n++) {
                        out.emit(n);
                    }
                })
                .doOnRequest(requests::add)
                .filter(n -> n % 10 == 0);

        StepVerifier.create(flux, 4)
                .expectNext(10, 20, 30, 40)
                .thenRequest(6)
                .expectNext(50, 60, 70, 80, 90, 100)
                .verifyComplete();

        assertThat(requests).containsExactly(4L, 6L);
    }

    @Test
    void lateValue_ofEachSource_isDiscardedOnce() {
        List<Object> discarded = new ArrayList<>();
        VirtualEventLoop time = VirtualEventLoop.create();
        EventLoop loop = time.loop();
        LoopFuture<Integer> future = loop.createFuture();
        Coroutine<Integer> unmoved = () -> {
            try {
                await(Tasks.sleep(Duration.ofHours(1)));
            } catch (CancelledError refused) {
                return 1;
            }
            return 2;
        };
        List<Subscription> subscriptions = Stream.of(
                        LoopMono.submit(loop, unmoved),
                        LoopMono.fromTask(loop.createTask(unmoved)),
                        LoopMono.fromTask(future, /* suppressCancel= */ true))
                .map(mono -> {
                    Recorder<Integer> recorder = Recorder.ofAll();
                    mono.doOnDiscard(Integer.class, discarded::add).subscribe(recorder);
                    return recorder.subscription();
                })
                .toList();
        time.runReady();

        subscriptions.forEach(Subscription::cancel);
        future.setResult(3);
        time.runReady();
        time.close();

        assertThat(discarded).containsExactlyInAnyOrder(1, 1); // the other is the future's, for whoever looks at it
    }

    @Test
    void lateError_ofATaskThatIsLeftAlone_isForOthers() {
        VirtualEventLoop time = VirtualEventLoop.create();
        LoopFuture<Integer> future = time.loop().createFuture();
        IllegalStateException late = new IllegalStateException("late");
        List<Throwable> dropped = new ArrayList<>();
        Recorder<Integer> recorder = Recorder.ofAll();
        LoopMono.fromTask(future, /* suppressCancel= */ true).subscribe(recorder);

        recorder.subscription().cancel();
        Hooks.onErrorDropped(dropped::add);
        try {
            future.setException(late);
            time.runReady();
            time.close();
        } finally {
            Hooks.resetOnErrorDropped();
        }

        assertThat(dropped).isEmpty();
        assertThat(future.exception()).isSameAs(late);
        recorder.assertSilent();
    }
}
