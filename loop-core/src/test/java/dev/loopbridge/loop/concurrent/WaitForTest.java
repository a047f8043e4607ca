package dev.loopbridge.loop.concurrent;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Rows 8.7 and 8.8 of the semantics. */
class WaitForTest extends OnALoop {
    private static final List<Duration> NO_TIME = List.of(Duration.ZERO, ms(-5));

    @Test
    void waitFor_inTime_handsThrough() {
        main(() -> {
            assertThat(Tasks.waitFor(after(5, 1), MINUTE)).isEqualTo(1);
            assertThat(Tasks.waitFor(loop.createTask(after(5, 2)), MINUTE)).isEqualTo(2);
            assertThat(Tasks.waitFor(after(5, 3), null)).isEqualTo(3);
            assertThat(Tasks.waitFor(done(4), null)).isEqualTo(4);
            assertThatThrownBy(() -> Tasks.waitFor(failingAfter(1, "x"), MINUTE))
                    .hasMessage("x");
            assertThatThrownBy(() -> Tasks.waitFor(failed(new Boom("y")), null)).hasMessage("y");
        });
        assertThat(time.advanceToNextTimer()).isFalse();
    }

    @Test
    void waitFor_late_waitsForTheCleanUpAndThrows() {
        main(() -> {
            long start = loop.time();

            Throwable late = catchThrowable(() -> Tasks.waitFor(cleaningFor(10, "body"), ms(5)));

            assertThat(late)
                    .isExactlyInstanceOf(TimeoutException.class)
                    .hasMessage("not done within PT0.005S")
                    .hasCauseExactlyInstanceOf(CancelledError.class);
            assertThat(trace).containsExactly("body cleans", "body cleaned");
            assertThat(loop.time() - start).isEqualTo(ms(15).toNanos());
            assertThat(Tasks.current().cancelling()).isZero();
        });
    }

    @Test
    void waitFor_lateTask_isCancelledAndWaitedFor() {
        main(() -> {
            Task<Object> task = loop.createTask(cleaningFor(10, "task"));

            assertThat(catchThrowable(() -> Tasks.waitFor(task, ms(5)))).isExactlyInstanceOf(TimeoutException.class);
            assertThat(task.isCancelled()).isTrue();
            assertThat(trace).containsExactly("task cleans", "task cleaned");
        });
    }

    @Test
    void waitFor_lateFuture_isCancelled() {
        main(() -> {
            LoopFuture<Object> future = loop.createFuture();

            assertThat(catchThrowable(() -> Tasks.waitFor(future, ms(5)))).isExactlyInstanceOf(TimeoutException.class);
            assertThat(future.isCancelled()).isTrue();
        });
    }

    @Test
    void waitFor_lateInnerAnswersWithAValue_returnsIt() {
        main(() -> {
            assertThat(Tasks.waitFor(refusing("inline"), ms(5))).isEqualTo("inline");
            assertThat(Tasks.waitFor(loop.createTask(refusing("task")), ms(5))).isEqualTo("task");
            assertThat(Tasks.current().cancelling()).isZero();
        });
    }

    @Test
    void waitFor_lateInnerAnswersWithAnError_throwsThat() {
        Coroutine<Object> converting = () -> {
            try {
                return park();
            } catch (CancelledError cancelled) {
                throw new Boom("instead");
            }
        };
        main(() -> {
            assertThat(catchThrowable(() -> Tasks.waitFor(converting, ms(5))))
                    .isExactlyInstanceOf(Boom.class)
                    .hasMessage("instead");
            assertThat(catchThrowable(() -> Tasks.waitFor(loop.createTask(converting), ms(5))))
                    .isExactlyInstanceOf(Boom.class)
                    .hasMessage("instead");
        });
    }

    @Test
    void waitFor_noTimeAndDone_hasTheOutcome() {
        main(() -> {
            LoopFuture<Object> cancelled = loop.createFuture();
            cancelled.cancel("before");
            for (Duration none : NO_TIME) {
                assertThat(Tasks.waitFor(done(1), none)).isEqualTo(1);
                assertThat(catchThrowable(() -> Tasks.waitFor(failed(new Boom("x")), none)))
                        .isExactlyInstanceOf(Boom.class);
                assertThat(catchThrowable(() -> Tasks.waitFor(cancelled, none)))
                        .isExactlyInstanceOf(CancelledError.class)
                        .hasMessage("before");
            }
        });
    }

    @Test
    void waitFor_noTimeAndABody_neverBeginsIt() {
        main(() -> {
            for (Duration none : NO_TIME) {
                assertThat(catchThrowable(() -> Tasks.waitFor(() -> trace.add("body"), none)))
                        .isExactlyInstanceOf(TimeoutException.class)
                        .hasMessage("not done at once")
                        .hasCauseExactlyInstanceOf(CancelledError.class);
            }
        });
        assertThat(trace).isEmpty();
    }

    @Test
    void waitFor_noTimeAndARunningTask_waitsForItsCleanUp() {
        main(() -> {
            Task<Object> task = loop.createTask(cleaningFor(10, "task"));
            Tasks.yieldNow();

            assertThat(catchThrowable(() -> Tasks.waitFor(task, Duration.ZERO)))
                    .isExactlyInstanceOf(TimeoutException.class);
            assertThat(trace).containsExactly("task cleans", "task cleaned");
        });
    }

    @Test
    void waitFor_noTimeAndATaskThatAnswers_hasItsAnswer() {
        main(() -> {
            Task<Object> task = loop.createTask(refusing("answer"));
            Tasks.yieldNow();

            assertThat(Tasks.waitFor(task, Duration.ZERO)).isEqualTo("answer");
        });
    }

    @Test
    void waitFor_noTimeAndCancelledMeanwhile_isCancelledAtOnce() {
        main(() -> {
            Task<Object> inner = loop.createTask(cleaningFor(10, "inner"));
            Task<Object> waiter = spawn(() -> Tasks.waitFor(inner, Duration.ZERO));
            yields(2);
            waiter.cancel("why");

            assertThat(catchThrowable(() -> await(waiter)))
                    .isExactlyInstanceOf(CancelledError.class)
                    .hasMessage("why");
            assertThat(inner.isDone()).isFalse();
        });
    }

    @Test
    void waitFor_cancelledFromOutside_cancelsAndWaits() {
        main(() -> {
            Task<Object> inner = loop.createTask(cleaningFor(5, "inner"));
            Task<Object> waiter = spawn(() -> Tasks.waitFor(inner, MINUTE));
            yields(2);
            waiter.cancel();

            assertThat(catchThrowable(() -> await(waiter))).isExactlyInstanceOf(CancelledError.class);
            assertThat(trace).containsExactly("inner cleans", "inner cleaned");
            assertThat(inner.isCancelled()).isTrue();
        });
    }

    @Test
    void waitFor_resultAndCancelInOneIteration_isCancelled() {
        main(() -> {
            LoopFuture<Object> inner = loop.createFuture();
            Task<Object> waiter = spawn(() -> Tasks.waitFor(inner, MINUTE));
            Tasks.yieldNow();
            inner.setResult("lost to the waiter");
            waiter.cancel();

            assertThat(catchThrowable(() -> await(waiter))).isExactlyInstanceOf(CancelledError.class);
            assertThat(waiter.isCancelled()).isTrue();
            assertThat(inner.result()).isEqualTo("lost to the waiter");
        });
    }

    @Test
    void waitFor_aBody_runsItInTheCallingTask() {
        main(() -> assertThat(Tasks.waitFor(Tasks::current, MINUTE)).isSameAs(Tasks.current()));
    }

    @Test
    void waitFor_anImmediateBody_costsNothing() {
        assertThat(costOf(() -> Tasks.waitFor(() -> 1, MINUTE))).isZero();
        assertThat(costOf(() -> Tasks.waitFor(done(1), MINUTE))).isZero();
        assertThat(costOf(() -> Tasks.waitFor(loop.createTask(() -> 1), MINUTE)))
                .isEqualTo(2);
        assertThat(costOf(() -> catchThrowable(() -> Tasks.waitFor(() -> 1, Duration.ZERO))))
                .isEqualTo(3);
    }

    @Test
    void waitFor_aShield_keepsTheInnerOne() {
        main(() -> {
            Task<String> inner = loop.createTask(after(9, "x"));

            assertThat(catchThrowable(() -> Tasks.waitFor(Tasks.shield(inner), ms(5))))
                    .isExactlyInstanceOf(TimeoutException.class);
            assertThat(inner.isDone()).isFalse();
            assertThat(await(inner)).isEqualTo("x");
        });
    }

    @Test
    void waitFor_outsideATask_isRefused() {
        assertThatThrownBy(() -> Tasks.waitFor(done(1), MINUTE))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("no running event loop");
        loop.callSoon(() -> {
            trace.add(catchThrowable(() -> Tasks.waitFor(done(1), MINUTE)).getMessage());
            trace.add(catchThrowable(() -> Tasks.waitFor(loop.createFuture(), Duration.ZERO))
                    .getMessage());
        });
        time.runReady();

        assertThat(trace)
                .containsExactly(
                        "Timeout should be used inside a task",
                        "await() is for coroutines, called from thread \""
                                + Thread.currentThread().getName()
                                + "\" outside of one; use runUntilComplete(), or get() on a plain thread");
    }

    @Test
    void waitFor_null_isRefusedByName() {
        assertThatThrownBy(() -> Tasks.waitFor((Coroutine<?>) null, MINUTE)).hasMessage("body");
        assertThatThrownBy(() -> Tasks.waitFor((LoopFuture<?>) null, MINUTE)).hasMessage("future");
    }
}
