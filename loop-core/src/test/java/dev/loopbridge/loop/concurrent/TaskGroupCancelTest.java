package dev.loopbridge.loop.concurrent;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Task;
import org.junit.jupiter.api.Test;

/** {@code TaskGroup.cancel()}, as in CPython 3.15, but that it never takes away a cancellation by others. */
class TaskGroupCancelTest extends OnALoop {
    private final TaskGroup group = new TaskGroup();

    private void runPast(Body body) {
        trace.add("result " + group.run(returning("whole", body)));
    }

    @Test
    void cancel_fromTheBody_endsBodyAndTasksWithoutAnError() {
        main(() -> {
            Task<Object> child = group(() -> {
                group.cancel();
                park();
            });

            assertThat(child.isCancelled()).isTrue();
            assertThat(trace).containsExactly("child cleans", "child cleaned", "result null");
            assertThat(Tasks.current().cancelling()).isZero();
            sleep(1); // nothing is left to be thrown
        });
    }

    /** A group with one child that has begun, and {@code body} after that. */
    private Task<Object> group(Body body) {
        Task<?>[] child = {null};
        runPast(() -> {
            child[0] = group.createTask(cleaningFor(1, "child"));
            Tasks.yieldNow();
            body.run();
        });
        @SuppressWarnings("unchecked")
        Task<Object> typed = (Task<Object>) child[0];
        return typed;
    }

    @Test
    void cancel_asTheBodysLastAct_keepsItsResult() {
        main(() -> {
            group(group::cancel);

            assertThat(trace).containsExactly("child cleans", "child cleaned", "result whole");
            sleep(1);
        });
    }

    @Test
    void cancel_fromAChildWhileTheBodyIsOver_endsTheOthers() {
        main(() -> {
            runPast(() -> {
                group.createTask(cleaningFor(1, "child"));
                group.createTask(returning(null, () -> {
                    sleep(1);
                    group.cancel();
                }));
            });

            assertThat(trace).containsExactly("child cleans", "child cleaned", "result whole");
        });
    }

    @Test
    void cancel_twiceAndAfterTheEnd_doesNothing() {
        main(() -> {
            runPast(() -> {
                group.cancel();
                group.cancel();
                park();
            });
            group.cancel();

            assertThat(Tasks.current().cancelling()).isZero();
            sleep(1);
            assertThat(trace).containsExactly("result null");
        });
    }

    @Test
    void cancel_beforeTheBlock_cancelsItsFirstAwait() {
        group.cancel();

        main(() -> runPast(() -> {
            trace.add("begins");
            park();
        }));

        assertThat(trace).containsExactly("begins", "result null");
    }

    @Test
    void cancel_childThatFailsAsItCleansUp_isAGroupOfThat() {
        main(() -> {
            ExceptionGroup failed = catchThrowableOfType(
                    ExceptionGroup.class,
                    () -> runPast(() -> {
                        group.createTask(() -> {
                            try {
                                return park();
                            } finally {
                                throwBoom();
                            }
                        });
                        Tasks.yieldNow();
                        group.cancel();
                        park();
                    }));

            assertThat(failed.exceptions()).singleElement().isInstanceOf(Boom.class);
        });
    }

    private static void throwBoom() throws Boom {
        throw new Boom("in finally");
    }

    @Test
    void cancel_withACancellationByOthersBefore_letsThatPass() {
        assertThat(endOf(() -> {
                    group.createTask(OnALoop::park);
                    loop.callSoon(() -> {
                        current.cancel("others");
                        group.cancel();
                    });
                    park();
                }))
                .isInstanceOf(CancelledError.class);
    }

    @Test
    void cancel_withACancellationByOthersAfterwards_letsThatPass() {
        assertThat(endOf(() -> {
                    group.createTask(cleaningFor(5, "child"));
                    Tasks.yieldNow();
                    loop.callLater(ms(2), current::cancel);
                    group.cancel();
                    park();
                }))
                .isInstanceOf(CancelledError.class);
    }

    @Test
    void cancel_inATaskThatWasCancelledEarlierAndCleansUp_isNoError() {
        assertThat(endOfCleaningUp()).isNull();
        assertThat(trace).containsExactly("result null", "slept");
    }

    private Throwable endOfCleaningUp() {
        Task<Object> task = spawn(() -> {
            try {
                park();
            } catch (CancelledError refused) {
                runPast(() -> {
                    group.cancel();
                    park();
                });
                sleep(1);
                trace.add("slept");
            }
        });
        loop.callLater(ms(1), task::cancel);
        return catchThrowable(() -> loop.runUntilComplete(task));
    }

    private Task<Object> current;

    private Throwable endOf(Body body) {
        current = spawn(() -> runPast(body));
        return catchThrowable(() -> loop.runUntilComplete(current));
    }

    @Test
    void timeoutOfZero_inATaskThatWasCancelledAsItRan_letsTheCancellationPass() {
        assertThat(endOfSelfCancelled(() -> Tasks.timeout(ms(0)).run(OnALoop::park)))
                .isInstanceOf(CancelledError.class);
    }

    @Test
    void nestedTimeoutsOfZero_inATaskThatWasCancelledAsItRan_letTheCancellationPass() {
        assertThat(endOfSelfCancelled(() ->
                        Tasks.timeout(ms(0)).run(() -> Tasks.timeout(ms(0)).run(OnALoop::park))))
                .isInstanceOf(CancelledError.class);
    }

    @Test
    void waitForNothing_inATaskThatWasCancelledAsItRan_letsTheCancellationPass() {
        assertThat(endOfSelfCancelled(() -> Tasks.waitFor(OnALoop::park, ms(0))))
                .isInstanceOf(CancelledError.class);
        assertThat(endOfSelfCancelled(() -> Tasks.waitFor(loop.createFuture(), ms(0))))
                .isInstanceOf(CancelledError.class);
    }

    @Test
    void combinators_inATaskThatWasCancelledAsItRan_letTheCancellationPass() {
        assertThat(endOfSelfCancelled(() -> await(Tasks.shield(OnALoop::park)))).isInstanceOf(CancelledError.class);
        assertThat(endOfSelfCancelled(() -> await(Tasks.gather(OnALoop::park, OnALoop::park))))
                .isInstanceOf(CancelledError.class);
        assertThat(endOfSelfCancelled(() -> new TaskGroup().run(OnALoop::park))).isInstanceOf(CancelledError.class);
        assertThat(endOfSelfCancelled(() -> Tasks.wait(java.util.List.of(loop.createFuture()), ms(0))))
                .isInstanceOf(CancelledError.class);
    }

    @Test
    void timeout_inATaskWhoseEarlierCancellationWasRefused_isATimeout() {
        Task<Object> task = spawn(() -> {
            try {
                park();
            } catch (CancelledError refused) {
                trace.add(
                        String.valueOf(catchThrowable(() -> Tasks.timeout(ms(0)).run(OnALoop::park))));
            }
        });
        loop.callLater(ms(1), task::cancel);
        loop.runUntilComplete(task);

        assertThat(trace).containsExactly("java.util.concurrent.TimeoutException: not done within PT0S");
    }

    private Throwable endOfSelfCancelled(Body body) {
        Task<Object> task = spawn(() -> {
            Tasks.current().cancel();
            body.run();
            sleep(20);
        });
        return catchThrowable(() -> loop.runUntilComplete(task));
    }
}
