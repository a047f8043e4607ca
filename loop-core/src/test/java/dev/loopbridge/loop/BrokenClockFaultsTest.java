package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.LeakFree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clocks that throw: the run ends with it, where nobody runs the loop it is closed, and nobody waits for ever. */
@ExtendWith(LeakFree.class)
class BrokenClockFaultsTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String CLOCK = "its clock, which threw java.lang.IllegalStateException: no time";

    private final List<String> reported = Collections.synchronizedList(new ArrayList<>());
    private volatile RuntimeException broken;

    private EventLoop on(CoroutineEngine engine) {
        return EventLoop.builder()
                .name("api")
                .engine(engine)
                .clock(this::now)
                .exceptionHandler((where, context) -> reported.add(context.message() + ": " + context.exception()))
                .build();
    }

    private long now() {
        RuntimeException error = broken;
        if (error != null) {
            throw error;
        }
        return System.nanoTime();
    }

    private void breakClock() {
        broken = new IllegalStateException("no time");
    }

    private static void assertToldByClose(Task<?> task, String reason) {
        assertThat(task.exception()).isExactlyInstanceOf(LoopClosedException.class);
        assertThat(((LoopClosedException) task.exception()).info().reason()).isEqualTo(reason);
    }

    @Test
    void callLater_clockThrowing_throwsThatAtTheCall() {
        try (EventLoop loop = on(CoroutineEngine.AUTO)) {
            breakClock();

            assertThatThrownBy(() -> loop.callLater(HOUR, () -> {})).isSameAs(broken);

            assertThat(loop.runUntilComplete(() -> 7)).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void runForever_clockThrowing_endsWithThatAndTheCloseTellsAll(CoroutineEngine engine) {
        EventLoop loop = on(engine);
        Task<Object> sleeper = loop.createTask(() -> await(Tasks.sleep(HOUR, new Object())));
        loop.callSoon(() -> loop.callSoon(this::breakClock));

        Throwable thrown = catchThrowable(loop::runForever);

        assertThat(thrown).isSameAs(broken);
        assertThat(loop.isRunning()).isFalse();
        loop.close();
        assertToldByClose(sleeper, "close()");
        assertThat(reported).isEmpty();
    }

    /** The coroutine looks for the next item itself, and must not be thrown at in its await. */
    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void runUntilComplete_clockThrowingAsACoroutineSuspends_endsWithThat(CoroutineEngine engine) {
        EventLoop loop = on(engine);
        loop.callLater(HOUR, () -> {});
        LoopFuture<Integer> never = loop.createFuture();
        List<Throwable> inBody = new ArrayList<>();
        Task<Integer> main = loop.createTask(() -> {
            breakClock();
            try {
                return await(never);
            } catch (Exception error) {
                inBody.add(error);
                throw error;
            }
        });

        Throwable thrown = catchThrowable(() -> loop.runUntilComplete(main));

        assertThat(thrown).isSameAs(broken);
        assertThat(inBody).isEmpty();
        assertThat(reported).isEmpty();
        loop.close();
        assertToldByClose(main, "close()");
    }

    @Test
    void run_afterTheClockThrewOnce_sleepsAsBefore() {
        EventLoop loop = on(CoroutineEngine.AUTO);
        loop.callSoon(() -> {
            loop.callLater(HOUR, () -> {});
            breakClock();
        });
        assertThat(catchThrowable(loop::runForever)).isSameAs(broken);
        broken = null;

        Elsewhere<Boolean> home = Elsewhere.start("home", () -> {
            loop.runForever();
            return true;
        });

        Awaitility.await().until(() -> home.thread().getState() == Thread.State.TIMED_WAITING);
        loop.shutdown(Duration.ZERO).toCompletableFuture().join();
        home.await();
        assertThat(reported).isEmpty();
    }

    /** It throws when the loop is about to sleep, and at no other time. */
    @Test
    void sleep_clockThrowing_leavesTheLoopAwake() {
        EventLoop[] made = new EventLoop[1];
        RuntimeException once = new IllegalStateException("no time");
        int[] readings = {0};
        EventLoop loop = EventLoop.builder()
                .name("api")
                .clock(() -> {
                    if (made[0] != null && ++readings[0] == 2) {
                        throw once;
                    }
                    return System.nanoTime();
                })
                .build();
        loop.callLater(HOUR, () -> {});
        made[0] = loop;
        assertThat(catchThrowable(loop::runForever)).isSameAs(once);

        Elsewhere<Boolean> home = Elsewhere.start("home", () -> {
            loop.runForever();
            return true;
        });

        Awaitility.await().until(() -> home.thread().getState() == Thread.State.TIMED_WAITING);
        loop.shutdown(Duration.ZERO).toCompletableFuture().join();
        home.await();
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void host_clockThrowing_isToldAndClosesTheLoop(CoroutineEngine engine) throws Exception {
        EventLoopThread host = EventLoopThread.start(on(engine));
        Task<Object> sleeper = host.loop().submit(() -> await(Tasks.sleep(HOUR, new Object())));
        for (int turn = 0; turn < 3; turn++) {
            Loops.awaitTurns(host.loop());
        }
        while (host.thread().getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait(); // it reads the clock on its way to sleep
        }
        breakClock();

        host.loop().execute(() -> {});

        assertThatThrownBy(sleeper::get).isInstanceOf(ExecutionException.class);
        host.thread().join();
        assertThat(host.loop().isClosed()).isTrue();
        assertToldByClose(sleeper, CLOCK);
        assertThat(reported)
                .containsExactly("Exception in clock of event loop: java.lang.IllegalStateException: no time");
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void shutdown_clockThrowing_givesNoGraceAndCloses(CoroutineEngine engine) {
        EventLoop loop = on(engine);
        Task<Object> stubborn = loop.createTask(() -> {
            try {
                return await(Tasks.sleep(HOUR, new Object()));
            } finally {
                await(loop.createFuture());
            }
        });
        loop.callLater(HOUR, () -> {});
        loop.stop();
        loop.runForever();
        breakClock();

        CloseReport report = loop.shutdown(HOUR).toCompletableFuture().join();

        assertThat(loop.isClosed()).isTrue();
        assertThat(report.info().reason()).isEqualTo("shutdown()");
        assertToldByClose(stubborn, "shutdown()");
        assertThat(reported)
                .containsExactly(
                        "No grace in a shutdown without a clock: java.lang.IllegalStateException: no time",
                        "Fatal error while the loop shuts down: java.lang.IllegalStateException: no time");
    }
}
