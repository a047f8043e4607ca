package dev.loopbridge.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loopbridge.loop.concurrent.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The lifecycle table of the architecture, cell by cell. */
class LifecycleTableTest {
    private static final String ALREADY = "This event loop is already running";
    private static final String OTHER = "Cannot run the event loop while another loop is running";
    private static final String STOPPED = "Event loop stopped before Future completed.";

    /** The rows that run a loop. */
    enum Run {
        COROUTINE {
            @Override
            void call(EventLoop loop) {
                loop.runUntilComplete(() -> 1);
            }
        },
        FUTURE {
            @Override
            void call(EventLoop loop) {
                loop.runUntilComplete(loop.createFuture());
            }
        },
        FOREVER {
            @Override
            void call(EventLoop loop) {
                loop.runForever();
            }
        };

        abstract void call(EventLoop loop);
    }

    /** The rows that schedule something. */
    enum Schedule {
        CALL_SOON {
            @Override
            void call(EventLoop loop, Runnable work) {
                loop.callSoon(work);
            }
        },
        CALL_SOON_THREADSAFE {
            @Override
            void call(EventLoop loop, Runnable work) {
                loop.callSoonThreadsafe(work);
            }
        },
        CALL_LATER {
            @Override
            void call(EventLoop loop, Runnable work) {
                loop.callLater(Duration.ZERO, work);
            }
        },
        CALL_AT {
            @Override
            void call(EventLoop loop, Runnable work) {
                loop.callAt(loop.time(), work);
            }
        },
        CREATE_TASK {
            @Override
            void call(EventLoop loop, Runnable work) {
                loop.createTask(asBody(work));
            }
        },
        SUBMIT {
            @Override
            void call(EventLoop loop, Runnable work) {
                loop.submit(asBody(work));
            }
        },
        EXECUTE {
            @Override
            void call(EventLoop loop, Runnable work) {
                loop.execute(work);
            }
        };

        abstract void call(EventLoop loop, Runnable work);

        private static Coroutine<Boolean> asBody(Runnable work) {
            return () -> {
                work.run();
                return true;
            };
        }
    }

    // idle

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void runUntilComplete_coroutineOnIdle_returnsItsResult(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);

        String result = loop.runUntilComplete(() -> {
            Tasks.yieldNow();
            return "done";
        });

        assertThat(result).isEqualTo("done");
        assertThat(loop.isRunning()).isFalse();
        assertThat(loop.isClosed()).isFalse();
    }

    @Test
    void runUntilComplete_coroutineThrowing_rethrowsTheSame() {
        EventLoop loop = EventLoop.create();
        Exception checked = new Exception("checked");

        assertThatThrownBy(() -> loop.runUntilComplete(() -> {
                    throw checked;
                }))
                .isSameAs(checked);
    }

    @Test
    void runUntilComplete_futureOnIdle_returnsItsResult() {
        EventLoop loop = EventLoop.create();
        LoopFuture<String> future = loop.createFuture();
        loop.callSoon(() -> future.setResult("done"));

        assertThat(loop.<String>runUntilComplete(future)).isEqualTo("done");
    }

    @Test
    void runUntilComplete_futureOfAnotherLoop_isRefused() {
        EventLoop loop = EventLoop.create();
        LoopFuture<String> foreign = EventLoop.create().createFuture();

        assertThatThrownBy(() -> loop.runUntilComplete(foreign))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("The future belongs to a different loop than the one specified as the loop argument");
        assertThat(loop.isRunning()).isFalse();
    }

    @Test
    void runUntilComplete_doneFuture_runsOneIteration() {
        EventLoop loop = EventLoop.create();
        List<String> trace = new ArrayList<>();
        LoopFuture<String> future = loop.createFuture();
        future.setResult("done");
        loop.callSoon(() -> {
            trace.add("first");
            loop.callSoon(() -> trace.add("second"));
        });

        loop.<String>runUntilComplete(future);

        assertThat(trace).containsExactly("first");
    }

    @Test
    void runForever_onIdle_runsUntilStop() {
        EventLoop loop = EventLoop.create();
        List<Boolean> running = new ArrayList<>();
        loop.callSoon(() -> running.add(loop.isRunning() && loop.inLoop()));
        loop.callSoon(loop::stop);

        loop.runForever();

        assertThat(running).containsExactly(true);
        assertThat(loop.isRunning()).isFalse();
        assertThat(loop.inLoop()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void schedule_onIdle_runsInTheNextRun(Schedule row) {
        EventLoop loop = EventLoop.create();
        List<String> trace = new ArrayList<>();

        row.call(loop, () -> trace.add("ran"));
        assertThat(trace).isEmpty();
        loop.runUntilComplete(() -> {
            Tasks.yieldNow();
            return 1;
        });

        assertThat(trace).containsExactly("ran");
    }

    @Test
    void stop_onIdle_letsTheNextRunDoOneIteration() {
        EventLoop loop = EventLoop.create();
        List<String> trace = new ArrayList<>();
        loop.callSoon(() -> {
            trace.add("first");
            loop.callSoon(() -> trace.add("second"));
        });

        loop.stop();
        loop.runForever();

        assertThat(trace).containsExactly("first");
    }

    @Test
    void stop_onIdle_isForgottenAfterOneRun() {
        EventLoop loop = EventLoop.create();
        loop.stop();
        loop.runForever();

        String result = loop.runUntilComplete(() -> {
            Tasks.yieldNow();
            return "whole";
        });

        assertThat(result).isEqualTo("whole");
    }

    @Test
    void stop_onIdle_endsRunUntilCompleteEarly() {
        EventLoop loop = EventLoop.create();
        LoopFuture<String> never = loop.createFuture();
        loop.stop();

        assertThatThrownBy(() -> loop.runUntilComplete(never))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(STOPPED);
    }

    @Test
    void close_onIdle_closes() {
        EventLoop loop = EventLoop.create();

        loop.close();

        assertThat(loop.isClosed()).isTrue();
        assertThat(loop.isRunning()).isFalse();
        assertThat(loop.inLoop()).isFalse();
    }

    @Test
    void shutdown_onIdle_closesOnTheCallingThread() {
        EventLoop loop = EventLoop.create();
        AtomicReference<Thread> told = new AtomicReference<>();
        loop.onClose(closed -> told.set(Thread.currentThread()));

        CompletionStage<CloseReport> stage = loop.shutdown(Duration.ZERO);

        assertThat(stage.toCompletableFuture()).isCompleted();
        assertThat(loop.isClosed()).isTrue();
        assertThat(told).hasValue(Thread.currentThread());
    }

    // running

    @ParameterizedTest
    @EnumSource
    void run_whileRunning_isRefusedInACallback(Run row) {
        EventLoop loop = EventLoop.create();
        List<Throwable> refused = new ArrayList<>();
        loop.callSoon(() -> refused.add(catchThrowable(() -> row.call(loop))));

        String outer = loop.runUntilComplete(() -> {
            Tasks.yieldNow();
            return "undisturbed";
        });

        assertThat(outer).isEqualTo("undisturbed");
        assertThat(refused).singleElement().isExactlyInstanceOf(IllegalStateException.class);
        assertThat(refused.get(0)).hasMessage(ALREADY);
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void run_whileRunning_isRefusedInACoroutine(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);

        for (Run row : Run.values()) {
            Throwable refused = loop.runUntilComplete(() -> catchThrowable(() -> row.call(loop)));

            assertThat(refused).isExactlyInstanceOf(IllegalStateException.class).hasMessage(ALREADY);
        }
    }

    @ParameterizedTest
    @EnumSource
    void run_whileRunning_isRefusedOnAnotherThread(Run row) {
        Loops.whileRunning(
                EventLoop.create(),
                loop -> assertThatThrownBy(() -> row.call(loop))
                        .isExactlyInstanceOf(IllegalStateException.class)
                        .hasMessage(ALREADY));
    }

    @ParameterizedTest
    @EnumSource
    void schedule_whileRunning_isQueued(Schedule row) {
        EventLoop loop = EventLoop.create();
        List<String> trace = new ArrayList<>();

        loop.runUntilComplete(() -> {
            row.call(loop, () -> trace.add("ran"));
            trace.add("queued");
            Tasks.yieldNow();
            Tasks.yieldNow();
            return 1;
        });

        assertThat(trace).containsExactly("queued", "ran");
    }

    @ParameterizedTest
    @EnumSource
    void schedule_whileRunningElsewhere_isQueued(Schedule row) {
        Loops.whileRunning(EventLoop.create(), loop -> {
            AtomicReference<Boolean> ran = new AtomicReference<>();
            CountDownLatch done = new CountDownLatch(1);

            row.call(loop, () -> {
                ran.set(loop.inLoop());
                done.countDown();
            });
            Elsewhere.await(done);

            assertThat(ran).hasValue(true);
        });
    }

    @Test
    void stop_whileRunning_finishesTheIteration() {
        EventLoop loop = EventLoop.create();
        List<String> trace = new ArrayList<>();
        loop.callSoon(() -> {
            loop.stop();
            trace.add("stopped");
            loop.callSoon(() -> trace.add("next run"));
        });
        loop.callSoon(() -> trace.add("same iteration"));

        loop.runForever();

        assertThat(trace).containsExactly("stopped", "same iteration");
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void stop_whileRunUntilComplete_failsIt(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        LoopFuture<String> never = loop.createFuture();
        loop.callSoon(loop::stop);

        assertThatThrownBy(() -> loop.runUntilComplete(() -> Await.await(never)))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(STOPPED);
        assertThat(loop.isRunning()).isFalse();
    }

    @Test
    void stop_whileRunningElsewhere_isRefused() {
        EventLoop named = EventLoop.builder().name("api").build();

        Loops.whileRunning(
                named,
                loop -> assertThatThrownBy(loop::stop)
                        .isExactlyInstanceOf(IllegalStateException.class)
                        .hasMessage("stop() is for loop \"api\" itself, called from thread \""
                                + Thread.currentThread().getName() + "\" while it runs; use callSoonThreadsafe()"));
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void close_whileRunning_isRefused(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        List<Throwable> refused = new ArrayList<>();
        loop.callSoon(() -> refused.add(catchThrowable(loop::close)));

        loop.runUntilComplete(() -> {
            refused.add(catchThrowable(loop::close));
            return 1;
        });

        assertThat(refused)
                .hasSize(2)
                .allSatisfy(error -> assertThat(error)
                        .isExactlyInstanceOf(IllegalStateException.class)
                        .hasMessage("Cannot close a running event loop"));
        assertThat(loop.isClosed()).isFalse();
    }

    @Test
    void close_whileRunningElsewhere_isRefused() {
        Loops.whileRunning(EventLoop.create(), loop -> {
            assertThatThrownBy(loop::close)
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("Cannot close a running event loop");
            assertThat(loop.isClosed()).isFalse();
        });
    }

    @Test
    void shutdown_whileRunningElsewhere_closesOnTheHomeThread() {
        AtomicReference<String> told = new AtomicReference<>();

        Loops.whileRunning(EventLoop.create(), loop -> {
            loop.onClose(closed -> told.set(Thread.currentThread().getName()));
            loop.shutdown(Duration.ofSeconds(1)).toCompletableFuture().join();

            assertThat(loop.isClosed()).isTrue();
        });

        assertThat(told).hasValue("home");
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void shutdown_whileRunning_cancelsUnwindsAndCloses(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        LoopFuture<String> never = loop.createFuture();
        List<String> trace = new ArrayList<>();
        loop.callSoon(() -> loop.shutdown(Duration.ofSeconds(1)));

        assertThatThrownBy(() -> loop.runUntilComplete(() -> {
                    try {
                        return Await.await(never);
                    } finally {
                        trace.add("unwound, closed=" + loop.isClosed());
                    }
                }))
                .isExactlyInstanceOf(CancelledError.class)
                .hasMessage("the loop is shut down by shutdown()");
        assertThat(trace).containsExactly("unwound, closed=false");
        assertThat(loop.isClosed()).isTrue();
    }

    // closed

    @ParameterizedTest
    @EnumSource
    void run_onClosed_saysWhoClosedIt(Run row) {
        EventLoop loop = Loops.closed(EventLoop.create());

        assertSaysWhy(loop, catchThrowable(() -> row.call(loop)));
    }

    @ParameterizedTest
    @EnumSource
    void schedule_onClosed_saysWhoClosedIt(Schedule row) {
        EventLoop loop = Loops.closed(EventLoop.create());
        List<String> trace = new ArrayList<>();

        assertSaysWhy(loop, catchThrowable(() -> row.call(loop, () -> trace.add("ran"))));
        assertThat(trace).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void schedule_onClosedFromAnotherThread_saysWhoClosedIt(Schedule row) {
        EventLoop loop = Loops.closed(EventLoop.create());

        assertSaysWhy(loop, Elsewhere.call("other", () -> catchThrowable(() -> row.call(loop, () -> {}))));
    }

    private static void assertSaysWhy(EventLoop loop, Throwable thrown) {
        assertThat(thrown).isExactlyInstanceOf(LoopClosedException.class);
        CloseInfo info = ((LoopClosedException) thrown).info();
        assertThat(thrown).hasMessage(Loops.closedText(info)).hasNoCause();
        assertThat(info.loop()).isEqualTo(loop.name());
        assertThat(info.reason()).isEqualTo("close()");
        assertThat(info.closedBy()).isEqualTo(Thread.currentThread().getName());
        assertThat(info.where()).isNull();
    }

    @Test
    void schedule_onClosedTwice_throwsAFreshExceptionEachTime() {
        EventLoop loop = Loops.closed(EventLoop.create());

        Throwable first = catchThrowable(() -> loop.execute(() -> {}));
        Throwable second = catchThrowable(() -> loop.execute(() -> {}));

        assertThat(first).isNotSameAs(second);
        assertThat(first.getStackTrace()).isNotEmpty();
    }

    @Test
    void stop_onClosed_doesNothing() {
        EventLoop loop = Loops.closed(EventLoop.create());

        loop.stop();

        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void close_onClosed_doesNothing() {
        EventLoop loop = EventLoop.create();
        loop.close();
        CloseInfo first = Loops.report(loop).info();

        loop.close();

        assertThat(Loops.report(loop).info()).isSameAs(first);
    }

    @Test
    void shutdown_onClosed_isCompleted() {
        EventLoop loop = Loops.closed(EventLoop.create());

        CompletionStage<CloseReport> stage = loop.shutdown(Duration.ofSeconds(1));

        assertThat(stage.toCompletableFuture()).isCompleted();
        assertThat(stage.toCompletableFuture().join().info().reason()).isEqualTo("close()");
    }

    @Test
    void questions_onClosed_work() {
        EventLoop loop =
                Loops.closed(EventLoop.builder().name("api").clock(() -> 42).build());

        assertThat(loop.name()).isEqualTo("api");
        assertThat(loop.time()).isEqualTo(42);
        assertThat(loop.isRunning()).isFalse();
        assertThat(loop.inLoop()).isFalse();
        assertThat(loop.createFuture().isDone()).isFalse();
    }

    // another loop runs on this thread

    @ParameterizedTest
    @EnumSource
    void run_whileAnotherLoopRunsHere_isRefused(Run row) {
        EventLoop outer = EventLoop.create();
        EventLoop inner = EventLoop.create();
        List<Throwable> refused = new ArrayList<>();
        outer.callSoon(() -> refused.add(catchThrowable(() -> row.call(inner))));

        refused.add(outer.runUntilComplete(() -> catchThrowable(() -> row.call(inner))));

        assertThat(refused)
                .hasSize(2)
                .allSatisfy(error -> assertThat(error)
                        .isExactlyInstanceOf(IllegalStateException.class)
                        .hasMessage(OTHER));
        assertThat(inner.isRunning()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void schedule_whileAnotherLoopRunsHere_isQueued(Schedule row) {
        EventLoop outer = EventLoop.create();
        EventLoop inner = EventLoop.create();
        List<String> trace = new ArrayList<>();
        outer.runUntilComplete(() -> {
            row.call(inner, () -> trace.add("ran"));
            return 1;
        });

        inner.runUntilComplete(() -> {
            Tasks.yieldNow();
            return 1;
        });

        assertThat(trace).containsExactly("ran");
    }

    @Test
    void close_ofAnIdleLoopWhileAnotherRunsHere_closesIt() {
        EventLoop inner = EventLoop.create();
        EventLoop outer = EventLoop.create();

        EventLoop stillRunning = outer.runUntilComplete(() -> {
            inner.close();
            return EventLoops.getRunningLoop();
        });

        assertThat(inner.isClosed()).isTrue();
        assertThat(stillRunning).isSameAs(outer);
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void shutdown_ofAnIdleLoopWhileAnotherRunsHere_unwindsAndClosesIt(CoroutineEngine engine) {
        EventLoop inner = Loops.on(engine);
        EventLoop outer = Loops.on(engine);
        List<String> trace = new ArrayList<>();
        inner.createTask(() -> {
            try {
                return Await.await(inner.createFuture());
            } finally {
                trace.add("unwound");
            }
        });
        inner.stop();
        inner.runForever();

        EventLoop stillRunning = outer.runUntilComplete(() -> {
            inner.shutdown(Duration.ofSeconds(1));
            return EventLoops.getRunningLoop();
        });

        assertThat(trace).containsExactly("unwound");
        assertThat(inner.isClosed()).isTrue();
        assertThat(stillRunning).isSameAs(outer);
    }

    // order of the checks

    @ParameterizedTest
    @EnumSource
    void run_closedAndAnotherLoopRunsHere_saysClosed(Run row) {
        EventLoop closed = Loops.closed(EventLoop.create());

        Throwable refused = EventLoop.create().runUntilComplete(() -> catchThrowable(() -> row.call(closed)));

        assertThat(refused).isExactlyInstanceOf(LoopClosedException.class);
    }

    @ParameterizedTest
    @EnumSource
    void run_runningAndAnotherLoopRunsHere_saysAlreadyRunning(Run row) {
        Loops.whileRunning(EventLoop.create(), running -> {
            Throwable refused = EventLoop.create().runUntilComplete(() -> catchThrowable(() -> row.call(running)));

            assertThat(refused).isExactlyInstanceOf(IllegalStateException.class).hasMessage(ALREADY);
        });
    }

    @Test
    void runUntilComplete_closedAndForeignFuture_saysClosed() {
        EventLoop closed = Loops.closed(EventLoop.create());
        LoopFuture<String> foreign = EventLoop.create().createFuture();

        LoopClosedException refused =
                catchThrowableOfType(LoopClosedException.class, () -> closed.runUntilComplete(foreign));

        assertThat(refused).hasMessage(Loops.closedText(refused.info()));
    }

    @Test
    void runUntilComplete_runningAndForeignFuture_saysAlreadyRunning() {
        EventLoop loop = EventLoop.create();
        LoopFuture<String> foreign = EventLoop.create().createFuture();

        Throwable refused = loop.runUntilComplete(() -> catchThrowable(() -> loop.runUntilComplete(foreign)));

        assertThat(refused).isExactlyInstanceOf(IllegalStateException.class).hasMessage(ALREADY);
    }
}
