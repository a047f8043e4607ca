package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.LeakFree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clocks that jump: timers keep their order, and none is lost. */
@ExtendWith(LeakFree.class)
class ClockFaultsTest {
    private static final Duration YEARS = Duration.ofDays(365 * 30);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final List<String> trace = new ArrayList<>();

    private static EventLoop on(CoroutineEngine engine, LoopClock clock) {
        return EventLoop.builder().name("api").engine(engine).clock(clock).build();
    }

    private static EventLoop on(LoopClock clock) {
        return on(CoroutineEngine.AUTO, clock);
    }

    private static void runOnce(EventLoop loop) {
        loop.stop();
        loop.runForever();
    }

    @Test
    void clock_jumpingForwardsByYears_makesAllDueInOrder() {
        FakeClock clock = new FakeClock();
        try (EventLoop loop = on(clock)) {
            loop.callLater(SECOND.multipliedBy(3), () -> trace.add("3 s"));
            loop.callLater(YEARS.multipliedBy(2), () -> trace.add("60 years"));
            loop.callLater(SECOND, () -> trace.add("1 s"));
            loop.callLater(SECOND, () -> trace.add("1 s too"));

            clock.advance(YEARS);
            runOnce(loop);

            assertThat(trace).containsExactly("1 s", "1 s too", "3 s");
            clock.advance(YEARS);
            runOnce(loop);
            assertThat(trace).containsExactly("1 s", "1 s too", "3 s", "60 years");
        }
    }

    @Test
    void clock_jumpingBackwards_makesTimersWaitForTheirOwnTime() {
        FakeClock clock = new FakeClock();
        try (EventLoop loop = on(clock)) {
            loop.callLater(SECOND, () -> trace.add("before the jump"));

            clock.advance(YEARS.negated());
            loop.callLater(SECOND, () -> trace.add("after the jump"));
            clock.advance(SECOND);
            runOnce(loop);
            assertThat(trace).containsExactly("after the jump");

            clock.advance(YEARS);
            runOnce(loop);
            assertThat(trace).containsExactly("after the jump", "before the jump");
        }
    }

    @Test
    void clock_overflowing_keepsTheOrder() {
        FakeClock clock = new FakeClock(Long.MAX_VALUE - 10);
        try (EventLoop loop = on(clock)) {
            loop.callLater(Duration.ofNanos(20), () -> trace.add("behind the overflow"));
            loop.callLater(Duration.ofNanos(5), () -> trace.add("before it"));
            loop.callAt(Long.MIN_VALUE + 1, () -> trace.add("right behind it"));

            clock.advance(Duration.ofNanos(5));
            runOnce(loop);
            assertThat(trace).containsExactly("before it");

            clock.advance(Duration.ofNanos(15));
            runOnce(loop);
            assertThat(trace).containsExactly("before it", "right behind it", "behind the overflow");
            assertThat(loop.time()).isEqualTo(Long.MIN_VALUE + 9);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void clock_jumpingWhileCoroutinesSleep_wakesEachOnce(CoroutineEngine engine) {
        FakeClock clock = new FakeClock(Long.MAX_VALUE - 1);
        try (EventLoop loop = on(engine, clock)) {
            for (int seconds : new int[] {2, 1}) {
                loop.createTask(() -> {
                    await(Tasks.sleep(SECOND.multipliedBy(seconds)));
                    return trace.add(seconds + " s");
                });
            }
            runOnce(loop);

            clock.advance(YEARS.negated());
            runOnce(loop);
            clock.advance(YEARS.multipliedBy(2));
            for (int turn = 0; turn < 4; turn++) {
                runOnce(loop);
            }

            assertThat(trace).containsExactly("1 s", "2 s");
        }
    }

    /** The grace is measured by the loop's clock: a jump ends it, as it ends any timer. */
    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void clock_jumpingForwardsWithinTheGrace_endsTheGrace(CoroutineEngine engine) {
        FakeClock clock = new FakeClock();
        EventLoop loop = on(engine, clock);
        Task<String> stubborn = loop.createTask(() -> {
            try {
                return await(loop.<String>createFuture());
            } catch (CancelledError refused) {
                clock.advance(YEARS);
                return await(loop.<String>createFuture());
            }
        });
        runOnce(loop);

        CloseReport report =
                loop.shutdown(Duration.ofDays(1)).toCompletableFuture().join();

        assertThat(report).isEqualTo(new CloseReport(report.info(), 0, 0, 1, 0, 0, 0, List.of(), List.of()));
        assertThat(stubborn.exception())
                .isExactlyInstanceOf(LoopClosedException.class)
                .hasMessage(Loops.closedText(report.info()));
    }
}
