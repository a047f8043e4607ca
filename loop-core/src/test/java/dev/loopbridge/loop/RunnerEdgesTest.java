package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * The corners of the semantics' rows 9.1 to 9.6, each trace that of CPython.
 *
 * <p>Among them the corpus's rn_shutdown_order, rn_spawn_during_shutdown, rn_leftover_never_started and rn_runner_keeps_tasks.
 */
class RunnerEdgesTest {
    private final Traced trace = new Traced();

    private final EventLoop loop = VirtualEventLoop.create(EventLoop.builder()
                    .exceptionHandler(
                            (of, context) -> trace.add(context.message() + ": " + Traced.text(context.exception()))))
            .loop();

    private interface Body {
        void run() throws Exception;
    }

    private Task<String> spawn(Body body) {
        return loop.createTask(() -> {
            body.run();
            return "end";
        });
    }

    private void run(Body main) {
        trace.attempt("run", () -> {
            try (Runner runner = new Runner(() -> loop)) {
                return runner.run(() -> {
                    main.run();
                    return "end";
                });
            }
        });
    }

    private static void park() {
        await(Tasks.sleep(Duration.ofHours(1)));
    }

    @Test
    void close_leftoverSpawningAnother_dropsThatOneAndUnwindsIt() {
        Task<?>[] late = {null};
        run(() -> {
            spawn(() -> {
                try {
                    park();
                } finally {
                    trace.add("cleans up");
                    late[0] = spawn(() -> {
                        try {
                            trace.add("late starts");
                            Tasks.yieldNow();
                            trace.add("late goes on");
                            park();
                        } finally {
                            trace.add("late unwinds");
                        }
                    });
                    Tasks.yieldNow();
                    trace.add("is clean");
                }
            });
            Tasks.yieldNow();
            trace.add("main ends");
        });

        // CPython's last line comes when the coroutine is collected, and the task stays pending.
        assertThat(trace.lines())
                .containsExactly(
                        "main ends", "cleans up", "late starts", "is clean", "late goes on", "late unwinds", "run=end");
        assertThat(late[0].cancelling()).isZero();
        assertThat(late[0].exception()).isExactlyInstanceOf(LoopClosedException.class);
    }

    @Test
    void run_taskMadeByMainsOwnDoneCallback_neverBegins() {
        Task<?>[] left = {null};
        run(() -> Tasks.current().addDoneCallback(done -> {
            trace.add("callback");
            left[0] = spawn(() -> trace.add("begins"));
        }));

        assertThat(trace.lines()).containsExactly("callback", "run=end");
        assertThat(left[0].isCancelled()).isTrue();
        assertThat(left[0].cancelling()).isEqualTo(1);
    }

    @Test
    void run_twice_takesLeftoversAlongStepByStep() {
        Task<?>[] left = {null};
        try (Runner runner = new Runner(() -> loop)) {
            runner.run(() -> {
                left[0] = spawn(() -> {
                    for (int i = 1; i <= 6; i++) {
                        trace.add("left " + i);
                        Tasks.yieldNow();
                    }
                });
                Tasks.yieldNow();
                Tasks.yieldNow();
                trace.add("first ends");
                return 1;
            });
            trace.add("between");
            runner.run(() -> {
                trace.add("second");
                Tasks.yieldNow();
                trace.add("second ends");
                return 2;
            });
            trace.add("done=" + left[0].isDone());
        }

        assertThat(trace.lines())
                .containsExactly(
                        "left 1",
                        "left 2",
                        "first ends",
                        "left 3",
                        "between",
                        "left 4",
                        "second",
                        "left 5",
                        "second ends",
                        "left 6",
                        "done=false");
        assertThat(left[0].isCancelled()).isTrue();
    }

    @Test
    void close_everythingLeft_endsTasksThenIteratorsThenTheExecutorThenTheLoop() {
        CountDownLatch iteratorIsClean = new CountDownLatch(1);
        EventLoop[] used = {null};
        EventLoops.run(() -> {
            used[0] = EventLoops.getRunningLoop();
            AsyncIterator<Integer> iterator = AsyncIterator.of(out -> {
                try {
                    out.emit(1);
                    out.emit(2);
                } finally {
                    trace.add("iterator cleans up");
                    Tasks.yieldNow();
                    trace.add("iterator is clean");
                    iteratorIsClean.countDown();
                }
            });
            iterator.next();
            used[0].createTask(() -> {
                try {
                    return await(used[0].createFuture());
                } finally {
                    trace.add("task cleans up");
                    Tasks.yieldNow();
                    trace.add("task is clean");
                }
            });
            Tasks.yieldNow();
            Tasks.inExecutor(() -> {
                Elsewhere.await(iteratorIsClean);
                trace.add("call ends, closed=" + used[0].isClosed());
                return 1;
            });
            trace.add("main ends");
            return 1;
        });
        trace.add("closed=" + used[0].isClosed());

        assertThat(trace.lines())
                .containsExactly(
                        "main ends",
                        "task cleans up",
                        "task is clean",
                        "iterator cleans up",
                        "iterator is clean",
                        "call ends, closed=false",
                        "closed=true");
    }

    /** The stop, the iterators and the executor take 1, 2 and 2 iterations, even when there are none. */
    @Test
    void close_callbacksThatQueueTheNext_runFiveMore() {
        run(() -> loop.callSoon(() -> chain(1)));

        assertThat(trace.lines()).containsExactly("1", "2", "3", "4", "5", "run=end");
    }

    private void chain(int link) {
        trace.add(String.valueOf(link));
        loop.callSoon(() -> chain(link + 1));
    }

    /** As above, and the gathering of the leftovers takes 3. */
    @Test
    void close_callbacksThatQueueTheNextAndALeftover_runEightMore() {
        run(() -> {
            spawn(RunnerEdgesTest::park);
            Tasks.yieldNow();
            loop.callSoon(() -> chain(1));
        });

        assertThat(trace.lines()).containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "run=end");
    }

    @Test
    void close_severalLeftoversFailing_reportsEachAndKeepsMainsError() {
        run(() -> {
            for (String name : List.of("a", "b")) {
                spawn(() -> {
                    try {
                        park();
                    } catch (CancelledError cancelled) {
                        throw new IllegalStateException(name);
                    }
                });
            }
            Tasks.yieldNow();
            throw new IllegalStateException("main");
        });

        assertThat(trace.lines())
                .containsExactly(
                        "unhandled exception during EventLoops.run() shutdown: IllegalStateException: a",
                        "unhandled exception during EventLoops.run() shutdown: IllegalStateException: b",
                        "run!IllegalStateException: main");
    }

    @Test
    void close_leftoverFailedBefore_isNotAnErrorOfTheShutdown() {
        run(() -> {
            Task<String> failed = spawn(() -> {
                throw new IllegalStateException("seen");
            });
            trace.attempt("await", () -> await(failed));
        });

        assertThat(trace.lines()).containsExactly("await!IllegalStateException: seen", "run=end");
    }

    @Test
    void close_leftoverWaitingForALeftover_isCancelledAndHandsThatOn() {
        Task<?>[] tasks = {null, null};
        run(() -> {
            tasks[0] = spawn(() -> {
                try {
                    park();
                } finally {
                    trace.add("inner cleans up");
                    await(Tasks.sleep(Duration.ofMillis(2)));
                    trace.add("inner is clean");
                }
            });
            tasks[1] = spawn(() -> {
                try {
                    await(tasks[0]);
                } finally {
                    trace.add("outer");
                }
            });
            Tasks.yieldNow();
        });

        assertThat(trace.lines()).containsExactly("inner cleans up", "inner is clean", "outer", "run=end");
        assertThat(tasks[0].cancelling()).isEqualTo(2);
        assertThat(tasks[1].cancelling()).isEqualTo(1);
    }

    @Test
    void run_mainCancellingItself_throwsCancelledErrorAndCloses() {
        run(() -> {
            Tasks.current().cancel("enough");
            Tasks.yieldNow();
        });

        assertThat(trace.lines()).containsExactly("run!CancelledError: enough");
        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void run_mainStoppingTheLoop_isRefusedAndCloses() {
        run(() -> {
            loop.stop();
            Tasks.yieldNow();
            trace.add("never");
        });

        assertThat(trace.lines())
                .containsExactly("run!IllegalStateException: Event loop stopped before Future completed.");
        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void close_leftoverStoppingTheLoop_closesAllTheSame() {
        run(() -> {
            spawn(() -> {
                try {
                    park();
                } finally {
                    trace.add("stops");
                    loop.stop();
                    await(loop.createFuture());
                }
            });
            Tasks.yieldNow();
        });

        assertThat(trace.lines())
                .containsExactly("stops", "run!IllegalStateException: Event loop stopped before Future completed.");
        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void run_fatalErrorInMain_unwindsTheLeftovers() {
        run(() -> {
            spawn(() -> {
                try {
                    park();
                } finally {
                    trace.add("unwound");
                }
            });
            Tasks.yieldNow();
            throw new Error("fatal");
        });

        assertThat(trace.lines()).containsExactly("unwound", "run!Error: fatal");
        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void run_loopClosedMeanwhile_isRefusedAndCloseStillWorks() {
        Runner runner = new Runner(() -> loop);
        runner.run(() -> 1);
        loop.close();

        trace.attempt("run", () -> runner.run(() -> 2));
        runner.close();

        assertThat(trace.lines())
                .singleElement()
                .asString()
                .startsWith("run!LoopClosedException: Event loop is closed");
    }

    @Test
    void close_whileItsLoopRuns_isRefusedAndMayBeCalledAgain() {
        Runner runner = new Runner(() -> loop);
        trace.attempt(
                "run",
                () -> runner.run(() -> {
                    trace.attemptTo("close", runner::close);
                    return 1;
                }));

        trace.attemptTo("close", runner::close);

        assertThat(trace.lines())
                .containsExactly(
                        "close!IllegalStateException: Cannot close a running event loop",
                        "run!CancelledError",
                        "close=null");
        assertThat(loop.isClosed()).isTrue();
    }
}
