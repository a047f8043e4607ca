package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.bridge.HandOver;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subjects.PublishSubject;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ObserveOnLoopTest {
    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private final List<Throwable> reported = new ArrayList<>();
    private final VirtualEventLoop time = VirtualEventLoop.create(
            EventLoop.builder().name("api").exceptionHandler((loop, context) -> reported.add(context.exception())));
    private final EventLoop loop = time.loop();

    @AfterEach
    void close() {
        time.close();
        assertThat(reported).isEmpty();
    }

    @Test
    void observeOn_always_deliversInOrderOnTheLoop() {
        TestSubscriber<Boolean> flowable = Flowable.range(0, 1_000)
                .compose(LoopTransformers.observeOn(loop, 16))
                .map(n -> loop.inLoop())
                .test();
        TestObserver<Integer> observable = Observable.range(0, 1_000)
                .compose(LoopTransformers.observeOn(loop, 16))
                .test();

        time.runReady();

        assertThat(flowable.values()).hasSize(1_000).doesNotContain(false);
        flowable.assertComplete();
        assertThat(observable.values()).hasSize(1_000).isSorted();
        observable.assertComplete();
    }

    @Test
    void observeOn_ofMoreThanATurn_letsOthersHaveTheirs() {
        AtomicInteger seen = new AtomicInteger();
        TestObserver<Integer> observer = Observable.range(0, 300)
                .compose(LoopTransformers.observeOn(loop, 1))
                .test();

        loop.execute(() -> seen.set(observer.values().size()));
        time.runReady();

        // fewer where the machine is so busy that they take a millisecond
        assertThat(seen.get()).isBetween(1, HandOver.TURN);
        assertThat(observer.values()).hasSize(300);
    }

    @Test
    void close_ofAFlowable_failsOnceAndCancels() {
        PublishProcessor<Integer> source = PublishProcessor.create();
        TestSubscriber<Integer> subscriber =
                source.compose(LoopTransformers.observeOn(loop, 8)).test();
        source.onNext(1);

        loop.close();

        subscriber.assertFailure(LoopClosedException.class);
        assertThat(source.hasSubscribers()).isFalse();
    }

    @Test
    void close_ofAnObservable_failsOnceAndDisposes() {
        PublishSubject<Integer> source = PublishSubject.create();
        TestObserver<Integer> observer =
                source.compose(LoopTransformers.observeOn(loop, 8)).test();
        source.onNext(1);

        loop.close();

        observer.assertFailure(LoopClosedException.class);
        assertThat(source.hasObservers()).isFalse();
    }

    @Test
    void subscribe_onAClosedLoop_fails() {
        loop.close();

        Flowable.never().compose(LoopTransformers.observeOn(loop, 8)).test().assertFailure(LoopClosedException.class);
        Observable.never().compose(LoopTransformers.observeOn(loop, 8)).test().assertFailure(LoopClosedException.class);
    }

    /** As RxJava's own. */
    @Test
    void error_ofUpstream_comesBeforeWhatWaits() {
        TestSubscriber<Integer> subscriber = Flowable.just(1)
                .concatWith(Flowable.error(new IllegalStateException("the source's own")))
                .compose(LoopTransformers.observeOn(loop, 8))
                .test();

        time.runReady();

        subscriber.assertFailure(IllegalStateException.class);
    }

    @Test
    void error_afterTheEnd_isUndeliverable() {
        PublishSubject<Integer> source = PublishSubject.create();
        Observable<Integer> rude = Observable.unsafeCreate(observer -> {
            source.subscribe(observer);
            loop.close();
            observer.onError(new IllegalStateException("late"));
        });

        TestObserver<Integer> observer =
                rude.compose(LoopTransformers.observeOn(loop, 8)).test();

        observer.assertFailure(LoopClosedException.class);
        assertThat(undeliverable.errors).singleElement().isInstanceOf(IllegalStateException.class);
        undeliverable.errors.clear();
    }

    @Test
    void dispose_withElementsWaiting_isSilent() {
        PublishSubject<Integer> source = PublishSubject.create();
        TestObserver<Integer> observer =
                source.compose(LoopTransformers.observeOn(loop, 8)).test();
        source.onNext(1);

        observer.dispose();
        time.runReady();

        observer.assertEmpty();
        assertThat(source.hasObservers()).isFalse();
    }

    @Test
    void prefetch_lessThanOne_isRefused() {
        assertThatThrownBy(() -> LoopTransformers.observeOn(loop, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prefetch must be at least 1, was 0");
    }

    @Test
    void busyStream_onALoop_starvesNobodyAndEndsAtTheShutdown() throws Exception {
        EventLoopThread host = EventLoopThread.start("busy");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch beside = new CountDownLatch(1);
        TestSubscriber<Integer> busy = Flowable.<Integer>generate(emitter -> emitter.onNext(1))
                .subscribeOn(Schedulers.single())
                .compose(LoopTransformers.observeOn(host.loop(), 256))
                .doOnNext(n -> {
                    begun.countDown();
                    for (int spin = 0; spin < 1_000; spin++) {
                        Thread.onSpinWait();
                    }
                })
                .ignoreElements()
                .<Integer>toFlowable()
                .test();
        begun.await();

        host.loop().execute(beside::countDown);

        assertThat(beside.await(10, TimeUnit.SECONDS)).isTrue();
        host.loop().shutdown(Duration.ZERO);
        assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
        host.close();
        busy.assertFailure(LoopClosedException.class);
    }
}
