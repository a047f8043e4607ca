package dev.loopbridge.loop.concurrent;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The semantics' row 7.8: bodies that begin within {@code createEagerTask}. */
class EagerTaskTest {
    private final List<Object> trace = new ArrayList<>();
    private EventLoop loop;

    static Stream<CoroutineEngine> engines() {
        return Arrays.stream(CoroutineEngine.values()).filter(engine -> {
            try {
                EventLoop.builder().engine(engine).build().close();
                return true;
            } catch (IllegalStateException notHere) {
                return false;
            }
        });
    }

    private interface Body {
        void run() throws Exception;
    }

    private void main(CoroutineEngine engine, Body main) {
        loop = EventLoop.builder().engine(engine).build();
        loop.runUntilComplete(() -> {
            main.run();
            return 1;
        });
    }

    private Task<String> eager(Body body) {
        return Tasks.createEagerTask(() -> {
            body.run();
            return "end";
        });
    }

    @ParameterizedTest
    @MethodSource("engines")
    void createEagerTask_bodyThatEnds_isDoneAndNeverTouchesTheLoop(CoroutineEngine engine) {
        main(engine, () -> {
            loop.callSoon(() -> trace.add("loop"));
            Task<String> task = eager(() -> trace.add("body"));
            trace.add(task.result());
            trace.add(Tasks.all(loop).contains(task));
            trace.add(await(task));
        });

        assertThat(trace).containsExactly("body", "end", false, "end", "loop");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void createEagerTask_bodyThatThrows_failsAndThrowsNothing(CoroutineEngine engine) {
        main(engine, () -> {
            Task<String> task = eager(() -> {
                throw new IllegalStateException("body");
            });
            trace.add(task.exception().getMessage());
        });

        assertThat(trace).containsExactly("body");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void createEagerTask_always_isTheCurrentTaskMeanwhile(CoroutineEngine engine) {
        main(engine, () -> {
            Task<?> outer = Tasks.current();
            Task<?>[] seen = {null, null};
            Task<String> task = eager(() -> {
                seen[0] = Tasks.current();
                Tasks.yieldNow();
                seen[1] = Tasks.current();
            });
            trace.add(Tasks.current() == outer);
            await(task);
            trace.add(seen[0] == task && seen[1] == task);
            trace.add(Tasks.current() == outer);
        });

        assertThat(trace).containsExactly(true, true, true);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void createEagerTask_inACallback_leavesNoCurrentTaskBehind(CoroutineEngine engine) {
        main(engine, () -> {
            loop.callSoon(() -> {
                eager(() -> {
                    trace.add("1");
                    Tasks.yieldNow();
                    trace.add("3");
                });
                trace.add("2 " + Tasks.current());
            });
            Tasks.yieldNow();
            Tasks.yieldNow();
        });

        assertThat(trace).containsExactly("1", "2 null", "3");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void createEagerTask_insideAnother_comesBackAtEachFirstSuspension(CoroutineEngine engine) {
        main(engine, () -> {
            Task<String> outer = eager(() -> {
                trace.add("outer 1");
                Task<String> inner = eager(() -> {
                    trace.add("inner 1");
                    Tasks.yieldNow();
                    trace.add("inner 2");
                });
                trace.add("outer 2");
                await(inner);
                trace.add("outer 3");
            });
            trace.add("main");
            await(outer);
        });

        assertThat(trace).containsExactly("outer 1", "inner 1", "outer 2", "main", "inner 2", "outer 3");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void await_doneInAnEagerBody_doesNotSuspend(CoroutineEngine engine) {
        main(engine, () -> {
            LoopFuture<String> done = loop.createFuture();
            done.setResult("done");
            Task<String> task = eager(() -> trace.add(await(done)));
            trace.add(task.isDone());
        });

        assertThat(trace).containsExactly("done", true);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void cancel_afterTheFirstSuspension_isDeliveredAsToAnyTask(CoroutineEngine engine) {
        main(engine, () -> {
            Task<String> task = eager(() -> {
                try {
                    await(loop.createFuture());
                } catch (CancelledError hit) {
                    trace.add("hit " + hit.getMessage());
                    throw hit;
                }
            });
            task.cancel("why");
            trace.add(task.isDone());
            trace.add(catchThrowable(() -> await(task)).getMessage());
        });

        assertThat(trace).containsExactly(false, "hit why", "why");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void cancel_ofItselfBeforeTheEnd_cancelsItOnReturn(CoroutineEngine engine) {
        main(engine, () -> {
            Task<String> task = eager(() -> Tasks.current().cancel());
            trace.add(task.isCancelled());
            trace.add(Tasks.current().cancelling());
        });

        assertThat(trace).containsExactly(true, 0);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void cancel_ofTheCreatorByTheEagerBody_hitsTheCreatorsNextAwait(CoroutineEngine engine) {
        main(engine, () -> {
            Task<?> creator = Tasks.current();
            eager(() -> creator.cancel("from inside"));
            trace.add("goes on");
            trace.add(catchThrowable(Tasks::yieldNow).getMessage());
        });

        assertThat(trace).containsExactly("goes on", "from inside");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void addDoneCallback_onAnEagerlyDoneTask_isQueued(CoroutineEngine engine) {
        main(engine, () -> {
            eager(() -> {}).addDoneCallback(done -> trace.add("callback"));
            trace.add("added");
            Tasks.yieldNow();
        });

        assertThat(trace).containsExactly("added", "callback");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void createEagerTask_bodyThatWaits_isAmongTheLoopsTasks(CoroutineEngine engine) {
        List<Task<String>> waiting = new ArrayList<>();
        main(engine, () -> {
            LoopFuture<String> never = loop.createFuture();
            waiting.add(eager(() -> await(never)));
            trace.add(Tasks.all(loop).contains(waiting.get(0)));
        });

        loop.close();

        assertThat(trace).containsExactly(true);
        assertThat(waiting.get(0).exception()).isInstanceOf(LoopClosedException.class);
    }
}
