package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operators over the scheduler: as they are while the loop is open, and what becomes of them when it closes. */
class ClosedOperatorsTest {
    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private final VirtualEventLoop time = VirtualEventLoop.create();
    private final EventLoop loop = time.loop();
    private final Scheduler scheduler = LoopSchedulers.from(loop);

    @AfterEach
    void close() {
        time.close();
    }

    private interface Chain {
        Flowable<?> on(Scheduler scheduler);
    }

    private record Operator(Chain chain, List<?> items, boolean keepsItsSource) {}

    /** Each gives these items within ten seconds, and goes on for longer. */
    static Stream<Named<Operator>> operators() {
        return Stream.of(
                operator("retry", s -> failing(seconds(s, 2)).retry(), 0L, 0L, 0L, 0L, 0L),
                operator("repeat", s -> seconds(s, 3).take(1).repeat(), 0L, 0L, 0L),
                operator("zip", s -> Flowable.zip(seconds(s, 2), seconds(s, 3), Long::sum), 0L, 2L, 4L),
                operator("flatMap", s -> seconds(s, 4).flatMap(n -> seconds(s, 3)), 0L, 1L),
                operator("switchMap", s -> seconds(s, 4).switchMap(n -> seconds(s, 3)), 0L),
                operator(
                        "concatMap",
                        s -> seconds(s, 2)
                                .onBackpressureBuffer()
                                .concatMap(n -> seconds(s, 3).take(1)),
                        0L,
                        0L),
                operator("using", s -> Flowable.using(() -> s, own -> seconds(own, 4), own -> {}), 0L, 1L),
                operator("cache", s -> seconds(s, 4).cache(), 0L, 1L),
                operator("share", s -> seconds(s, 4).share(), 0L, 1L),
                operator("timeout", s -> seconds(s, 4).timeout(5, TimeUnit.SECONDS, s), 0L, 1L),
                operator("groupBy", s -> seconds(s, 4).groupBy(n -> n % 2).flatMap(g -> g.observeOn(s)), 0L, 1L));
    }

    private static Named<Operator> operator(String name, Chain chain, Object... items) {
        return Named.of(name, new Operator(chain, List.of(items), name.equals("cache")));
    }

    private static Flowable<Long> seconds(Scheduler scheduler, long period) {
        return Flowable.interval(period, TimeUnit.SECONDS, scheduler);
    }

    private static Flowable<Long> failing(Flowable<Long> source) {
        return source.take(1).concatWith(Flowable.error(new IllegalStateException("again")));
    }

    @ParameterizedTest
    @MethodSource("operators")
    void operator_guardedAndClosed_givesWhatCameAndFailsOnce(Operator operator) {
        Recorder recorder = new Recorder();
        operator.chain.on(scheduler).compose(LoopTransformers.failOnClose(loop)).subscribe(recorder);

        time.advance(Duration.ofSeconds(10));
        time.close();

        assertThat(recorder.items).isEqualTo(operator.items);
        assertThat(recorder.ends).hasValue(1);
        assertThat(recorder.errors).singleElement().isInstanceOf(LoopClosedException.class);
    }

    @ParameterizedTest
    @MethodSource("operators")
    void operator_disposed_isSilentWhenTheLoopCloses(Operator operator) {
        Recorder recorder = new Recorder();
        operator.chain.on(scheduler).take(1_000).subscribe(recorder);
        time.advance(Duration.ofSeconds(10));

        recorder.upstream.dispose();
        time.close();

        assertThat(recorder.items).isEqualTo(operator.items);
        assertThat(recorder.ends).hasValue(0);
        undeliverable.errors.removeIf(error -> operator.keepsItsSource);
    }

    @Test
    void timeout_reached_isATimeoutAndNotTheClose() {
        TestSubscriber<Object> late = Flowable.never()
                .timeout(1, TimeUnit.SECONDS, scheduler)
                .compose(LoopTransformers.failOnClose(loop))
                .test();

        time.advance(Duration.ofSeconds(1));

        late.assertFailure(TimeoutException.class);
    }

    @Test
    void timeout_closed_isNoTimeout() {
        LoopTransformers.enableFailOnClose();
        TestSubscriber<Object> waiting = Flowable.never()
                .timeout(1, TimeUnit.SECONDS, scheduler, Flowable.just("fallback"))
                .test();

        time.close();

        waiting.assertFailure(LoopClosedException.class);
    }

    @Test
    void using_closed_releasesItsResourceOnce() {
        AtomicInteger released = new AtomicInteger();
        TestSubscriber<Long> subscriber = Flowable.using(
                        () -> 1, n -> seconds(scheduler, 1), n -> released.incrementAndGet())
                .compose(LoopTransformers.failOnClose(loop))
                .test();

        time.close();

        subscriber.assertFailure(LoopClosedException.class);
        assertThat(released).hasValue(1);
    }

    @Test
    void share_closed_failsEverySubscriber() {
        Flowable<Long> shared = seconds(scheduler, 1)
                .compose(LoopTransformers.failOnClose(loop))
                .share();
        TestSubscriber<Long> one = shared.test();
        TestSubscriber<Long> two = shared.test();

        time.close();

        one.assertFailure(LoopClosedException.class);
        two.assertFailure(LoopClosedException.class);
        shared.test().assertFailure(LoopClosedException.class);
    }

    @Test
    void cache_closed_keepsWhatItHadAndTheClose() {
        Flowable<Long> cached = seconds(scheduler, 1)
                .compose(LoopTransformers.failOnClose(loop))
                .cache();
        cached.test();
        time.advance(Duration.ofSeconds(2));

        time.close();

        cached.test().assertFailure(LoopClosedException.class, 0L, 1L);
    }

    @Test
    void onErrorResumeNext_behindTheGuard_takesOver() {
        TestSubscriber<Long> subscriber = seconds(scheduler, 1)
                .compose(LoopTransformers.failOnClose(loop))
                .onErrorResumeNext(error ->
                        LoopClosedException.find(error).isPresent() ? Flowable.just(-1L) : Flowable.error(error))
                .test();

        time.close();

        subscriber.assertResult(-1L);
    }
}
