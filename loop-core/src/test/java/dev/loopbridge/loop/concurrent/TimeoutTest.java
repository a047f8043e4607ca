package dev.loopbridge.loop.concurrent;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Task;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Rows 8.9 and 8.10 of the semantics. */
class TimeoutTest extends OnALoop {
    @Test
    void run_late_cancelsTheBlockAndThrows() {
        main(() -> {
            Timeout timeout = Tasks.timeout(ms(5));

            Throwable late = catchThrowable(() -> timeout.run(() -> {
                try {
                    return park();
                } catch (CancelledError cancelled) {
                    trace.add("cancelling " + Tasks.current().cancelling() + " " + timeout);
                    throw cancelled;
                }
            }));

            assertThat(late)
                    .isExactlyInstanceOf(TimeoutException.class)
                    .hasMessage("not done within PT0.005S")
                    .hasCauseExactlyInstanceOf(CancelledError.class);
            assertThat(trace).containsExactly("cancelling 1 <Timeout [expiring] when=5000000>");
            assertThat(timeout.isExpired()).isTrue();
            assertThat(timeout).hasToString("<Timeout [expired] when=5000000>");
            assertThat(Tasks.current().cancelling()).isZero();
            Tasks.yieldNow();
        });
    }

    @Test
    void run_inTime_hasNoEffectLater() {
        main(() -> {
            Timeout timeout = Tasks.timeout(MINUTE);

            String result = timeout.run(() -> {
                timeout.reschedule(loop.time() + ms(10).toNanos());
                return "in time";
            });

            assertThat(result).isEqualTo("in time");
            assertThat(timeout.isExpired()).isFalse();
            sleep(30);
            assertThat(timeout.isExpired()).isFalse();
            assertThat(timeout).hasToString("<Timeout [finished] when=10000000>");
        });
        assertThat(time.advanceToNextTimer()).isFalse();
    }

    @Test
    void run_blockThrows_passesItAndDisarms() {
        main(() -> assertThatThrownBy(() -> Tasks.timeout(MINUTE).run(failingAfter(1, "x")))
                .isExactlyInstanceOf(Boom.class)
                .hasMessage("x"));
        assertThat(time.advanceToNextTimer()).isFalse();
    }

    @Test
    void run_noDeadline_neverExpires() {
        main(() -> {
            Timeout timeout = Tasks.timeout(null);
            assertThat(timeout.when()).isEmpty();
            assertThat(timeout.run(after(3_600_000, "late"))).isEqualTo("late");
            assertThat(timeout).hasToString("<Timeout [finished]>");
        });
    }

    @Test
    void run_deadlinePassed_expiresInTheNextIteration() {
        main(() -> {
            sleep(10);
            for (Timeout past : new Timeout[] {Tasks.timeoutAt(loop.time() - 1), Tasks.timeout(ms(-1))}) {
                assertThat(catchThrowable(() -> past.run(OnALoop::park))).isExactlyInstanceOf(TimeoutException.class);
                assertThat(Tasks.timeoutAt(loop.time()).run(() -> "not suspended"))
                        .isEqualTo("not suspended");
            }
        });
    }

    @Test
    void timeoutAt_deadline_isAbsolute() {
        main(() -> {
            Timeout timeout = Tasks.timeoutAt(ms(7).toNanos());

            assertThat(timeout.when()).isEqualTo(OptionalLong.of(ms(7).toNanos()));
            assertThat(catchThrowable(() -> timeout.run(OnALoop::park)))
                    .isExactlyInstanceOf(TimeoutException.class)
                    .hasMessage("not done by 7000000 ns of its loop's clock");
            assertThat(loop.time()).isEqualTo(ms(7).toNanos());
        });
    }

    @Test
    void timeout_delay_countsFromTheCall() {
        main(() -> {
            Timeout timeout = Tasks.timeout(ms(5));
            sleep(3);

            assertThat(catchThrowable(() -> timeout.run(OnALoop::park))).isExactlyInstanceOf(TimeoutException.class);
            assertThat(loop.time()).isEqualTo(ms(5).toNanos());
        });
    }

    @Test
    void run_blockSwallows_throwsNothingAndHasExpired() {
        main(() -> {
            Timeout timeout = Tasks.timeout(ms(5));

            assertThat(timeout.run(refusing("answer"))).isEqualTo("answer");
            assertThat(timeout.isExpired()).isTrue();
            assertThat(Tasks.current().cancelling()).isZero();
            Tasks.yieldNow();
        });
    }

    @Test
    void run_blockConverts_throwsWhatItThrew() {
        main(() -> {
            Timeout timeout = Tasks.timeout(ms(5));

            assertThat(catchThrowable(() -> timeout.run(() -> {
                        try {
                            return park();
                        } catch (CancelledError cancelled) {
                            throw new Boom("instead");
                        }
                    })))
                    .isExactlyInstanceOf(Boom.class)
                    .hasMessage("instead");
            assertThat(timeout.isExpired()).isTrue();
            assertThat(Tasks.current().cancelling()).isZero();
        });
    }

    @Test
    void run_cancelledFromOutside_isCancelled() {
        main(() -> {
            Timeout timeout = Tasks.timeout(MINUTE);
            Task<Object> task = spawn(() -> timeout.run(OnALoop::park));
            Tasks.yieldNow();
            task.cancel("why");

            assertThat(catchThrowable(() -> await(task)))
                    .isExactlyInstanceOf(CancelledError.class)
                    .hasMessage("why");
            assertThat(timeout.isExpired()).isFalse();
            assertThat(task.cancelling()).isEqualTo(1);
        });
        assertThat(time.advanceToNextTimer()).isFalse();
    }

    @Test
    void run_expiredAndCancelledFromOutside_isCancelled() {
        main(() -> {
            Timeout timeout = Tasks.timeout(ms(5));
            Task<Object> task = spawn(() -> timeout.run(OnALoop::park));
            loop.callLater(ms(5), task::cancel);

            assertThat(catchThrowable(() -> await(task))).isExactlyInstanceOf(CancelledError.class);
            assertThat(task.isCancelled()).isTrue();
            assertThat(task.cancelling()).isEqualTo(1);
            assertThat(timeout.isExpired()).isTrue();
        });
    }

    @Test
    void run_cancelledFromOutsideDuringCleanUp_isCancelled() {
        main(() -> {
            Timeout timeout = Tasks.timeout(ms(5));
            Task<Object> task = spawn(() -> timeout.run(cleaningFor(10, "block")));
            loop.callLater(ms(8), task::cancel);

            assertThat(catchThrowable(() -> await(task))).isExactlyInstanceOf(CancelledError.class);
            assertThat(trace).containsExactly("block cleans");
            assertThat(loop.time()).isEqualTo(ms(8).toNanos());
        });
    }

    @Test
    void run_inACancelledTaskThatGoesOn_countsFromThere() {
        main(() -> {
            Task<Object> task = spawn(() -> {
                refusing("task").run();
                trace.add("cancelling " + Tasks.current().cancelling());
                trace.add(catchThrowable(() -> Tasks.timeout(ms(5)).run(OnALoop::park))
                        .getClass()
                        .getSimpleName());
                trace.add("cancelling " + Tasks.current().cancelling());
            });
            Tasks.yieldNow();
            task.cancel();
            await(task);
        });
        assertThat(trace).containsExactly("task refuses", "cancelling 1", "TimeoutException", "cancelling 1");
    }

    @Test
    void run_nestedOuterFirst_passesThroughTheInner() {
        main(() -> {
            Timeout outer = Tasks.timeout(ms(5));
            Timeout inner = Tasks.timeout(MINUTE);

            assertThat(catchThrowable(() -> outer.run(() -> {
                        Throwable thrown = catchThrowable(() -> inner.run(OnALoop::park));
                        assertThat(thrown).isExactlyInstanceOf(CancelledError.class);
                        throw (CancelledError) thrown;
                    })))
                    .isExactlyInstanceOf(TimeoutException.class);
            assertThat(inner.isExpired()).isFalse();
            assertThat(outer.isExpired()).isTrue();
        });
    }

    @Test
    void run_nestedInnerFirst_leavesTheOuter() {
        main(() -> {
            Timeout outer = Tasks.timeout(MINUTE);

            String result = outer.run(() -> {
                assertThat(catchThrowable(() -> Tasks.timeout(ms(5)).run(OnALoop::park)))
                        .isExactlyInstanceOf(TimeoutException.class);
                sleep(5);
                return "outer continues";
            });

            assertThat(result).isEqualTo("outer continues");
            assertThat(outer.isExpired()).isFalse();
        });
    }

    @Test
    void run_nestedWithOneDeadline_isTheOuterOnes() {
        main(() -> {
            long deadline = ms(5).toNanos();
            Timeout outer = Tasks.timeoutAt(deadline);
            Timeout inner = Tasks.timeoutAt(deadline);

            assertThat(catchThrowable(() -> outer.run(() -> {
                        Throwable thrown = catchThrowable(() -> inner.run(OnALoop::park));
                        trace.add("inner " + thrown.getClass().getSimpleName());
                        throw (Error) thrown;
                    })))
                    .isExactlyInstanceOf(TimeoutException.class);
            assertThat(trace).containsExactly("inner CancelledError");
            assertThat(inner.isExpired()).isTrue();
            assertThat(outer.isExpired()).isTrue();
            assertThat(Tasks.current().cancelling()).isZero();
            Tasks.yieldNow();
        });
    }

    @Test
    void reschedule_later_givesMoreTime() {
        main(() -> {
            Timeout timeout = Tasks.timeout(ms(5));
            assertThat(timeout.run(() -> {
                        timeout.reschedule(ms(50).toNanos());
                        assertThat(timeout.when()).isEqualTo(OptionalLong.of(ms(50).toNanos()));
                        sleep(20);
                        return "in time";
                    }))
                    .isEqualTo("in time");
        });
    }

    @Test
    void reschedule_sooner_expiresThenAndSaysSo() {
        main(() -> {
            Timeout timeout = Tasks.timeout(MINUTE);
            assertThat(catchThrowable(() -> timeout.run(() -> {
                        timeout.reschedule(ms(5).toNanos());
                        return park();
                    })))
                    .isExactlyInstanceOf(TimeoutException.class)
                    .hasMessage("not done by 5000000 ns of its loop's clock");
            assertThat(loop.time()).isEqualTo(ms(5).toNanos());
        });
    }

    @Test
    void reschedule_intoThePast_expiresInTheNextIteration() {
        main(() -> {
            Timeout timeout = Tasks.timeout(MINUTE);
            assertThat(catchThrowable(() -> timeout.run(() -> {
                        timeout.reschedule(loop.time() - 1);
                        assertThat(timeout.isExpired()).isFalse();
                        yields(2);
                        return null;
                    })))
                    .isExactlyInstanceOf(TimeoutException.class);
        });
    }

    @Test
    void disable_active_neverExpires() {
        main(() -> {
            Timeout timeout = Tasks.timeout(ms(5));
            assertThat(timeout.run(() -> {
                        timeout.disable();
                        sleep(20);
                        return timeout.when();
                    }))
                    .isEmpty();
            assertThat(timeout.isExpired()).isFalse();
        });
    }

    @Test
    void misuse_eachWay_isRefused() {
        main(() -> {
            Timeout timeout = Tasks.timeout(MINUTE);
            refused(() -> timeout.reschedule(0), "Timeout has not been entered");
            refused(timeout::disable, "Timeout has not been entered");
            timeout.run(() -> {
                refused(() -> timeout.run(() -> 1), "Timeout has already been entered; make a new one for each block");
                return null;
            });
            refused(() -> timeout.reschedule(0), "Cannot change state of finished Timeout");
            refused(timeout::disable, "Cannot change state of finished Timeout");
            refused(() -> timeout.run(() -> 1), "Timeout has already been entered; make a new one for each block");
        });
    }

    @Test
    void reschedule_expiringOrExpired_isRefused() {
        main(() -> {
            Timeout timeout = Tasks.timeout(ms(5));
            catchThrowable(() -> timeout.run(() -> {
                try {
                    return park();
                } finally {
                    refused(() -> timeout.reschedule(0), "Cannot change state of expiring Timeout");
                }
            }));
            refused(() -> timeout.reschedule(0), "Cannot change state of expired Timeout");
        });
    }

    @Test
    void run_inACallback_isRefusedAndCanBeRunYet() {
        Timeout timeout = Tasks.timeoutAt(ms(5).toNanos());
        loop.callSoon(() -> refused(() -> timeout.run(() -> 1), "Timeout should be used inside a task"));

        main(() -> assertThat(timeout.run(() -> 1)).isEqualTo(1));
    }

    private void refused(Body misuse, String message) {
        assertThatThrownBy(misuse::run)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(message);
    }

    @Test
    void close_whileTheBlockRuns_unwindsIt() {
        Timeout timeout = Tasks.timeoutAt(MINUTE.toNanos());
        spawn(() -> {
            try {
                timeout.run(OnALoop::park);
            } catch (Throwable exit) {
                trace.add(exit.getClass().getSimpleName());
                throw exit;
            }
        });
        time.runReady();

        loop.close();

        assertThat(trace).containsExactly("CoroutineExit");
        assertThat(timeout).hasToString("<Timeout [finished] when=60000000000>");
    }
}
