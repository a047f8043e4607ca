package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import io.reactivex.rxjava3.exceptions.MissingBackpressureException;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Timers and intervals as RxJava's users know them. */
class TimersTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private final VirtualEventLoop time = VirtualEventLoop.create();
    private final EventLoop loop = time.loop();

    @AfterEach
    void noTimerIsLeft() {
        assertThat(time.advanceToNextTimer()).isFalse();
        time.close();
    }

    @Test
    void timer_ofEachKind_comesWhenItIsDue() {
        TestObserver<Long> single = LoopSingle.timer(loop, SECOND).test();
        TestObserver<Long> maybe = LoopMaybe.timer(loop, SECOND).test();
        TestObserver<Void> completable = LoopCompletable.timer(loop, SECOND).test();
        TestObserver<Long> observable = LoopObservable.timer(loop, SECOND).test();
        TestSubscriber<Long> flowable = LoopFlowable.timer(loop, SECOND).test();

        time.advance(SECOND.minusNanos(1));
        single.assertEmpty();
        maybe.assertEmpty();
        completable.assertEmpty();
        observable.assertEmpty();
        flowable.assertEmpty();
        time.advance(Duration.ofNanos(1));

        single.assertResult(0L);
        maybe.assertResult(0L);
        completable.assertResult();
        observable.assertResult(0L);
        flowable.assertResult(0L);
    }

    @Test
    void timer_ofAFlowable_waitsForDemand() {
        TestSubscriber<Long> subscriber = LoopFlowable.timer(loop, SECOND).test(0);
        time.advance(SECOND);
        subscriber.assertEmpty();

        subscriber.requestMore(1);

        subscriber.assertResult(0L);
    }

    @Test
    void dispose_ofEach_leavesNoTimer() {
        LoopSingle.timer(loop, SECOND).test().dispose();
        LoopMaybe.timer(loop, SECOND).test().dispose();
        LoopCompletable.timer(loop, SECOND).test().dispose();
        LoopObservable.timer(loop, SECOND).test().dispose();
        LoopFlowable.timer(loop, SECOND).test().cancel();
        LoopObservable.interval(loop, SECOND).test().dispose();
        LoopFlowable.interval(loop, SECOND).test().cancel();
    }

    @Test
    void interval_ofAnObservable_ticksForWhomeverIsThere() {
        TestObserver<Long> observer =
                LoopObservable.interval(loop, SECOND.multipliedBy(5), SECOND).test();

        time.advance(SECOND.multipliedBy(7));

        observer.assertValuesOnly(0L, 1L, 2L);
        observer.dispose();
    }

    @Test
    void interval_runsOnTheHomeThread() {
        try (EventLoopThread host = EventLoopThread.start("home")) {
            LoopFlowable.interval(host.loop(), Duration.ZERO, Duration.ofMillis(1))
                    .map(tick -> tick + " on " + Thread.currentThread().getName())
                    .take(3)
                    .test()
                    .awaitDone(10, TimeUnit.SECONDS)
                    .assertResult("0 on home", "1 on home", "2 on home");
        }
    }

    @Test
    void interval_withoutDemand_overflowsAsRxJavasDoes() {
        TestSubscriber<Long> subscriber = LoopFlowable.interval(loop, SECOND).test(1);

        time.advance(SECOND.multipliedBy(2));

        subscriber
                .assertFailure(MissingBackpressureException.class, 0L)
                .assertError(error -> ("tick 1 came without demand, and an interval waits for nobody; use"
                                + " onBackpressureDrop() or onBackpressureLatest()")
                        .equals(error.getMessage()));
    }

    @Test
    void interval_withAnOperatorThatTakesIt_doesNotOverflow() {
        TestSubscriber<Long> subscriber =
                LoopFlowable.interval(loop, SECOND).onBackpressureDrop().test(1);
        time.advance(SECOND.multipliedBy(3));

        subscriber.requestMore(1);
        time.advance(SECOND);

        subscriber.assertValuesOnly(0L, 3L);
        subscriber.cancel();
    }

    @Test
    void interval_repeated_beginsAtZero() {
        TestSubscriber<Long> subscriber =
                LoopFlowable.interval(loop, SECOND).take(2).repeat(2).test();

        time.advance(SECOND.multipliedBy(4));

        subscriber.assertResult(0L, 1L, 0L, 1L);
    }

    @Test
    void interval_withoutAPositivePeriod_isRefusedAtTheCall() {
        assertThatThrownBy(() -> LoopFlowable.interval(loop, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("period must be > 0, was PT0S");
        assertThatThrownBy(() -> LoopObservable.interval(loop, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("period");
    }
}
