package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Section 5 of the semantics, rule by rule. */
class DebugModeTest {
    private static final String ENGINES = "dev.loopbridge.loop.Loops#engines";
    private static final String HERE = " created at DebugModeTest\\.java:\\d+";
    private static final String TOOK = " took \\d+\\.\\d{3} seconds";

    private final CapturedLog log = new CapturedLog();
    private final List<Object> trace = new ArrayList<>();

    @AfterEach
    void restoreTheLog() {
        log.close();
        System.clearProperty(EventLoop.Builder.DEBUG_PROPERTY);
    }

    /** In debug mode; nothing is slow. */
    private static EventLoop.Builder debug() {
        return EventLoop.builder().name("api").debug(true).slowCallbackThreshold(Duration.ofDays(1));
    }

    /** In debug mode; everything is slow. */
    private static EventLoop.Builder slow() {
        return debug().slowCallbackThreshold(Duration.ZERO);
    }

    private static void spin(EventLoop loop) {
        loop.stop();
        loop.runForever();
    }

    private static int lineHere() {
        return new Throwable().getStackTrace()[1].getLineNumber();
    }

    private record Named(String name, Runnable action) implements Runnable {
        Named(String name) {
            this(name, () -> {});
        }

        @Override
        public void run() {
            action.run();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private void assertWarned(String pattern) {
        assertThat(log.records()).singleElement().satisfies(warning -> {
            assertThat(warning.getLevel()).isEqualTo(Level.WARNING);
            assertThat(warning.getMessage()).matches(pattern);
        });
    }

    private LogRecord onlyWarning() {
        return log.records().get(0);
    }

    /** Every way for a callback into the loop. */
    enum Way {
        CALL_SOON {
            @Override
            void register(EventLoop loop, Runnable callback) {
                loop.callSoon(callback);
            }
        },
        CALL_SOON_THREADSAFE {
            @Override
            void register(EventLoop loop, Runnable callback) {
                loop.callSoonThreadsafe(callback);
            }
        },
        CALL_LATER {
            @Override
            void register(EventLoop loop, Runnable callback) {
                loop.callLater(Duration.ZERO, callback);
            }
        },
        CALL_AT {
            @Override
            void register(EventLoop loop, Runnable callback) {
                loop.callAt(loop.time(), callback);
            }
        },
        EXECUTE {
            @Override
            void register(EventLoop loop, Runnable callback) {
                loop.execute(callback);
            }
        };

        abstract void register(EventLoop loop, Runnable callback);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void slowCallback_always_isLoggedWithItsOrigin(Way way) {
        EventLoop loop = slow().build();
        way.register(loop, new Named("work"));

        spin(loop);

        assertWarned("Executing <Handle work" + HERE + ">" + TOOK);
        assertThat(onlyWarning().getThrown()).hasMessage("scheduled here");
        assertThat(onlyWarning().getThrown().getStackTrace())
                .anySatisfy(frame ->
                        assertThat(frame.getMethodName()).isEqualTo("slowCallback_always_isLoggedWithItsOrigin"));
    }

    @Test
    void slowCallback_throwing_isLoggedAndReported() {
        List<String> reports = new ArrayList<>();
        EventLoop loop = slow().exceptionHandler((of, context) -> reports.add(context.message()))
                .build();
        loop.callSoon(new Named("work", () -> {
            throw new IllegalStateException("failing");
        }));

        spin(loop);

        assertWarned("Executing <Handle work" + HERE + ">" + TOOK);
        assertThat(reports).singleElement().asString().matches("Exception in callback <Handle work" + HERE + ">");
    }

    @Test
    void slowCallback_cancelled_isNotLogged() {
        EventLoop loop = slow().build();
        loop.callSoon(new Named("work")).cancel();

        spin(loop);

        assertThat(log.records()).isEmpty();
    }

    private record NamedConsumer(String name) implements Consumer<LoopFuture<Integer>> {
        @Override
        public void accept(LoopFuture<Integer> done) {}

        @Override
        public String toString() {
            return name;
        }
    }

    @Test
    void slowDoneCallback_ofAFuture_isLoggedOnceNamed() {
        EventLoop loop = slow().build();
        LoopFuture<Integer> future = loop.createFuture();
        future.addDoneCallback(new NamedConsumer("listener"));
        future.setResult(1);

        spin(loop);

        assertWarned("Executing <Handle listener of <Future finished result=Integer>" + HERE + ">" + TOOK);
    }

    @Test
    void slowDoneCallback_ofATask_isLoggedWithAnOriginInUserCode() {
        EventLoop loop = debug().build();
        Task<Integer> task = loop.createTask(() -> 1);
        List<String> seen = new ArrayList<>();
        EventLoop slowLoop = slow().build();
        Task<Integer> slowTask = slowLoop.createTask(() -> 1);
        slowTask.addDoneCallback(new NamedConsumer("listener"));
        task.addDoneCallback(done -> seen.add("ran"));

        spin(slowLoop);
        spin(slowLoop);

        assertThat(log.messages(Level.WARNING))
                .filteredOn(message -> message.contains("listener"))
                .singleElement()
                .asString()
                .doesNotContain("ThreadPoolExecutor", "Thread.java", "VirtualThread.java");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void slowStep_always_isLoggedWithWhereTheTaskWasCreated(CoroutineEngine engine) {
        EventLoop loop = slow().engine(engine).build();
        Task<Integer> task = loop.createTask(() -> {
            Tasks.yieldNow();
            return 1;
        });
        task.setName("worker");

        spin(loop);
        assertWarned("Executing <Task pending name='worker'" + HERE + ">" + TOOK);
        spin(loop);

        assertThat(log.records()).hasSize(2).allSatisfy(warning -> {
            assertThat(warning.getLevel()).isEqualTo(Level.WARNING);
            assertThat(warning.getThrown()).hasMessage("created here");
            assertThat(warning.getThrown().getStackTrace())
                    .anySatisfy(frame -> assertThat(frame.getMethodName())
                            .isEqualTo("slowStep_always_isLoggedWithWhereTheTaskWasCreated"));
        });
        assertThat(log.messages(Level.WARNING).get(1))
                .matches("Executing <Task finished result=Integer name='worker'" + HERE + ">" + TOOK);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void slowStep_whileTheTaskSleeps_isNotCounted(CoroutineEngine engine) {
        try (VirtualEventLoop time = VirtualEventLoop.create(slow().engine(engine))) {
            time.loop().createTask(() -> await(Tasks.sleep(Duration.ofDays(1))));

            time.advance(Duration.ofDays(1));

            assertThat(log.messages(Level.WARNING))
                    .filteredOn(message -> message.startsWith("Executing <Task"))
                    .hasSize(2)
                    .allSatisfy(message -> assertThat(message).matches(".* took [0-9]\\.\\d{3} seconds"));
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void nothingSlow_always_logsNothing(CoroutineEngine engine) {
        EventLoop loop = debug().engine(engine).build();
        loop.callSoon(new Named("work"));
        loop.callLater(Duration.ZERO, new Named("work"));

        loop.runUntilComplete(() -> {
            Tasks.yieldNow();
            return await(loop.createTask(() -> 1));
        });
        loop.close();

        assertThat(log.records()).isEmpty();
    }

    @Test
    void slowCallbackThreshold_negative_isRefused() {
        assertThatThrownBy(() -> EventLoop.builder().slowCallbackThreshold(Duration.ofSeconds(-1)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("threshold must be >= 0, was PT-1S");
    }

    @Test
    void toString_ofATask_namesTheLineItWasCreatedOn() {
        EventLoop loop = debug().build();
        int line = lineHere() + 1;
        Task<Integer> task = loop.createTask(() -> 1);
        task.setName("mine");

        assertThat(task).hasToString("<Task pending name='mine' created at DebugModeTest.java:" + line + ">");
    }

    @Test
    void toString_ofASubmittedTask_namesTheLineItWasCreatedOn() {
        EventLoop loop = debug().build();
        int line = lineHere() + 1;
        Task<Integer> task = loop.submit(() -> 1);
        task.setName("mine");

        assertThat(task).hasToString("<Task pending name='mine' created at DebugModeTest.java:" + line + ">");
    }

    @Test
    void toString_ofAMain_namesTheLineOfTheRun() {
        EventLoop loop = debug().build();

        String main = loop.runUntilComplete(() -> Tasks.current().toString());

        assertThat(main).matches("<Task pending name='Task-\\d+'" + HERE + ">");
    }

    @Test
    void toString_ofARunnersMain_namesTheLineOfTheRun() {
        String main = EventLoops.run(() -> Tasks.current().toString(), () -> debug().build());

        assertThat(main).matches("<Task pending name='Task-\\d+'" + HERE + ">");
    }

    @Test
    void toString_ofAHandle_namesTheLineItWasScheduledOn() {
        EventLoop loop = debug().build();
        int line = lineHere() + 1;
        Handle handle = loop.callSoon(new Named("work"));
        int timerLine = lineHere() + 1;
        TimerHandle timer = loop.callAt(5, new Named("work"));

        assertThat(handle).hasToString("<Handle work created at DebugModeTest.java:" + line + ">");
        assertThat(timer)
                .hasToString("<TimerHandle when=5 <Handle work created at DebugModeTest.java:" + timerLine + ">>");
    }

    @Test
    void close_always_keepsWhereItWasClosed() {
        EventLoop loop = debug().build();

        loop.close();

        Throwable where = Loops.report(loop).info().where();
        assertThat(where).hasMessage("loop \"api\" was closed here");
        assertThat(where.getStackTrace())
                .anySatisfy(frame -> assertThat(frame.getMethodName()).isEqualTo("close_always_keepsWhereItWasClosed"));
        assertThat(catchThrowable(() -> loop.callSoon(() -> {})).getSuppressed())
                .containsExactly(where);
    }

    private void holdMonitorAndAwait(Object monitor) {
        synchronized (monitor) {
            Tasks.yieldNow();
        }
    }

    private static String warningOf(String held) {
        return "<Task pending name='holder'" + HERE + "> awaits while it holds " + held
                + "; another coroutine that wants it would stop the loop: release it first, or use LoopLock";
    }

    @Test
    void await_holdingAMonitor_isLoggedWithWhereItAwaits() {
        EventLoop loop = debug().engine(CoroutineEngine.THREADS).build();
        loop.createTask(() -> {
                    holdMonitorAndAwait(new Object());
                    Tasks.yieldNow();
                    return 1;
                })
                .setName("holder");

        spin(loop);
        spin(loop);
        spin(loop);

        assertWarned(warningOf("java\\.lang\\.Object@[0-9a-f]+"));
        assertThat(onlyWarning().getThrown()).hasMessage("awaits here");
        assertThat(onlyWarning().getThrown().getStackTrace())
                .anySatisfy(frame -> assertThat(frame.getMethodName()).isEqualTo("holdMonitorAndAwait"));
    }

    @Test
    void await_holdingAReentrantLock_isLogged() {
        EventLoop loop = debug().engine(CoroutineEngine.THREADS).build();
        ReentrantLock lock = new ReentrantLock();
        LoopFuture<Integer> future = loop.createFuture();
        loop.createTask(() -> {
                    lock.lock();
                    try {
                        return await(future);
                    } finally {
                        lock.unlock();
                    }
                })
                .setName("holder");
        spin(loop);

        future.setResult(1);
        spin(loop);

        assertWarned(warningOf("java\\.util\\.concurrent\\.locks\\.ReentrantLock\\$NonfairSync@[0-9a-f]+"));
    }

    @Test
    void await_holdingTwoMonitors_namesBoth() {
        EventLoop loop = debug().engine(CoroutineEngine.THREADS).build();
        StringBuilder outer = new StringBuilder();
        loop.createTask(() -> {
                    synchronized (outer) {
                        holdMonitorAndAwait(new Object());
                    }
                    return 1;
                })
                .setName("holder");

        spin(loop);
        spin(loop);

        assertWarned(warningOf("java\\.lang\\.Object@[0-9a-f]+, java\\.lang\\.StringBuilder@[0-9a-f]+"));
    }

    @Test
    void await_doneWhileHoldingAMonitor_logsNothing() {
        EventLoop loop = debug().engine(CoroutineEngine.THREADS).build();
        LoopFuture<Integer> done = loop.createFuture();
        done.setResult(1);

        loop.runUntilComplete(() -> {
            synchronized (trace) {
                return await(done);
            }
        });

        assertThat(log.records()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void await_holdingALockOnEachEngine_keepsItOverTheSuspension(CoroutineEngine engine) {
        EventLoop loop = debug().engine(engine).build();
        ReentrantLock lock = new ReentrantLock();

        loop.runUntilComplete(() -> {
            lock.lock();
            Tasks.yieldNow();
            trace.add(lock.isHeldByCurrentThread());
            lock.unlock();
            return trace.add(lock.isLocked());
        });

        assertThat(trace).containsExactly(true, false);
    }

    private static String wrongThread(String call) {
        return "Non-thread-safe operation invoked on an event loop other than the current one: " + call
                + " on loop \"api\" from thread \"" + Thread.currentThread().getName()
                + "\"; use callSoonThreadsafe() or submit()";
    }

    private static Throwable refused(Runnable call) {
        Throwable refused = catchThrowable(call::run);
        assertThat(refused).isExactlyInstanceOf(IllegalStateException.class);
        return refused;
    }

    @Test
    void schedule_fromAnotherThreadWhileRunning_isRefused() {
        Loops.whileRunning(debug().build(), loop -> {
            assertThat(refused(() -> loop.callSoon(() -> trace.add("ran")))).hasMessage(wrongThread("callSoon()"));
            assertThat(refused(() -> loop.callLater(Duration.ZERO, () -> trace.add("ran"))))
                    .hasMessage(wrongThread("callLater() or callAt()"));
            assertThat(refused(() -> loop.callAt(loop.time(), () -> trace.add("ran"))))
                    .hasMessage(wrongThread("callLater() or callAt()"));
            assertThat(refused(() -> loop.createTask(() -> trace.add("ran")))).hasMessage(wrongThread("createTask()"));
        });

        assertThat(trace).isEmpty();
    }

    @Test
    void schedule_fromAnotherThreadByTheSafeWays_isTaken() {
        Loops.whileRunning(debug().build(), loop -> {
            Task<Boolean> submitted = loop.submit(() -> trace.add("submitted"));
            loop.execute(() -> trace.add("executed"));
            loop.callSoonThreadsafe(() -> trace.add("called"));
            trace.add(catchThrowable(() -> loop.submit(() -> await(submitted)).get()));
        });

        assertThat(trace).contains("submitted", "executed", "called", null);
    }

    @Test
    void schedule_fromAnyThreadWhileIdle_isTaken() {
        EventLoop loop = debug().build();

        Elsewhere.run("other", () -> {
            loop.callSoon(() -> trace.add("soon"));
            loop.callLater(Duration.ZERO, () -> trace.add("later"));
            loop.createTask(() -> trace.add("task"));
        });
        spin(loop);

        assertThat(trace).containsExactly("soon", "task", "later");
    }

    @Test
    void schedule_insideTheLoopOnEachThread_isTaken() {
        EventLoop loop = debug().engine(CoroutineEngine.THREADS).build();

        loop.runUntilComplete(() -> {
            loop.callSoon(() -> {
                loop.callSoon(() -> trace.add("from a callback"));
                loop.createTask(() -> trace.add("task from a callback"));
            });
            Tasks.yieldNow();
            Tasks.yieldNow();
            return 1;
        });

        assertThat(trace).containsExactly("from a callback", "task from a callback");
    }

    @Test
    void callSoon_fromAnotherThreadWithoutDebugMode_isTaken() {
        Loops.whileRunning(EventLoop.create(), loop -> {
            loop.callSoon(() -> trace.add("ran"));
            trace.add(catchThrowable(() -> loop.submit(() -> 1).get()));
        });

        assertThat(trace).containsExactly("ran", null);
    }

    private record Told(List<Object> trace) implements LoopRunnable {
        @Override
        public void run() {
            trace.add("ran");
        }

        @Override
        public void onAbandoned(LoopClosedException closed) {
            trace.add("told");
        }
    }

    @Test
    void close_abandonedCallbacks_areToldAndCountedAsEver() {
        EventLoop loop = slow().build();
        loop.callSoon(new Told(trace));
        loop.execute(new Told(trace));
        loop.callLater(Duration.ofHours(1), new Told(trace));
        loop.callSoon(new Named("not told"));

        loop.close();

        CloseReport report = Loops.report(loop);
        assertThat(trace).containsExactly("told", "told", "told");
        assertThat(report).isEqualTo(new CloseReport(report.info(), 0, 0, 0, 3, 1, 0, List.of(), List.of()));
        assertThat(log.records()).isEmpty();
    }

    @Test
    void isDebug_fromTheProperty_unlessTheBuilderSaysOtherwise() {
        System.setProperty(EventLoop.Builder.DEBUG_PROPERTY, "true");

        assertThat(EventLoop.Builder.DEBUG_PROPERTY).isEqualTo("loopbridge.debug");
        assertThat(EventLoop.create().isDebug()).isTrue();
        assertThat(EventLoop.builder().debug(false).build().isDebug()).isFalse();
    }

    @Test
    void isDebug_byDefault_isOff() {
        assertThat(EventLoop.create().isDebug()).isFalse();
        assertThat(EventLoop.builder().debug(true).build().isDebug()).isTrue();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void off_always_logsNothingAndNamesNoLines(CoroutineEngine engine) {
        EventLoop loop = EventLoop.builder()
                .name("api")
                .engine(engine)
                .slowCallbackThreshold(Duration.ZERO)
                .build();
        Handle handle = loop.callSoon(new Named("work"));
        loop.callLater(Duration.ZERO, new Named("work"));
        loop.createFuture().addDoneCallback(done -> {});
        Task<Integer> task = loop.createTask(() -> {
            holdMonitorAndAwait(new Object());
            return 1;
        });
        task.setName("mine");

        loop.runUntilComplete(task);
        loop.close();

        assertThat(log.records()).isEmpty();
        assertThat(handle).hasToString("<Handle work>");
        assertThat(task).hasToString("<Task finished result=Integer name='mine'>");
        assertThat(Loops.report(loop).info().where()).isNull();
    }
}
