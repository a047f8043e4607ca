package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An {@code observeOn} whose source is always ahead keeps the loop: a request to close ends it all the same, once. */
class BusyDrainTest {
    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private final EventLoopThread host = EventLoopThread.start("kept");
    private final CountDownLatch begun = new CountDownLatch(1);

    @AfterEach
    void close() {
        host.close();
    }

    private final CountDownLatch told = new CountDownLatch(1);

    private Flowable<Integer> busy() {
        return Flowable.<Integer>generate(emitter -> emitter.onNext(1))
                .subscribeOn(Schedulers.single())
                .observeOn(LoopSchedulers.from(host.loop()))
                .doOnNext(n -> keepTheLoop());
    }

    private void keepTheLoop() throws InterruptedException {
        begun.countDown();
        told.await();
    }

    private void keepTheLoopQuietly() {
        try {
            keepTheLoop();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Until another flow was told, that subscribed later. */
    private void shutDown() throws InterruptedException {
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        TestSubscriber<Object> other = Flowable.never()
                .compose(LoopTransformers.failOnClose(host.loop()))
                .test();
        host.loop().shutdown(Duration.ZERO);
        assertThat(other.await(10, TimeUnit.SECONDS)).isTrue();
        told.countDown();
    }

    @Test
    void shutdown_ofALoopThatADrainKeeps_endsIt() throws Exception {
        TestSubscriber<Integer> subscriber =
                busy().ignoreElements().<Integer>toFlowable().test();

        shutDown();

        assertThat(subscriber.await(10, TimeUnit.SECONDS)).isTrue();
        subscriber.assertFailure(LoopClosedException.class);
    }

    @Test
    void shutdown_ofALoopThatADrainOfAnObservableKeeps_endsIt() throws Exception {
        TestObserver<Integer> observer = Observable.range(0, 1_000)
                .concatWith(Observable.never())
                .observeOn(LoopSchedulers.from(host.loop()))
                .doOnNext(n -> keepTheLoop())
                .ignoreElements()
                .<Integer>toObservable()
                .test();

        shutDown();

        assertThat(observer.await(10, TimeUnit.SECONDS)).isTrue();
        observer.assertFailure(LoopClosedException.class);
    }

    @Test
    void shutdown_ofALoopThatAGuardedDrainKeeps_endsIt() throws Exception {
        TestSubscriber<Integer> subscriber = busy().ignoreElements()
                .<Integer>toFlowable()
                .compose(LoopTransformers.failOnClose(host.loop()))
                .test();

        shutDown();

        assertThat(subscriber.await(10, TimeUnit.SECONDS)).isTrue();
        subscriber.assertFailure(LoopClosedException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shutdown_ofALoopThatADrainKeeps_endsItBehindTheElementUnderWay(boolean delaysError) throws Exception {
        TestSubscriber<Integer> subscriber = Flowable.range(1, 100)
                .hide()
                .observeOn(LoopSchedulers.from(host.loop()), delaysError)
                .doOnNext(n -> keepTheLoop())
                .test();

        shutDown();

        assertThat(subscriber.await(10, TimeUnit.SECONDS)).isTrue();
        subscriber.assertFailure(LoopClosedException.class, 1);
    }

    @Test
    void shutdown_ofALoopKeptByADrainThatPollsItsSource_endsIt() throws Exception {
        TestSubscriber<Integer> subscriber = Flowable.range(1, Integer.MAX_VALUE)
                .observeOn(LoopSchedulers.from(host.loop()))
                .doOnNext(n -> keepTheLoop())
                .test();

        shutDown();

        assertThat(subscriber.await(10, TimeUnit.SECONDS)).isTrue();
        subscriber.assertFailure(LoopClosedException.class, 1);
    }

    @Test
    void shutdown_ofALoopKeptByADrainThatPollsAnObservable_endsIt() throws Exception {
        TestObserver<Integer> observer = Observable.range(1, Integer.MAX_VALUE)
                .observeOn(LoopSchedulers.from(host.loop()))
                .doOnNext(n -> keepTheLoop())
                .test();

        shutDown();

        assertThat(observer.await(10, TimeUnit.SECONDS)).isTrue();
        observer.assertFailure(LoopClosedException.class, 1);
    }

    @Test
    void shutdown_asADrainSignalsItsEnd_tellsItNothingElse() throws Exception {
        FaultyObserver observer = new FaultyObserver("onComplete", this::keepTheLoopQuietly);
        Flowable.<Object>just(1, 2, 3)
                .observeOn(LoopSchedulers.from(host.loop()))
                .subscribe(observer);

        shutDown();

        assertThat(observer.ended.await(10, TimeUnit.SECONDS)).isTrue();
        host.close();
        assertThat(observer.signals).containsExactly("onNext 1", "onNext 2", "onNext 3", "onComplete");
    }

    @Test
    void onComplete_throwingBehindADrain_hasNoSecondEndAtTheClose() {
        FaultyObserver observer = FaultyObserver.throwing(new IllegalStateException("end"), "onComplete");
        EventLoop loop = EventLoop.create();
        Flowable.<Object>just(1, 2).observeOn(LoopSchedulers.from(loop)).subscribe(observer);
        loop.runUntilComplete(() -> 1);

        loop.close();

        assertThat(observer.signals).containsExactly("onNext 1", "onNext 2", "onComplete");
        assertThat(undeliverable.errors).hasSize(1);
        undeliverable.errors.clear();
    }

    @Test
    void close_afterADrainHasStopped_endsIt() {
        EventLoop loop = EventLoop.create();
        TestSubscriber<Integer> subscriber = Flowable.concat(Flowable.just(1), Flowable.<Integer>never())
                .observeOn(LoopSchedulers.from(loop))
                .test();
        loop.runUntilComplete(() -> 1);

        loop.close();

        subscriber.assertFailure(LoopClosedException.class, 1);
    }
}
