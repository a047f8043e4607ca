package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.concurrent.Tasks;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The semantics' rows 4.5 and 4.6: failures that nobody asked for, each outcome that of CPython, whose moment is the
 * collection where ours is the close.
 */
class NeverRetrievedTest {
    private static final String TASK = "Task exception was never retrieved: IllegalStateException: ";
    private static final String FUTURE = "Future exception was never retrieved: IllegalStateException: ";

    private final Traced trace = new Traced();

    private final EventLoop loop = EventLoop.builder()
            .exceptionHandler((of, context) -> {
                assertThat(context.details().keySet()).isEqualTo(Set.of("future"));
                trace.add(context.message() + ": " + Traced.text(context.exception()));
            })
            .build();

    private interface Body {
        void run() throws Exception;
    }

    private void runAndClose(Body main) {
        loop.runUntilComplete(() -> {
            main.run();
            return 1;
        });
        loop.close();
    }

    private Task<Object> failing(String message) {
        return loop.createTask(() -> {
            throw new IllegalStateException(message);
        });
    }

    @Test
    void task_thatNobodyAwaits_isReported() {
        runAndClose(() -> {
            failing("x");
            Tasks.yieldNow();
        });

        assertThat(trace.lines()).containsExactly(TASK + "x");
    }

    @Test
    void future_thatNobodyAwaits_isReported() {
        runAndClose(() -> loop.createFuture().setException(new IllegalStateException("x")));

        assertThat(trace.lines()).containsExactly(FUTURE + "x");
    }

    @Test
    void task_awaitedOrAskedInAnyWay_isNotReported() {
        runAndClose(() -> {
            List<Task<Object>> tasks = List.of(failing("a"), failing("b"), failing("c"));
            trace.attempt("await", () -> await(tasks.get(0)));
            trace.attempt("result", tasks.get(1)::result);
            trace.add(Traced.text(tasks.get(2).exception()));
        });

        assertThat(trace.lines())
                .containsExactly(
                        "await!IllegalStateException: a",
                        "result!IllegalStateException: b",
                        "IllegalStateException: c");
    }

    @Test
    void task_cancelledAfterItFailed_isNotReported() {
        runAndClose(() -> {
            Task<Object> task = failing("x");
            Tasks.yieldNow();
            trace.add("cancel=" + task.cancel());
        });

        assertThat(trace.lines()).containsExactly("cancel=false");
    }

    @Test
    void task_cancelledAndFailingOfIt_isReported() {
        runAndClose(() -> {
            Task<Object> task = loop.createTask(() -> {
                try {
                    return await(loop.createFuture());
                } catch (CancelledError cancelled) {
                    throw new IllegalStateException("of the clean-up");
                }
            });
            Tasks.yieldNow();
            task.cancel();
            Tasks.yieldNow();
        });

        assertThat(trace.lines()).containsExactly(TASK + "of the clean-up");
    }

    @Test
    void task_onlyWaitedFor_isReported() {
        runAndClose(() -> Tasks.wait(List.of(failing("x"))));

        assertThat(trace.lines()).containsExactly(TASK + "x");
    }

    @Test
    void task_withACallbackThatDoesNotAsk_isReported() {
        runAndClose(() -> {
            failing("x").addDoneCallback(done -> trace.add("callback"));
            Tasks.yieldNow();
            Tasks.yieldNow();
        });

        assertThat(trace.lines()).containsExactly("callback", TASK + "x");
    }

    @Test
    void task_gatheredAndFailingSecond_isNotReported() {
        runAndClose(() -> trace.attempt("gather", () -> await(Tasks.gather(failing("first"), failing("second")))));

        assertThat(trace.lines()).containsExactly("gather!IllegalStateException: first");
    }

    @Test
    void task_gatheredAndFailingLater_isNotReported() {
        runAndClose(() -> {
            Task<Object> later = loop.createTask(() -> {
                Tasks.yieldNow();
                Tasks.yieldNow();
                Tasks.yieldNow();
                throw new IllegalStateException("later");
            });
            trace.attempt("gather", () -> await(Tasks.gather(failing("first"), later)));
            for (int i = 0; i < 5; i++) {
                Tasks.yieldNow();
            }
        });

        assertThat(trace.lines()).containsExactly("gather!IllegalStateException: first");
    }

    @Test
    void task_whoseAwaiterFailsOfIt_isNotReportedButTheAwaiterIs() {
        runAndClose(() -> {
            Task<Object> inner = failing("x");
            loop.createTask(() -> await(inner)).setName("outer");
            for (int i = 0; i < 3; i++) {
                Tasks.yieldNow();
            }
        });

        assertThat(trace.lines()).containsExactly(TASK + "x");
    }

    @Test
    void task_whoseAwaiterWasCancelledMeanwhile_isNotReported() {
        runAndClose(() -> {
            Task<Object> inner = failing("x");
            Task<Object> outer = loop.createTask(() -> await(inner));
            Tasks.yieldNow();
            outer.cancel();
            Tasks.yieldNow();
            Tasks.yieldNow();
        });

        assertThat(trace.lines()).isEmpty();
    }

    @Test
    void shield_thatNobodyAwaits_isReportedForItself() {
        runAndClose(() -> {
            Tasks.shield(failing("x"));
            for (int i = 0; i < 3; i++) {
                Tasks.yieldNow();
            }
        });

        assertThat(trace.lines()).containsExactly(FUTURE + "x");
    }

    @Test
    void task_thatWasCancelled_isNotReported() {
        runAndClose(() -> {
            loop.createTask(() -> {
                throw new CancelledError("by hand");
            });
            Tasks.yieldNow();
        });

        assertThat(trace.lines()).isEmpty();
    }
}
