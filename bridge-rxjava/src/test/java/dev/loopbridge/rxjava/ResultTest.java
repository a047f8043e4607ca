package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ResultTest {
    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    @Test
    void single_ofNull_failsAndNamesTheWayOut() {
        LoopSingle.run(() -> null)
                .test()
                .assertFailure(NullPointerException.class)
                .assertError(error -> "LoopSingle.run gave null; return a value, or use LoopMaybe, where null is empty"
                        .equals(error.getMessage()));
    }

    @Test
    void maybe_ofNull_isEmpty() {
        LoopMaybe.run(() -> null).test().assertResult();
    }

    @Test
    void completable_ofAnything_ignoresIt() {
        LoopCompletable.run(() -> null).test().assertResult();
        LoopCompletable.run(() -> "result").test().assertResult();
    }

    @Test
    void completable_withACancellationOfTheBodysOwn_failsWithIt() {
        CancellationException mine = new CancellationException("mine");

        LoopCompletable.run(() -> {
                    throw mine;
                })
                .test()
                .assertError(error -> error == mine);
    }

    @Test
    void observable_emittingNull_failsAtTheEmit() {
        LoopObservable.run(out -> out.emit(null))
                .test()
                .assertFailure(NullPointerException.class)
                .assertError(error -> "item".equals(error.getMessage()));
    }

    @Test
    void factories_givenNull_nameTheParameterAtTheCall() {
        assertThatNullPointerException().isThrownBy(() -> LoopSingle.run(null)).withMessage("body");
        assertThatNullPointerException().isThrownBy(() -> LoopMaybe.run(null)).withMessage("body");
        assertThatNullPointerException()
                .isThrownBy(() -> LoopCompletable.run(null))
                .withMessage("body");
        assertThatNullPointerException()
                .isThrownBy(() -> LoopObservable.run(null))
                .withMessage("body");
        assertThatNullPointerException()
                .isThrownBy(() -> LoopFlowable.run(null))
                .withMessage("body");
        assertThatNullPointerException()
                .isThrownBy(() -> LoopSingle.submit(null, () -> 1))
                .withMessage("loop");
        assertThatNullPointerException()
                .isThrownBy(() -> LoopSingle.run(() -> 1, null))
                .withMessage("options");
    }

    @Test
    void dispose_withAFinallyThatThrows_isUndeliverable() {
        IllegalStateException late = new IllegalStateException("late");
        try (EventLoop loop = EventLoop.create()) {
            LoopFlowable.<Integer>runUntilComplete(loop, out -> {
                        try {
                            out.emit(1);
                            out.emit(2);
                        } finally {
                            throwIt(late);
                        }
                    })
                    .test(1)
                    .cancel();
        }

        assertThat(undeliverable.errors).hasSize(1);
        assertThat(undeliverable.errors.remove(0)).isSameAs(late);
    }

    @Test
    void runUntilComplete_loopClosed_namesTheLoop() {
        EventLoop loop = EventLoop.builder().name("api").build();
        loop.close();

        LoopSingle.runUntilComplete(loop, () -> 1)
                .test()
                .assertError(LoopClosedException.class)
                .assertError(error -> error.getMessage().contains("\"api\""));
    }

    private static void throwIt(RuntimeException error) {
        throw error;
    }
}
