package dev.loopbridge.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.testing.LeakFree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deadlines at the ends of what a number can say, on clocks wherever they stand. */
@ExtendWith(LeakFree.class)
class FarDeadlineTest {
    private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

    private final List<String> trace = new ArrayList<>();

    private EventLoop loopAt(long nowNanos) {
        return EventLoop.builder().clock(() -> nowNanos).build();
    }

    private static void iterate(EventLoop loop) {
        loop.stop();
        loop.runForever();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000_000_000_000L, -1_000_000_000_000L, Long.MAX_VALUE / 2, Long.MIN_VALUE / 2})
    void callAt_theEndsOfTime_runsThePastAndNotTheFuture(long nowNanos) {
        try (EventLoop loop = loopAt(nowNanos)) {
            loop.callAt(Long.MAX_VALUE, () -> trace.add("never"));
            loop.callAt(Long.MIN_VALUE, () -> trace.add("long ago"));
            loop.callAt(nowNanos - 5, () -> trace.add("just missed"));
            loop.callAt(nowNanos + 5, () -> trace.add("soon"));

            iterate(loop);
        }

        assertThat(trace).containsExactly("long ago", "just missed");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000_000_000_000L, -1_000_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE})
    void callLater_theLongestDurations_runsThePastAndNotTheFuture(long nowNanos) {
        try (EventLoop loop = loopAt(nowNanos)) {
            loop.callLater(LONGEST, () -> trace.add("never"));
            loop.callLater(LONGEST.negated(), () -> trace.add("long ago"));
            loop.callLater(Duration.ofSeconds(-1), () -> trace.add("just missed"));
            loop.callLater(Duration.ofSeconds(1), () -> trace.add("soon"));

            iterate(loop);
        }

        assertThat(trace).containsExactly("long ago", "just missed");
    }

    @Test
    void callAt_theEndsOfTime_keepsWhatWasAskedFor() {
        try (EventLoop loop = loopAt(1_000)) {
            assertThat(loop.callAt(Long.MAX_VALUE, () -> {}).when()).isEqualTo(Long.MAX_VALUE);
            assertThat(loop.callAt(Long.MIN_VALUE, () -> {}).when()).isEqualTo(Long.MIN_VALUE);
        }
    }

    @Test
    void callAt_pastTheEndOfTheClocksNumbers_isSoon() {
        FakeClock clock = new FakeClock(Long.MAX_VALUE - 1);
        try (EventLoop loop = EventLoop.builder().clock(clock).build()) {
            loop.callAt(loop.time() + 10, () -> trace.add("timer"));

            iterate(loop);
            assertThat(trace).isEmpty();
            clock.advance(Duration.ofNanos(10));
            iterate(loop);
        }

        assertThat(trace).containsExactly("timer");
    }

    @Test
    void callAt_longOverdueBesideFarOnesSetLater_runsInOrder() {
        FakeClock clock = new FakeClock(0);
        try (EventLoop loop = EventLoop.builder().clock(clock).build()) {
            loop.callAt(Long.MIN_VALUE, () -> trace.add("long ago"));
            clock.advance(Duration.ofDays(365L * 50));
            loop.callAt(Long.MAX_VALUE, () -> trace.add("never"));
            loop.callAt(loop.time(), () -> trace.add("now"));

            iterate(loop);
        }

        assertThat(trace).containsExactly("long ago", "now");
    }

    @Test
    void callAt_theEndOfTime_letsTheLoopSleep() {
        EventLoop loop = EventLoop.create();
        CountDownLatch ran = new CountDownLatch(1);
        loop.callAt(Long.MAX_VALUE, () -> trace.add("never"));

        Loops.whileRunning(loop, running -> {
            running.execute(ran::countDown);
            Elsewhere.await(ran);
        });
        loop.close();

        assertThat(trace).isEmpty();
    }
}
