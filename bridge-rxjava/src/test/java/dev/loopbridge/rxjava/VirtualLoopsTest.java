package dev.loopbridge.rxjava;

import static dev.loopbridge.loop.Await.await;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.loop.stream.Generator;
import io.reactivex.rxjava3.core.BackpressureOverflowStrategy;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One clock drives loop timers, sleeps and RxJava's operators. */
class VirtualLoopsTest {
    /** One element every second. */
    private static final Generator<Integer> TICKS = out -> {
        for (int n = 1; n <= 3; n++) {
            await(Tasks.sleep(ofSeconds(1)));
            out.emit(n);
        }
    };

    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private final TestScheduler time = new TestScheduler();
    private final EventLoop loop = VirtualLoops.sharedWith(time);
    private final List<Object> trace = new ArrayList<>();

    @AfterEach
    void closeLoop() {
        loop.close();
    }

    private String sleepAnHour() {
        try {
            return await(Tasks.sleep(ofHours(1), "slept"));
        } finally {
            trace.add("unwound at " + Duration.ofNanos(loop.time()));
        }
    }

    @Test
    void sleep_inASubmittedBody_takesVirtualTime() {
        TestObserver<String> observer = LoopSingle.submit(loop, () -> await(Tasks.sleep(ofHours(1), "slept")))
                .test();

        time.triggerActions(); // from here on the hour counts
        time.advanceTimeBy(ofHours(1).toNanos() - 1, NANOSECONDS);
        observer.assertEmpty();
        time.advanceTimeBy(1, NANOSECONDS);

        observer.assertResult("slept");
    }

    @Test
    void submit_beforeTheSchedulerIsTriggered_runsNothing() {
        TestObserver<String> observer = LoopSingle.submit(loop, () -> "ready").test();
        observer.assertEmpty();

        time.triggerActions();

        observer.assertResult("ready");
    }

    @Test
    void loopAndOperators_sideBySide_comeInOneOrderOfTime() {
        Observable<String> interval =
                Observable.interval(1_500, MILLISECONDS, time).take(3).map(n -> "interval " + n);
        Observable<String> ticks = LoopObservable.submit(loop, TICKS).map(n -> "tick " + n);
        Observable<String> timer = Observable.timer(2_500, MILLISECONDS, time).map(n -> "timer");
        TestObserver<String> observer = Observable.merge(ticks, interval, timer).test();

        time.advanceTimeBy(1, MINUTES);

        observer.assertResult("tick 1", "interval 0", "tick 2", "timer", "interval 1", "tick 3", "interval 2");
    }

    @Test
    void operators_overLoopSleeps_addTheirTime() {
        TestObserver<Integer> observer =
                LoopObservable.submit(loop, TICKS).delay(10, SECONDS, time).test();

        time.advanceTimeBy(11, SECONDS);
        observer.assertValuesOnly(1);
        time.advanceTimeBy(2, SECONDS);

        observer.assertResult(1, 2, 3);
    }

    @Test
    void timeout_beforeTheSleepEnds_cancelsTheBody() {
        TestObserver<String> observer = LoopSingle.submit(loop, this::sleepAnHour)
                .timeout(5, SECONDS, time)
                .test();

        time.advanceTimeBy(5, SECONDS);

        observer.assertFailure(TimeoutException.class);
        assertThat(trace).containsExactly("unwound at PT5S");
    }

    @Test
    void await_ofRxJavasTimersInsideOfABody_takesVirtualTime() {
        TestObserver<Long> observer = LoopSingle.submit(loop, () -> {
                    long sum = RxAwait.await(Single.timer(1, HOURS, time));
                    AsyncIterator<Long> ticks =
                            RxAwait.iterate(Observable.interval(1, HOURS, time), 4, BackpressureOverflowStrategy.ERROR);
                    while (sum < 3 && ticks.next()) {
                        sum += ticks.current();
                    }
                    ticks.finish();
                    await(Tasks.sleep(ofHours(1)));
                    return sum;
                })
                .test();

        time.advanceTimeBy(5, HOURS);

        observer.assertResult(3L);
    }

    @Test
    void sourcesOfTheLoop_takeVirtualTime() {
        Observable<String> timer = LoopObservable.timer(loop, ofSeconds(1)).map(n -> "loop timer");
        Observable<String> interval =
                LoopObservable.interval(loop, ofSeconds(2)).take(1).map(n -> "loop interval");
        TestObserver<String> observer = Observable.merge(interval, timer).test();

        time.advanceTimeBy(1, SECONDS);
        observer.assertValuesOnly("loop timer");
        time.advanceTimeBy(1, SECONDS);

        observer.assertResult("loop timer", "loop interval");
    }

    @Test
    void runUntilComplete_ofAGenerator_isDrivenByTheSchedulerAndWaitsForDemand() {
        TestSubscriber<Integer> subscriber =
                LoopFlowable.runUntilComplete(loop, TICKS).test(0);
        time.advanceTimeBy(1, MINUTES);
        subscriber.assertEmpty();

        subscriber.requestMore(2);
        time.advanceTimeBy(1, SECONDS);
        subscriber.assertValuesOnly(1, 2);
        subscriber.requestMore(1);
        time.advanceTimeBy(1, SECONDS);

        subscriber.assertResult(1, 2, 3);
        assertThat(loop.isClosed()).isFalse();
    }

    @Test
    void dispose_ofASubmittedBody_unwindsItAndLeavesTheLoop() {
        TestObserver<String> observer =
                LoopSingle.submit(loop, this::sleepAnHour).test();
        time.advanceTimeBy(1, MINUTES);

        observer.dispose();
        time.triggerActions();

        assertThat(trace).containsExactly("unwound at PT1M");
        assertThat(loop.isClosed()).isFalse();
    }

    @Test
    void dispose_ofRunUntilComplete_unwindsTheBodyAndClosesTheLoop() {
        TestObserver<String> observer =
                LoopSingle.runUntilComplete(loop, this::sleepAnHour).test();
        time.advanceTimeBy(1, MINUTES);

        observer.dispose();
        time.triggerActions();

        assertThat(trace).containsExactly("unwound at PT1M");
        assertThat(loop.isClosed()).isTrue();
        LoopSingle.runUntilComplete(loop, () -> 1).test().assertFailure(LoopClosedException.class);
    }

    @Test
    void close_inVirtualTime_endsWhatSleeps() {
        TestObserver<String> observer =
                LoopSingle.submit(loop, this::sleepAnHour).test();
        time.advanceTimeBy(1, SECONDS);

        time.scheduleDirect(loop::close, 1, MINUTES);
        time.advanceTimeBy(1, HOURS);

        observer.assertFailure(LoopClosedException.class);
        assertThat(trace).containsExactly("unwound at PT1M1S");
    }

    @Test
    void shutdown_takesItsGraceInVirtualTime() {
        TestObserver<String> observer = LoopSingle.<String>submit(loop, () -> {
                    try {
                        return await(Tasks.sleep(ofHours(1), "slept"));
                    } finally {
                        await(Tasks.sleep(ofSeconds(2)));
                        trace.add("cleaned up");
                    }
                })
                .test();
        time.advanceTimeBy(1, MINUTES);

        loop.shutdown(ofSeconds(5));
        time.advanceTimeBy(1, SECONDS);
        assertThat(loop.isClosed()).isFalse();
        time.advanceTimeBy(1, SECONDS);

        assertThat(trace).containsExactly("cleaned up");
        assertThat(loop.isClosed()).isTrue();
        observer.assertFailure(LoopClosedException.class);
    }

    @Test
    void twoLoopsOnOneScheduler_shareItsTime() {
        EventLoop second = VirtualLoops.sharedWith(time, EventLoop.builder().name("second"));
        second.callLater(ofSeconds(1), () -> trace.add("second"));
        loop.callLater(ofSeconds(2), () -> trace.add("first"));
        time.scheduleDirect(() -> trace.add("scheduler"), 1_500, MILLISECONDS);

        time.advanceTimeBy(2, SECONDS);
        second.close();

        assertThat(trace).containsExactly("second", "scheduler", "first");
        assertThat(loop.time()).isEqualTo(ofSeconds(2).toNanos());
    }

    @Test
    void turnsOfTheLoop_passNoHookOfTheScheduler() {
        RxJavaPlugins.setScheduleHandler(task -> {
            trace.add(task);
            return task;
        });

        TestObserver<String> observer = LoopSingle.submit(loop, () -> await(Tasks.sleep(ofMinutes(1), "slept")))
                .test();
        time.advanceTimeBy(1, HOURS);

        observer.assertResult("slept");
        assertThat(trace).isEmpty();
    }

    @Test
    void sharedWith_null_isRefused() {
        assertThatThrownBy(() -> VirtualLoops.sharedWith(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("scheduler");
    }
}
