package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.concurrent.Tasks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventLoopThreadTest {
    @Test
    void start_named_runsOnADaemonThreadOfThatName() throws Exception {
        try (EventLoopThread host = EventLoopThread.start("api")) {
            assertThat(host.loop().name()).isEqualTo("api");
            assertThat(host.thread().getName()).isEqualTo("api");
            assertThat(host.thread().isDaemon()).isTrue();
            assertThat(host.loop().submit(() -> "answer").get()).isEqualTo("answer");
        }
    }

    @Test
    void close_suspendedTasks_unwindsThemAndEndsTheThread() {
        List<String> trace = Collections.synchronizedList(new ArrayList<>());
        EventLoopThread host = EventLoopThread.start("api");
        Task<String> task = host.loop().submit(() -> {
            try {
                return await(host.loop().<String>createFuture());
            } finally {
                Tasks.yieldNow();
                trace.add("unwound");
            }
        });
        Elsewhere.run("settle", () -> {
            while (catchThrowable(() -> host.loop().submit(() -> 1).get()) != null) {
                Thread.onSpinWait();
            }
        });

        host.close();
        host.close();

        assertThat(trace).containsExactly("unwound");
        assertThat(task.isCancelled()).isTrue();
        assertThat(host.loop().isClosed()).isTrue();
        assertThat(host.thread().isAlive()).isFalse();
        assertThat(Loops.report(host.loop()).info().reason()).isEqualTo("EventLoopThread.close()");
    }

    @Test
    void close_onTheLoop_doesNotWaitForItself() {
        EventLoopThread host = EventLoopThread.start("api");

        host.loop().execute(host::close);

        Elsewhere.run("joiner", () -> catchThrowable(() -> host.thread().join()));
        assertThat(host.loop().isClosed()).isTrue();
    }

    @Test
    void fatalError_inACallback_isReportedAndTheLoopRunsOn() throws Exception {
        List<Throwable> reported = Collections.synchronizedList(new ArrayList<>());
        EventLoop loop = EventLoop.builder()
                .exceptionHandler((of, context) -> reported.add(context.exception()))
                .build();
        Error fatal = new Error("fatal");
        try (EventLoopThread host = EventLoopThread.start(loop)) {
            host.loop().execute(() -> {
                throw fatal;
            });

            assertThat(host.loop().submit(() -> "still here").get()).isEqualTo("still here");
        }

        assertThat(reported).containsExactly(fatal);
    }

    @Test
    void start_closedLoop_isRefused() {
        EventLoop closed = Loops.closed(EventLoop.create());

        assertThat(catchThrowable(() -> EventLoopThread.start(closed))).isExactlyInstanceOf(LoopClosedException.class);
    }

    @Test
    void close_beforeTheThreadRuns_reportsNothing() {
        List<Throwable> reported = Collections.synchronizedList(new ArrayList<>());
        for (int round = 0; round < 300; round++) {
            EventLoop loop = EventLoop.builder()
                    .exceptionHandler((of, context) -> reported.add(context.exception()))
                    .build();
            loop.createTask(() -> {
                for (int i = 0; i < 50; i++) {
                    try {
                        Tasks.yieldNow();
                    } catch (CancelledError takesItsTime) {
                        // and goes on
                    }
                }
                return 1;
            });
            loop.stop();
            loop.runForever();

            EventLoopThread.start(loop).close();
        }

        assertThat(reported).isEmpty();
    }
}
