package dev.loopbridge.loop.concurrent;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Row 8.11 of the semantics. */
class ShieldTest extends OnALoop {
    @Test
    void shield_waiterCancelled_leavesTheInner() {
        main(() -> {
            Task<String> inner = loop.createTask(after(9, "x"));
            Task<Object> waiter = spawn(() -> await(Tasks.shield(inner)));
            yields(2);
            waiter.cancel("why");

            assertThat(catchThrowable(() -> await(waiter)))
                    .isExactlyInstanceOf(CancelledError.class)
                    .hasMessage("why");
            assertThat(inner.isDone()).isFalse();
            assertThat(inner.cancelling()).isZero();
            assertThat(await(inner)).isEqualTo("x");
        });
    }

    @Test
    void shield_pending_handsThrough() {
        main(() -> {
            assertThat(await(Tasks.shield(after(1, 1)))).isEqualTo(1);
            assertThat(catchThrowable(() -> await(Tasks.shield(failingAfter(1, "x")))))
                    .isExactlyInstanceOf(Boom.class)
                    .hasMessage("x");
        });
    }

    @Test
    void shield_done_isTheSame() {
        LoopFuture<Integer> done = done(1);

        assertThat(Tasks.shield(done)).isSameAs(done);
    }

    @Test
    void shield_innerCancelled_isCancelled() {
        main(() -> {
            Task<Object> inner = loop.createTask(OnALoop::park);
            LoopFuture<Object> shield = Tasks.shield(inner);
            Tasks.yieldNow();
            inner.cancel("why");

            assertThat(catchThrowable(() -> await(shield)))
                    .isExactlyInstanceOf(CancelledError.class)
                    .hasMessage("why");
            assertThat(shield.isCancelled()).isTrue();
            assertThat(Tasks.current().cancelling()).isZero();
        });
    }

    @Test
    void shield_cancelledBeforeTheInnerFails_isSilent() {
        main(() -> {
            Task<Object> inner = loop.createTask(failingAfter(1, "x"));
            LoopFuture<Object> shield = Tasks.shield(inner);

            assertThat(shield.cancel()).isTrue();
            sleep(5);

            assertThat(shield.isCancelled()).isTrue();
            assertThat(inner.exception()).hasMessage("x");
        });
    }

    @Test
    void shield_cancelledAndInnerDoneInOneIteration_isCancelled() {
        main(() -> {
            LoopFuture<Object> inner = loop.createFuture();
            LoopFuture<Object> shield = Tasks.shield(inner);
            inner.setResult(1);

            assertThat(shield.cancel()).isTrue();
            yields(2);
            assertThat(shield.isCancelled()).isTrue();
        });
    }

    @Test
    void shield_oftenCancelled_leavesNothingBehind() throws ReflectiveOperationException {
        LoopFuture<Object> inner = loop.createFuture();
        for (int i = 0; i < 3; i++) {
            Tasks.shield(inner).cancel();
        }

        Field callbacks = inner.getClass().getDeclaredField("callbacks");
        callbacks.setAccessible(true);

        assertThat(callbacks.get(inner)).isNull();
    }

    @Test
    void shield_immediateBody_costsThreeIterations() {
        assertThat(costOf(() -> await(Tasks.shield(() -> 1)))).isEqualTo(3);
        assertThat(costOf(() -> await(Tasks.shield(done(1))))).isZero();
    }

    @Test
    void shield_null_isRefusedByName() {
        assertThatThrownBy(() -> Tasks.shield((LoopFuture<?>) null)).hasMessage("future");
        main(() -> assertThatThrownBy(() -> Tasks.shield((Coroutine<?>) null)).hasMessage("body"));
    }

    @Test
    void close_withAShieldPending_failsItAndReportsNothing() {
        List<Throwable> told = new ArrayList<>();
        LoopFuture<Object> shield = Tasks.shield(loop.<Object>createTask(OnALoop::park));
        shield.addDoneCallback(ended -> told.add(ended.exception()));
        spawn(() -> await(shield));
        time.runReady();

        loop.close();

        assertThat(told).singleElement().isExactlyInstanceOf(LoopClosedException.class);
    }
}
