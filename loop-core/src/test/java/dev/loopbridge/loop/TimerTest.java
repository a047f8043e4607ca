package dev.loopbridge.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TimerTest {
    private final FakeClock clock = new FakeClock(Long.MAX_VALUE - 1_000); // overflows on the way
    private final EventLoop loop = EventLoop.builder().clock(clock).build();
    private final List<String> trace = new ArrayList<>();

    private void iterate() {
        loop.stop();
        loop.runForever();
    }

    private void after(long millis, String name) {
        loop.callLater(Duration.ofMillis(millis), () -> trace.add(name));
    }

    @Test
    void callLater_notDue_waits() {
        after(10, "timer");

        iterate();
        assertThat(trace).isEmpty();
        clock.advance(Duration.ofMillis(10));
        iterate();

        assertThat(trace).containsExactly("timer");
    }

    @Test
    void callLater_several_runByDeadline() {
        after(30, "30");
        after(10, "10");
        after(20, "20");

        clock.advance(Duration.ofMillis(30));
        iterate();

        assertThat(trace).containsExactly("10", "20", "30");
    }

    @Test
    void callLater_equalDeadlines_runInOrderOfCall() {
        for (int i = 0; i < 100; i++) {
            after(10, "timer " + i);
        }
        List<String> called = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            called.add("timer " + i);
        }

        clock.advance(Duration.ofMillis(10));
        iterate();

        assertThat(trace).isEqualTo(called);
    }

    @Test
    void callLater_negativeOrZero_runsInTheNextIterationBehindWhatIsReadyByDeadline() {
        after(0, "zero");
        after(-5, "negative");
        loop.callSoon(() -> trace.add("soon"));

        iterate();

        assertThat(trace).containsExactly("soon", "negative", "zero");
    }

    @Test
    void callLater_zeroInACallback_runsInTheNextIteration() {
        loop.callSoon(() -> {
            after(0, "zero");
            loop.callSoon(() -> trace.add("soon"));
        });

        iterate();
        assertThat(trace).isEmpty();
        iterate();

        assertThat(trace).containsExactly("soon", "zero");
    }

    @Test
    void callAt_past_runsByDeadline() {
        loop.callAt(loop.time() - 1, () -> trace.add("just past"));
        loop.callAt(loop.time() - 1_000_000, () -> trace.add("long past"));

        iterate();

        assertThat(trace).containsExactly("long past", "just past");
    }

    @Test
    void callLater_longerThanTheLoopCanCount_neverComesDue() {
        loop.callLater(Duration.ofSeconds(Long.MAX_VALUE), () -> trace.add("for ever"));

        clock.advance(Duration.ofDays(36_500));
        iterate();

        assertThat(trace).isEmpty();
    }

    @Test
    void when_cancelledOrNot_isTheDeadline() {
        TimerHandle timer = loop.callLater(Duration.ofMillis(10), () -> {});

        assertThat(timer.when()).isEqualTo(loop.time() + 10_000_000);
        timer.cancel();
        assertThat(timer.when()).isEqualTo(loop.time() + 10_000_000);
        assertThat(timer.isCancelled()).isTrue();
    }

    @Test
    void cancel_beforeDue_neverRuns() {
        TimerHandle timer = loop.callLater(Duration.ofMillis(10), () -> trace.add("cancelled"));
        after(10, "kept");

        timer.cancel();
        timer.cancel();
        clock.advance(Duration.ofMillis(10));
        iterate();

        assertThat(trace).containsExactly("kept");
    }

    @Test
    void cancel_dueSiblingInTheSnapshot_neverRuns() {
        TimerHandle[] sibling = new TimerHandle[1];
        loop.callLater(Duration.ofMillis(10), () -> sibling[0].cancel());
        sibling[0] = loop.callLater(Duration.ofMillis(10), () -> trace.add("sibling"));

        clock.advance(Duration.ofMillis(10));
        iterate();

        assertThat(trace).isEmpty();
    }

    @Test
    void cancel_afterTheRun_onlySaysSo() {
        TimerHandle timer = loop.callLater(Duration.ZERO, () -> trace.add("ran"));
        iterate();

        timer.cancel();

        assertThat(timer.isCancelled()).isTrue();
        assertThat(trace).containsExactly("ran");
    }

    @Test
    void cancel_masses_leavesTheRestInOrder() {
        List<TimerHandle> timers = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            String name = "timer " + i;
            timers.add(loop.callLater(Duration.ofMillis(1 + i), () -> trace.add(name)));
        }
        iterate();

        for (int i = 0; i < timers.size(); i++) {
            if (i % 100 == 0) {
                kept.add("timer " + i);
            } else {
                timers.get(i).cancel();
            }
        }
        after(20_000, "new");
        kept.add("new");
        clock.advance(Duration.ofSeconds(20));
        iterate();

        assertThat(trace).isEqualTo(kept);
    }

    @Test
    void cancel_fromAnotherThread_neverRuns() {
        List<TimerHandle> timers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            timers.add(loop.callLater(Duration.ofMillis(10), () -> trace.add("cancelled")));
        }
        after(10, "kept");

        Elsewhere.run("canceller", () -> timers.forEach(TimerHandle::cancel));
        clock.advance(Duration.ofMillis(10));
        iterate();

        assertThat(trace).containsExactly("kept");
    }

    @Test
    void callLater_fromAnotherThreadWhileAsleep_wakesTheLoop() {
        CountDownLatch ran = new CountDownLatch(1);

        Loops.whileRunning(loop, running -> {
            running.callLater(Duration.ofHours(1), () -> trace.add("not yet"));
            running.callLater(Duration.ZERO, ran::countDown);

            Elsewhere.await(ran);
        });

        assertThat(trace).isEmpty();
    }
}
