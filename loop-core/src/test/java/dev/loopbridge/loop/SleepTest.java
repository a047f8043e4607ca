package dev.loopbridge.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.lang.Thread.State;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A loop without work takes no processor, and keeps nothing of what it ran. */
class SleepTest {
    private static final Duration FAR = Duration.ofDays(1);

    private static WeakReference<Object> submitTo(EventLoop loop) {
        Object payload = new Object();
        loop.execute(payload::hashCode);
        return new WeakReference<>(payload);
    }

    private static void awaitLetGo(WeakReference<Object> payload) {
        await().until(() -> {
            System.gc();
            return payload.get() == null;
        });
    }

    @Test
    void run_thatHasEnded_keepsNothingThatItRan() {
        try (EventLoop loop = EventLoop.builder().build()) {
            WeakReference<Object> payload = submitTo(loop);

            loop.runUntilComplete(() -> null);

            awaitLetGo(payload);
        }
    }

    @Test
    void sleepingLoop_keepsNothingThatItRan() {
        try (EventLoopThread thread = EventLoopThread.start("sleeper")) {
            awaitLetGo(submitTo(thread.loop()));
        }
    }

    @Test
    void closedLoop_keepsNothingThatItAbandoned() {
        EventLoop loop = EventLoop.builder().build();
        WeakReference<Object> payload = submitTo(loop);

        loop.close();

        awaitLetGo(payload);
        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void run_wokenBySubmissions_sleepsAgain() throws InterruptedException {
        try (EventLoop loop = EventLoop.builder().build()) {
            loop.callLater(FAR, () -> {});

            sleepsAfterEach(
                    loop,
                    loop::execute,
                    loop::callSoonThreadsafe,
                    work -> loop.submit(() -> {
                        work.run();
                        return null;
                    }));
        }
    }

    @Test
    void run_wokenByATimer_sleepsAgain() throws InterruptedException {
        try (EventLoop loop = EventLoop.builder().build()) {
            loop.callLater(FAR, () -> {});

            sleepsAfterEach(
                    loop,
                    work -> loop.execute(() -> loop.callLater(Duration.ofMillis(5), work))); // it sleeps for those
        }
    }

    @Test
    void virtualRun_thatOnlyAnotherThreadCanGoOnWith_sleeps() throws InterruptedException {
        try (VirtualEventLoop virtual = VirtualEventLoop.create()) {
            sleepsAfterEach(virtual.loop(), virtual.loop()::execute);
        }
    }

    /** Runs it on a thread of its own. */
    @SafeVarargs
    private static void sleepsAfterEach(EventLoop loop, Consumer<Runnable>... submissions) throws InterruptedException {
        Thread runner = new Thread(loop::runForever);
        runner.setDaemon(true);
        runner.start();
        for (Consumer<Runnable> submission : submissions) {
            awaitSleep(runner);
            CountDownLatch done = new CountDownLatch(1);
            submission.accept(done::countDown);
            done.await();
        }
        awaitSleep(runner);
        loop.execute(loop::stop);
        runner.join();
    }

    private static void awaitSleep(Thread runner) {
        await().until(runner::getState, state -> state == State.WAITING || state == State.TIMED_WAITING);
    }
}
