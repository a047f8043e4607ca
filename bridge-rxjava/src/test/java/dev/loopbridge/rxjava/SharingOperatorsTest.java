package dev.loopbridge.rxjava;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.concurrent.Tasks;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One source subscribed to again, or once for many, or with a limit: completed, and cancelled half-way. */
class SharingOperatorsTest {
    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private final AtomicInteger times = new AtomicInteger();
    private final List<String> steps = new CopyOnWriteArrayList<>();

    private static <T> TestSubscriber<T> ended(Flowable<T> flow) {
        return flow.test().awaitDone(10, TimeUnit.SECONDS);
    }

    private static TestSubscriber<Integer> cancelled(Flowable<Integer> flow, int after) {
        TestSubscriber<Integer> subscriber = flow.test(after);
        subscriber.awaitCount(after);
        subscriber.cancel();
        return subscriber;
    }

    @ParameterizedTest
    @EnumSource
    void retry_completes(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Single<Integer> lucky = sources.single(() -> {
                Tasks.yieldNow();
                if (times.incrementAndGet() < 3) {
                    throw new IOException("attempt " + times);
                }
                return times.get();
            });

            lucky.retry(2).test().awaitDone(10, TimeUnit.SECONDS).assertResult(3);

            assertThat(sources.bodies()).isEqualTo(3);
            sources.assertCompleted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void retry_cancelled(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Flowable<Integer> stream = sources.flowable(out -> {
                for (int n = 0; ; n++) {
                    out.emit(n);
                    if (times.incrementAndGet() == 2) {
                        throw new IOException("half-way");
                    }
                }
            });

            cancelled(stream.retry(), 4).assertValuesOnly(0, 1, 0, 1);

            assertThat(sources.bodies()).isEqualTo(2);
            sources.assertCancelled();
        }
    }

    @ParameterizedTest
    @EnumSource
    void repeat_completes(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            ended(sources.range(0, 2).repeat(3)).assertResult(0, 1, 0, 1, 0, 1);

            assertThat(sources.bodies()).isEqualTo(3);
            sources.assertCompleted();
        }
    }

    /** The cancel comes within the third round. */
    @ParameterizedTest
    @EnumSource
    void repeat_cancelled(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            cancelled(sources.range(0, 2).repeat(), 5).assertValuesOnly(0, 1, 0, 1, 0);

            assertThat(sources.bodies()).isEqualTo(3);
            sources.assertCancelled();
        }
    }

    @ParameterizedTest
    @EnumSource
    void cache_ofASingle_runsTheBodyOnce(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Single<Integer> cached = sources.single(times::incrementAndGet).cache();

            ended(Single.concat(cached, cached, cached)).assertResult(1, 1, 1);

            assertThat(sources.bodies()).isEqualTo(1);
            sources.assertCompleted();
        }
    }

    /** It is the cache that subscribed, and it does not cancel. */
    @ParameterizedTest
    @EnumSource
    void cache_cancelled_goesOnForTheOthers(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Flowable<Integer> cached = sources.range(0, 5).cache();

            cancelled(cached, 2).assertValuesOnly(0, 1);
            ended(cached).assertResult(0, 1, 2, 3, 4);

            assertThat(sources.bodies()).isEqualTo(1);
            sources.assertCompleted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void share_completes_forBoth(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Flowable<Integer> shared = sources.range(0, 5).publish().refCount(2);

            TestSubscriber<Integer> first = shared.test();
            TestSubscriber<Integer> second = shared.test();

            first.awaitDone(10, TimeUnit.SECONDS).assertResult(0, 1, 2, 3, 4);
            second.awaitDone(10, TimeUnit.SECONDS).assertResult(0, 1, 2, 3, 4);
            assertThat(sources.bodies()).isEqualTo(1);
            sources.assertCompleted();
        }
    }

    /** The source has no other subscriber than the operator, which cancels when it has none of its own. */
    @ParameterizedTest
    @EnumSource
    void share_cancelledByOneThenTheOther_cancelsTheSourceThen(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Flowable<Integer> shared = sources.from(0).share();
            TestSubscriber<Integer> first = shared.test(2);
            first.awaitCount(2);
            TestSubscriber<Integer> second = shared.test(0);

            first.cancel();
            second.requestMore(2).awaitCount(2);
            second.cancel();

            first.assertValuesOnly(0, 1);
            second.assertValueCount(2).assertNotComplete().assertNoErrors();
            assertThat(sources.bodies()).isEqualTo(1);
            sources.assertCancelled();
        }
    }

    private Flowable<Integer> using(Flowable<Integer> use) {
        return Flowable.using(() -> steps.add("opened"), resource -> use, resource -> steps.add("released"));
    }

    @ParameterizedTest
    @EnumSource
    void using_completes(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            ended(using(sources.range(0, 3))).assertResult(0, 1, 2);

            assertThat(steps).containsExactly("opened", "released");
            sources.assertCompleted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void using_fails(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Flowable<Integer> failing = sources.flowable(out -> {
                out.emit(0);
                throw new IOException("half-way");
            });

            ended(using(failing)).assertFailure(IOException.class, 0);

            assertThat(steps).containsExactly("opened", "released");
            sources.assertCompleted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void using_cancelled(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            cancelled(using(sources.from(0)), 2).assertValuesOnly(0, 1);

            assertThat(steps).containsExactly("opened", "released");
            sources.assertCancelled();
        }
    }

    @ParameterizedTest
    @EnumSource
    void timeout_thatDoesNotCome_completes(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            ended(sources.range(0, 3).timeout(1, TimeUnit.SECONDS, new TestScheduler()))
                    .assertResult(0, 1, 2);

            sources.assertCompleted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void timeout_cancels(Verb verb) throws Exception {
        CountDownLatch sleeping = new CountDownLatch(1);
        TestScheduler clock = new TestScheduler();
        try (WatchedSources sources = new WatchedSources(verb)) {
            TestSubscriber<Integer> subscriber = sources.<Integer>flowable(out -> {
                        out.emit(0);
                        sleeping.countDown();
                        await(Tasks.sleep(Duration.ofHours(1)));
                    })
                    .subscribeOn(Schedulers.io())
                    .timeout(1, TimeUnit.SECONDS, clock)
                    .test();
            assertThat(sleeping.await(10, TimeUnit.SECONDS)).isTrue();

            clock.advanceTimeBy(1, TimeUnit.SECONDS);

            subscriber.assertFailure(TimeoutException.class, 0);
            sources.assertCancelled();
        }
    }
}
