package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.test.StepVerifier;

/** What Reactor has and other ecosystems have not. */
class SignalAdapterTest {
    @AfterEach
    void resetHooks() {
        Hooks.resetOnEachOperator();
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#all")
    void source_whenMade_goesThroughTheAssemblyHook(Source source) {
        AtomicInteger assembled = new AtomicInteger();
        Hooks.onEachOperator(publisher -> {
            assembled.incrementAndGet();
            return publisher;
        });

        try (Rig rig = new Rig(source)) {
            source.factory().apply(rig.givenLoop(), () -> 7);
        }

        assertThat(assembled).hasValue(1);
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Source#all")
    void scan_ofTheSubscription_leadsToTheSubscriber(Source source) throws Exception {
        try (Rig rig = new Rig(source)) {
            Recorder<Integer> recorder = Recorder.ofAll();

            rig.subscribe(() -> 7, recorder);
            recorder.ended.await();

            Scannable scannable = (Scannable) recorder.subscription();
            assertThat(scannable.scanUnsafe(Scannable.Attr.ACTUAL)).isSameAs(recorder);
            assertThat(scannable.scanUnsafe(Scannable.Attr.RUN_STYLE)).isNull();
        }
    }

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
}
