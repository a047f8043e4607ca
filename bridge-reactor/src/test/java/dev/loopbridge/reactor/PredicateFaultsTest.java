package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.EventLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.scheduler.Schedulers;

/** Reactor's predicates for threads that must not block are anybody's: one throws. */
class PredicateFaultsTest {
    private static final AtomicReference<Throwable> THROWN = new AtomicReference<>();

    static {
        // Reactor takes none out alone, so that it is there for good, and says no.
        Schedulers.registerNonBlockingThreadPredicate(thread -> {
            Throwable thrown = THROWN.get();
            if (thrown != null) {
                throw PredicateFaultsTest.<RuntimeException>sneak(thrown);
            }
            return false;
        });
    }

    private final EventLoop loop = EventLoop.create();

    @SuppressWarnings("unchecked") // erased: throws what it is given
    private static <E extends Throwable> E sneak(Throwable error) throws E {
        throw (E) error;
    }

    static Throwable[] errors() {
        return new Throwable[] {new IllegalStateException("predicate"), new AssertionError("predicate")};
    }

    @AfterEach
    void close() {
        THROWN.set(null);
        loop.shutdown(Duration.ZERO);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void request_predicateThrowingOnce_leavesTheLoopToBeDriven(Throwable thrown) throws Exception {
        Recorder<Integer> recorder = Recorder.onSubscribe(subscription -> subscription.request(1));
        LoopFlux.<Integer>runUntilComplete(loop, out -> {
                    for (int i = 0; i < 3; i++) {
                        out.emit(i);
                    }
                })
                .subscribe(recorder);
        THROWN.set(thrown);
        var toldOrNot = catchThrowable(() -> recorder.subscription().request(1));
        THROWN.set(null);

        recorder.subscription().request(5);

        assertThat(recorder.terminals()).as("after %s", toldOrNot).isOne();
        assertThat(CompletableFuture.supplyAsync(() -> LoopMono.runUntilComplete(loop, () -> "served")
                                .onErrorReturn("failed")
                                .block(Duration.ofSeconds(10)))
                        .get(10, TimeUnit.SECONDS))
                .isEqualTo("served");
    }

    @ParameterizedTest
    @MethodSource("errors")
    void subscribe_predicateThrowing_endsOnceAndLeavesTheLoopToBeDriven(Throwable thrown) {
        Recorder<Integer> recorder = Recorder.ofAll();
        THROWN.set(thrown);
        var toldOrNot =
                catchThrowable(() -> LoopMono.runUntilComplete(loop, () -> 1).subscribe(recorder));
        THROWN.set(null);

        LoopMono.runUntilComplete(loop, () -> "served").block(Duration.ofSeconds(10));

        assertThat(recorder.terminals()).as("after %s", toldOrNot).isOne();
        assertThat(recorder.itemsAfterTheEnd).hasValue(0);
    }

    @Test
    void cancel_predicateThrowing_closesTheLoopAllTheSame() {
        Recorder<Integer> recorder = Recorder.onSubscribe(subscription -> subscription.request(1));
        LoopFlux.<Integer>runUntilComplete(loop, out -> {
                    out.emit(1);
                    out.emit(2);
                })
                .subscribe(recorder);
        THROWN.set(new IllegalStateException("predicate"));

        var toldOrNot = catchThrowable(() -> recorder.subscription().cancel());

        assertThat(loop.isClosed()).as("after %s", toldOrNot).isTrue();
    }
}
