package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Delays and intervals, by the loop's timers alone. */
class TimerLaunchTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final List<Object> reported = new ArrayList<>();
    private final VirtualEventLoop time = VirtualEventLoop.create(
            EventLoop.builder().debug(true).exceptionHandler((where, context) -> reported.add(context)));
    private final EventLoop loop = time.loop();
    private final Recorder recorder = new Recorder();

    @AfterEach
    void nothingIsReported() {
        loop.close();
        assertThat(reported).isEmpty();
    }

    private Launch<Long> everySecond() {
        return everySecond(loop);
    }

    private static Launch<Long> everySecond(EventLoop loop) {
        return Launch.interval(loop, SECOND, SECOND, tick -> new ArithmeticException("tick " + tick));
    }

    private void assertNoTimer() {
        assertThat(time.advanceToNextTimer()).as("a timer is left").isFalse();
    }

    @Test
    void delay_passes_givesZeroThenCompletes() {
        Launch.delay(loop, SECOND).subscribe(recorder);

        time.advance(SECOND.minusNanos(1));
        assertThat(recorder.signals).isEmpty();
        time.advance(Duration.ofNanos(1));

        assertThat(recorder.signals).containsExactly(0L, "complete");
        assertNoTimer();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE / 1_000_000_000})
    void delay_notPositive_isDueInTheNextIteration(long seconds) {
        Launch.delay(loop, Duration.ofSeconds(seconds)).subscribe(recorder);
        assertThat(recorder.signals).isEmpty();

        time.runReady();

        assertThat(recorder.signals).containsExactly(0L, "complete");
    }

    @Test
    void delay_withoutDemand_waitsForIt() {
        Recorder idle = Recorder.ofNone();
        Launch.delay(loop, SECOND).subscribe(idle);
        time.advance(SECOND);
        assertThat(idle.signals).isEmpty();

        idle.subscription().request(1);

        assertThat(idle.signals).containsExactly(0L, "complete");
    }

    @Test
    void cancel_ofADelay_cancelsItsTimer() {
        Launch.delay(loop, SECOND).subscribe(recorder);

        recorder.subscription().cancel();

        assertNoTimer();
        assertThat(recorder.signals).isEmpty();
    }

    static Stream<Launch<Long>> both(EventLoop loop) {
        return Stream.of(Launch.delay(loop, SECOND), everySecond(loop));
    }

    @Test
    void cancel_inOnSubscribe_armsNothing() {
        recorder.onSubscribe = LoopSubscription::cancel;

        both(loop).forEach(launch -> launch.subscribe(recorder));

        assertNoTimer();
        assertThat(recorder.signals).isEmpty();
    }

    @Test
    void close_inFlight_tellsEachOnce() {
        both(loop).forEach(launch -> launch.subscribe(recorder));

        loop.close();

        assertThat(recorder.signals).hasSize(2).allMatch(LoopClosedException.class::isInstance);
    }

    @Test
    void shutdown_inFlight_tellsEachOnce() {
        both(loop).forEach(launch -> launch.subscribe(recorder));

        loop.shutdown(SECOND);

        assertThat(recorder.signals).hasSize(2).allMatch(LoopClosedException.class::isInstance);
    }

    @Test
    void subscribe_afterTheClose_tellsEachOnce() {
        loop.close();

        both(loop).forEach(launch -> launch.subscribe(recorder));

        assertThat(recorder.signals).hasSize(2).allMatch(LoopClosedException.class::isInstance);
    }

    @Test
    void close_afterTheSubscribersCancel_isSilent() {
        both(loop).forEach(launch -> launch.subscribe(recorder));
        recorder.subscription().cancel();

        loop.close();

        assertThat(recorder.signals).hasSize(1); // the other's
    }

    @Test
    void subscribe_pastTheLoopsMaxPending_tellsEachOnce() {
        EventLoop small = EventLoop.builder().maxPending(1).build();
        small.callSoonThreadsafe(() -> {});

        both(small).forEach(launch -> launch.subscribe(recorder));

        assertThat(recorder.signals).hasSize(2).allMatch(RejectedExecutionException.class::isInstance);
        small.close();
    }

    @Test
    void request_notPositive_failsByRule3_9AndCancelsTheTimer() {
        both(loop).forEach(launch -> {
            launch.subscribe(recorder);
            recorder.subscription().request(0);
        });
        time.runReady();

        assertThat(recorder.signals).hasSize(2).allMatch(IllegalArgumentException.class::isInstance);
        assertNoTimer();
    }

    @Test
    void request_notPositiveInOnSubscribe_failsByRule3_9AndArmsNothing() {
        recorder.first = 0;
        recorder.onSubscribe = subscription -> subscription.request(-1);

        both(loop).forEach(launch -> launch.subscribe(recorder));

        assertThat(recorder.signals).hasSize(2).allMatch(IllegalArgumentException.class::isInstance);
        assertNoTimer();
    }

    @Test
    void request_notPositiveInsideOnNext_failsBehindIt() {
        recorder.onNext = item -> {
            recorder.subscription().request(0);
            recorder.signals.add("onNext returns");
        };
        everySecond().subscribe(recorder);

        time.advance(SECOND.multipliedBy(3));

        assertThat(recorder.signals).hasSize(3).startsWith(0L, "onNext returns");
        assertThat(recorder.signals.get(2)).isInstanceOf(IllegalArgumentException.class);
        assertNoTimer();
    }

    @Test
    void interval_passes_ticksAtAFixedRateFromZero() {
        List<Long> at = new ArrayList<>();
        recorder.onNext = tick -> at.add(loop.time());
        Launch.interval(loop, Duration.ZERO, SECOND, tick -> new ArithmeticException())
                .subscribe(recorder);

        time.advance(SECOND.multipliedBy(3));

        assertThat(recorder.signals).containsExactly(0L, 1L, 2L, 3L);
        assertThat(at).containsExactly(0L, 1_000_000_000L, 2_000_000_000L, 3_000_000_000L);
    }

    @Test
    void interval_loopFallsBehind_catchesUp() {
        AtomicLong now = new AtomicLong();
        EventLoop late = EventLoop.builder().clock(now::get).build();
        everySecond(late).subscribe(recorder);

        now.set(SECOND.multipliedBy(3).toNanos());
        for (int iteration = 0; iteration < 5; iteration++) {
            late.stop();
            late.runForever();
        }
        recorder.subscription().cancel();
        late.close();

        assertThat(recorder.signals).containsExactly(0L, 1L, 2L);
    }

    @Test
    void interval_tickWithoutDemand_failsAsTheEcosystemSaysAndStops() {
        recorder.first = 2;
        everySecond().subscribe(recorder);

        time.advance(SECOND.multipliedBy(4));

        assertThat(recorder.signals).hasSize(3).startsWith(0L, 1L);
        assertThat(recorder.signals.get(2))
                .isInstanceOfSatisfying(
                        ArithmeticException.class, error -> assertThat(error).hasMessage("tick 2"));
        assertNoTimer();
    }

    @Test
    void interval_tickWithoutDemandAndNoErrorForIt_failsAndNamesWhatIsMissing() {
        recorder.first = 0;
        Launch.interval(loop, SECOND, SECOND, tick -> null).subscribe(recorder.ofLongs());

        time.advance(SECOND);

        assertThat(recorder.signals)
                .singleElement()
                .hasToString("java.lang.NullPointerException: an error was expected for a tick without demand");
    }

    @Test
    void interval_tickWithoutDemandAndItsErrorThrown_failsWithWhatWasThrown() {
        IllegalStateException thrown = new IllegalStateException("thrown");
        recorder.first = 0;
        Launch.interval(loop, SECOND, SECOND, tick -> {
                    throw thrown;
                })
                .subscribe(recorder.ofLongs());

        time.advance(SECOND);

        assertThat(recorder.signals).containsExactly(thrown);
    }

    @Test
    void interval_demandInTime_goesOn() {
        recorder.first = 1;
        recorder.onNext = tick -> recorder.subscription().request(1);
        everySecond().subscribe(recorder);

        time.advance(SECOND.multipliedBy(3));

        assertThat(recorder.signals).containsExactly(0L, 1L, 2L);
    }

    @Test
    void cancel_insideOnNext_isTheEndAndLeavesNoTimer() {
        recorder.onNext = tick -> recorder.subscription().cancel();
        everySecond().subscribe(recorder);

        time.advance(SECOND.multipliedBy(3));

        assertThat(recorder.signals).containsExactly(0L);
        assertNoTimer();
    }

    @Test
    void onNext_throws_isTheErrorThatEndsTheInterval() {
        IllegalStateException thrown = new IllegalStateException("the subscriber's own");
        recorder.onNext = tick -> {
            throw thrown;
        };
        everySecond().subscribe(recorder);

        time.advance(SECOND.multipliedBy(3));

        assertThat(recorder.signals).containsExactly(0L, thrown);
        assertNoTimer();
    }

    @Test
    void interval_onALoopOfAnotherThread_ticksAndCancels() throws Exception {
        CountDownLatch ticks = new CountDownLatch(3);
        recorder.onNext = tick -> ticks.countDown();
        try (EventLoopThread host = EventLoopThread.start("host")) {
            Launch.interval(host.loop(), Duration.ZERO, Duration.ofNanos(1), tick -> new ArithmeticException())
                    .subscribe(recorder);
            ticks.await();
            recorder.subscription().cancel();
        }

        assertThat(recorder.signals).startsWith(0L, 1L, 2L).allMatch(Long.class::isInstance);
    }

    @Test
    void interval_withoutAPositivePeriod_isRefusedAtTheCall() {
        assertThatThrownBy(() -> Launch.interval(loop, SECOND, Duration.ZERO, tick -> new ArithmeticException()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("period must be > 0, was PT0S");
        assertThatThrownBy(() -> Launch.interval(loop, SECOND, SECOND.negated(), tick -> new ArithmeticException()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("period must be > 0, was PT-1S");
    }
}
