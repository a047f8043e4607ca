package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Words that throw, and a log that does: they stop nothing half-way, and give nothing away. */
class ReportFaultsTest {
    private static final String ENGINES = "dev.loopbridge.loop.Loops#engines";

    private final List<String> trace = new ArrayList<>();
    private final CapturedLog log = new CapturedLog();

    @AfterEach
    void close() {
        log.close();
    }

    /** As an entity that is read when it is printed, and whose session is over. */
    private static final class Unprintable {
        @Override
        public String toString() {
            throw new IllegalStateException("no session");
        }
    }

    private static final class Wordless extends RuntimeException {
        @Override
        public String getMessage() {
            throw new IllegalStateException("no session");
        }
    }

    private final class UnprintableListener implements Consumer<LoopClosedException> {
        @Override
        public void accept(LoopClosedException closed) {
            trace.add("first");
            throw new IllegalStateException("listener");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no session");
        }
    }

    /** An appender whose disk is full, while this is open. */
    private static final class FullDisk extends Handler implements AutoCloseable {
        private final Logger logger = Logger.getLogger("dev.loopbridge.loop");
        int asked;

        FullDisk() {
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord logged) {
            asked++;
            throw new IllegalStateException("disk full");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }

    private static EventLoop withUnheardFailure(EventLoop loop, RuntimeException failure) {
        loop.createTask(() -> {
            throw failure;
        });
        loop.runUntilComplete(() -> 1);
        return loop;
    }

    private static void assertClosedAndThreadClean(EventLoop loop) {
        assertThat(Loops.report(loop).info().loop()).isEqualTo(loop.name());
        assertThat(loop.inLoop()).isFalse();
        assertThat(EventLoops.<String>run(() -> "another")).isEqualTo("another");
    }

    @Test
    void close_unheardFailureWithoutAMessage_ends() {
        EventLoop loop = withUnheardFailure(EventLoop.create(), new Wordless());

        loop.close();

        assertClosedAndThreadClean(loop);
        assertThat(log.messages(Level.SEVERE)).singleElement().asString().startsWith("Task exception was never");
    }

    @Test
    void close_logThrowing_tellsTheListenersAndEnds() {
        try (FullDisk disk = new FullDisk()) {
            EventLoop loop = withUnheardFailure(EventLoop.create(), new IllegalStateException("plain"));
            loop.onClose(closed -> trace.add("told"));

            loop.close();

            assertClosedAndThreadClean(loop);
            assertThat(disk.asked).isPositive();
        }
        assertThat(trace).containsExactly("told");
    }

    @Test
    void close_listenerThrowingThatCannotBePrinted_tellsTheOthers() {
        EventLoop loop = EventLoop.builder()
                .exceptionHandler((of, context) ->
                        trace.add("reported " + context.exception().getMessage()))
                .build();
        loop.onClose(new UnprintableListener());
        loop.onClose(closed -> trace.add("second"));

        loop.close();

        assertThat(trace).containsExactly("first", "reported listener", "second");
        assertClosedAndThreadClean(loop);
    }

    @Test
    void shutdown_ofAHostUnheardFailureWithoutAMessage_endsItsThread() throws Exception {
        EventLoopThread host = EventLoopThread.start("api");
        Task<?> failing = host.loop().submit(() -> {
            throw new Wordless();
        });
        Loops.awaitTurns(host.loop());

        var report = host.loop().shutdown(Duration.ZERO).toCompletableFuture().get(10, TimeUnit.SECONDS);
        host.thread().join(10_000);

        assertThat(report.info().loop()).isEqualTo("api");
        assertThat(host.thread().isAlive()).isFalse();
        assertThat(failing.isDone()).isTrue();
    }

    @Test
    void doneCallback_throwingOfAResultThatCannotBePrinted_isToldAndTheRunGoesOn() {
        EventLoop loop = EventLoop.builder()
                .exceptionHandler((of, context) -> trace.add(context.exception().getMessage()))
                .build();

        String result = loop.runUntilComplete(() -> {
            Task<Unprintable> task = loop.createTask(Unprintable::new);
            task.addDoneCallback(done -> {
                throw new IllegalStateException("callback's own");
            });
            await(task);
            Tasks.yieldNow();
            return "main's";
        });
        loop.close();

        assertThat(result).isEqualTo("main's");
        assertThat(trace).containsExactly("callback's own");
    }

    @Test
    void toString_ofAFutureWhoseResultCannotBePrinted_doesNotThrow() {
        try (EventLoop loop = EventLoop.create()) {
            LoopFuture<Unprintable> future = loop.createFuture();

            future.setResult(new Unprintable());

            assertThat(future.toString()).startsWith("<Future finished");
        }
    }

    @Test
    void toString_ofATaskWhoseFailureHasNoMessage_doesNotThrow() {
        try (EventLoop loop = EventLoop.create()) {
            Task<Object> task = loop.createTask(() -> {
                throw new Wordless();
            });
            loop.runUntilComplete(() -> 1);
            var heard = task.exception();

            assertThat(heard).isInstanceOf(Wordless.class);
            assertThat(task.toString()).startsWith("<Task finished");
        }
    }

    @Test
    void toString_ofAFinishedTask_keepsTheResultToItself() {
        try (EventLoop loop = EventLoop.create()) {
            Task<String> task = loop.createTask(() -> "password=hunter2");
            loop.runUntilComplete(() -> 1);

            assertThat(task.toString()).startsWith("<Task finished").doesNotContain("hunter2");
        }
    }

    @Test
    void log_ofADoneCallbackThrowing_keepsTheResultToItself() {
        try (EventLoop loop = EventLoop.create()) {
            LoopFuture<String> future = loop.createFuture();
            future.addDoneCallback(done -> {
                throw new IllegalStateException("callback");
            });
            future.setResult("password=hunter2");

            loop.runUntilComplete(() -> 1);

            assertThat(log.messages(Level.SEVERE)).singleElement().asString().doesNotContain("hunter2");
        }
    }

    @Test
    void log_ofATaskWhoseNameHasLineBreaks_forgesNoRecord() {
        EventLoop loop = EventLoop.create();
        Task<?> task = loop.createTask(() -> {
            throw new IllegalStateException("x");
        });
        task.setName("a'>\nDec 01, 2026 INFO: transfer approved\u001b[2J");
        loop.runUntilComplete(() -> 1);

        loop.close();

        assertThat(log.messages(Level.SEVERE))
                .singleElement()
                .asString()
                .contains("a'>\\nDec 01, 2026 INFO: transfer approved\\u001b[2J")
                .doesNotContain("\nDec", "\u001b");
    }

    @Test
    void threadNameOfTwoLines_isInOneLineOfAMessage() {
        Thread me = Thread.currentThread();
        String before = me.getName();
        EventLoop loop = EventLoop.builder().name("api").build();
        me.setName("main\nERROR forged");
        try {
            assertThatThrownBy(() -> await(loop.createFuture()))
                    .hasMessage("await() is for coroutines, called from thread \"main\\nERROR forged\""
                            + " outside of one; use runUntilComplete(), or get() on a plain thread");
            loop.callSoon(() -> {
                Throwable refused = catchThrowable(loop.createFuture()::get);
                trace.add(refused.getMessage());
                loop.stop();
            });
            loop.runForever();
            assertThat(trace)
                    .containsExactly("get() would wait for ever: <Future pending> needs loop \"api\","
                            + " which runs on this thread, \"main\\nERROR forged\"; use await()");
        } finally {
            me.setName(before);
            loop.close();
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void handler_forAGeneratorAndAScope_runsOnTheHomeThread(CoroutineEngine engine) {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        EventLoop loop = EventLoop.builder()
                .engine(engine)
                .exceptionHandler((of, context) -> threads.add(Thread.currentThread()))
                .build();

        loop.runUntilComplete(() -> {
            AsyncIterator<Integer> left = AsyncIterator.of(out -> {
                try {
                    out.emit(1);
                    out.emit(2);
                } finally {
                    throwFromFinally();
                }
            });
            left.next();
            await(AsyncIterator.finishAll(loop));
            LoopContext scoped = LoopContext.copyOfCurrent().within(() -> {
                throw new IllegalStateException("scope");
            });
            return await(loop.createTask(scoped.body(() -> 1)));
        });
        loop.close();

        assertThat(threads).containsExactly(Thread.currentThread());
    }

    private static void throwFromFinally() {
        throw new IllegalStateException("finally");
    }
}
