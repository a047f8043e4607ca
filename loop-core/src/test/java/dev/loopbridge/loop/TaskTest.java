package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.concurrent.Tasks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Section 7 of the semantics, rule by rule. */
class TaskTest {
    private final EventLoop loop = EventLoop.builder().name("api").build();
    private final List<String> trace = new ArrayList<>();

    private void iterate(int times) {
        for (int i = 0; i < times; i++) {
            loop.stop();
            loop.runForever();
        }
    }

    @Test
    void createTask_always_beginsInTheNextIteration() {
        Task<String> task = loop.createTask(() -> {
            trace.add("body");
            return "done";
        });

        assertThat(trace).isEmpty();
        iterate(1);

        assertThat(task.result()).isEqualTo("done");
    }

    @Test
    void createTask_threeBodies_stepInTurn() {
        for (int i = 1; i <= 3; i++) {
            String name = "body " + i;
            loop.createTask(() -> {
                trace.add(name);
                Tasks.yieldNow();
                trace.add(name + " again");
                return 1;
            });
        }

        iterate(1);
        assertThat(trace).containsExactly("body 1", "body 2", "body 3");
        iterate(1);

        assertThat(trace).endsWith("body 1 again", "body 2 again", "body 3 again");
    }

    @Test
    void submit_always_beginsOneIterationLater() {
        Task<Boolean> task = loop.submit(() -> true);

        iterate(1);
        assertThat(task.isDone()).isFalse();
        iterate(1);

        assertThat(task.result()).isTrue();
    }

    @Test
    void name_default_isNumbered() {
        Task<Boolean> first = loop.createTask(() -> true);
        Task<Boolean> second = loop.createTask(() -> true);

        assertThat(first.name()).matches("Task-\\d+");
        assertThat(Long.parseLong(second.name().substring(5)))
                .isGreaterThan(Long.parseLong(first.name().substring(5)));
        first.setName("mine");
        assertThat(first.name()).isEqualTo("mine");
        assertThat(first).hasToString("<Task pending name='mine'>");
    }

    @Test
    void setResult_onATask_isRefused() {
        Task<String> task = loop.createTask(() -> "own");

        assertThatThrownBy(() -> task.setResult("x"))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Task does not support set_result operation");
        assertThatThrownBy(() -> task.setException(new Exception()))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Task does not support set_exception operation");
    }

    @Test
    void current_inAStepAndOutside_tells() {
        List<Object> current = new ArrayList<>();
        loop.callSoon(() -> current.add(String.valueOf(Tasks.current())));

        Task<Boolean> task = loop.createTask(() -> current.add(Tasks.current()));
        iterate(1);

        assertThat(current).containsExactly("null", task);
        assertThat(Tasks.current()).isNull();
    }

    @Test
    void body_throwingCancelledErrorItself_isCancelled() {
        Task<String> task = loop.createTask(() -> {
            throw new CancelledError("by hand");
        });

        iterate(1);

        assertThat(task.isCancelled()).isTrue();
        assertThat(task.cancelling()).isZero();
        assertThat(catchThrowable(task::result)).hasMessage("by hand");
    }

    @Test
    void body_throwingAFatalError_tearsThroughAndFailsTheTask() {
        Error fatal = new Error("fatal");
        Task<String> task = loop.createTask(() -> {
            throw fatal;
        });
        loop.callSoon(() -> trace.add("rest of the snapshot"));

        assertThat(catchThrowable(loop::runForever)).isSameAs(fatal);
        assertThat(task.exception()).isSameAs(fatal);
        assertThat(trace).isEmpty();
        iterate(1);

        assertThat(trace).containsExactly("rest of the snapshot");
    }

    @Test
    void cancel_beforeTheStart_neverRunsTheBody() {
        Task<Boolean> task = loop.createTask(() -> trace.add("ran"));

        assertThat(task.cancel("early")).isTrue();
        assertThat(task.isCancelled()).isFalse();
        iterate(1);

        assertThat(task.isCancelled()).isTrue();
        assertThat(trace).isEmpty();
        assertThat(catchThrowable(task::result)).hasMessage("early");
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void cancel_whileAwaiting_throwsIntoTheBodyOneIterationLater(CoroutineEngine engine) {
        EventLoop engineLoop = Loops.on(engine);
        LoopFuture<String> awaited = engineLoop.createFuture();
        Task<String> task = engineLoop.createTask(() -> {
            try {
                return await(awaited);
            } catch (Exception e) {
                return "an Exception";
            } finally {
                trace.add("finally");
            }
        });
        engineLoop.stop();
        engineLoop.runForever();

        task.cancel("why");
        assertThat(awaited.isCancelled()).isTrue();
        assertThat(task.isDone()).isFalse();
        engineLoop.stop();
        engineLoop.runForever();

        assertThat(task.isCancelled()).isTrue();
        assertThat(catchThrowable(task::result)).hasMessage("why");
        assertThat(trace).containsExactly("finally");
    }

    @Test
    void cancel_sharedFuture_hitsTheOtherWaiterToo() {
        LoopFuture<String> shared = loop.createFuture();
        Task<String> first = loop.createTask(() -> await(shared));
        Task<String> second = loop.createTask(() -> await(shared));
        iterate(1);

        first.cancel();
        iterate(1);

        assertThat(second.isCancelled()).isTrue();
        assertThat(first.cancelling()).isEqualTo(1);
        assertThat(second.cancelling()).isZero();
    }

    @Test
    void cancel_chain_endsInsideOut() {
        LoopFuture<String> never = loop.createFuture();
        Task<String> inner = loop.createTask(() -> {
            try {
                return await(never);
            } finally {
                Tasks.yieldNow();
                trace.add("inner");
            }
        });
        Task<String> outer = loop.createTask(() -> {
            try {
                return await(inner);
            } finally {
                trace.add("outer");
            }
        });
        iterate(1);

        outer.cancel();
        assertThat(inner.cancelling()).isEqualTo(1);
        iterate(3);

        assertThat(trace).containsExactly("inner", "outer");
        assertThat(outer.isCancelled()).isTrue();
    }

    @Test
    void cancel_innerSwallows_outerGetsTheValue() {
        LoopFuture<String> never = loop.createFuture();
        Task<String> inner = loop.createTask(() -> {
            try {
                return await(never);
            } catch (CancelledError swallowed) {
                return "answer";
            }
        });
        Task<String> outer = loop.createTask(() -> await(inner));
        iterate(1);

        outer.cancel();
        iterate(2);

        assertThat(outer.result()).isEqualTo("answer");
        assertThat(outer.cancelling()).isEqualTo(1);
    }

    @Test
    void cancel_resultAlreadyThere_losesItForThisTask() {
        LoopFuture<String> ready = loop.createFuture();
        Task<String> task = loop.createTask(() -> await(ready));
        iterate(1);

        ready.setResult("value");
        task.cancel();
        iterate(1);

        assertThat(task.isCancelled()).isTrue();
        assertThat(ready.result()).isEqualTo("value");
    }

    @Test
    void cancel_byItself_hitsTheNextAwait() {
        LoopFuture<String> never = loop.createFuture();
        Task<String> task = loop.createTask(() -> {
            Tasks.current().cancel("self");
            trace.add("goes on");
            try {
                return await(never);
            } finally {
                trace.add("finally");
            }
        });

        iterate(2);

        assertThat(trace).containsExactly("goes on", "finally");
        assertThat(never.isCancelled()).isTrue();
        assertThat(catchThrowable(task::result))
                .isInstanceOf(CancelledError.class)
                .hasMessage("self");
    }

    @Test
    void cancel_byItselfThenReturn_isCancelled() {
        Task<String> task = loop.createTask(() -> {
            Tasks.current().cancel();
            return "lost";
        });

        iterate(1);

        assertThat(task.isCancelled()).isTrue();
    }

    @Test
    void cancel_byItselfThenThrow_keepsTheError() {
        Task<String> task = loop.createTask(() -> {
            Tasks.current().cancel();
            throw new IllegalStateException("wins");
        });

        iterate(1);

        assertThat(task.isCancelled()).isFalse();
        assertThat(task.exception()).hasMessage("wins");
    }

    @Test
    void cancel_twice_deliversOnce() {
        Task<String> task = loop.createTask(() -> {
            try {
                return await(loop.<String>createFuture());
            } catch (CancelledError first) {
                Tasks.yieldNow();
                return "only once";
            }
        });
        iterate(1);

        task.cancel();
        assertThat(task.cancelling()).isEqualTo(1);
        iterate(2);

        assertThat(task.result()).isEqualTo("only once");

        Task<String> unstarted = loop.createTask(() -> "");
        unstarted.cancel();
        unstarted.cancel();
        assertThat(unstarted.cancelling()).isEqualTo(2);
        iterate(1);
        assertThat(unstarted.isCancelled()).isTrue();
    }

    @Test
    void cancel_swallowedRepeatedly_deliversEachTime() {
        Task<Integer> task = loop.createTask(() -> {
            int swallowed = 0;
            while (swallowed < 3) {
                try {
                    await(loop.createFuture());
                } catch (CancelledError again) {
                    swallowed++;
                }
            }
            return swallowed;
        });
        iterate(1);

        for (int i = 0; i < 3; i++) {
            assertThat(task.cancel()).isTrue();
            iterate(1);
        }

        assertThat(task.result()).isEqualTo(3);
        assertThat(task.cancelling()).isEqualTo(3);
    }

    @Test
    void cancel_duringCleanUp_interruptsIt() {
        Task<String> task = loop.createTask(() -> {
            try {
                return await(loop.<String>createFuture());
            } finally {
                try {
                    await(loop.createFuture());
                    trace.add("cleaned up");
                } finally {
                    trace.add("interrupted");
                }
            }
        });
        iterate(1);
        task.cancel();
        iterate(1);

        task.cancel();
        iterate(1);

        assertThat(trace).containsExactly("interrupted");
        assertThat(task.isCancelled()).isTrue();
    }

    @Test
    void uncancel_beforeDelivery_withdrawsTheRequest() {
        Task<String> task = loop.createTask(() -> "runs");
        task.cancel();

        assertThat(task.uncancel()).isZero();
        iterate(1);

        assertThat(task.result()).isEqualTo("runs");
    }

    @Test
    void uncancel_oneOfTwo_keepsTheRequest() {
        Task<String> task = loop.createTask(() -> "never");
        task.cancel();
        task.cancel();

        assertThat(task.uncancel()).isEqualTo(1);
        iterate(1);

        assertThat(task.isCancelled()).isTrue();
    }

    @Test
    void uncancel_withoutACancel_staysAtZero() {
        Task<String> task = loop.createTask(() -> "");

        assertThat(task.uncancel()).isZero();
        assertThat(task.cancelling()).isZero();
    }

    @Test
    void cancel_done_isFalse() {
        Task<String> task = loop.createTask(() -> "done");
        iterate(1);

        assertThat(task.cancel()).isFalse();
        assertThat(task.cancelling()).isZero();
    }

    @Test
    void cancel_fromAnotherThreadRightAfterSubmit_neverRunsTheBody() {
        Loops.whileRunning(loop, running -> {
            running.callSoonThreadsafe(() -> {}); // keeps it awake or wakes it, either is fine
            Task<Boolean> task = running.submit(() -> await(running.<Boolean>createFuture()));

            assertThat(task.cancel("foreign")).isTrue();

            assertThat(catchThrowable(task::get)).hasMessage("foreign");
        });
    }

    @Test
    void await_someoneElsesCancelledTask_throwsWithOwnCountZero() {
        Task<String> other = loop.createTask(() -> await(loop.<String>createFuture()));
        Task<Integer> task = loop.createTask(() -> {
            try {
                await(other);
                return -1;
            } catch (CancelledError itsOwn) {
                return Tasks.current().cancelling();
            }
        });
        iterate(1);

        other.cancel();
        iterate(2);

        assertThat(task.result()).isZero();
    }
}
