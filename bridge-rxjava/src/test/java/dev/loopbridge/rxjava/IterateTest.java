package dev.loopbridge.rxjava;

import static dev.loopbridge.rxjava.RxAwait.iterate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.AsyncIterator;
import io.reactivex.rxjava3.core.BackpressureOverflowStrategy;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.exceptions.MissingBackpressureException;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subjects.PublishSubject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IterateTest {
    private static final int MILLION = 1_000_000;
    private static final long SUM_OF_A_MILLION = MILLION * (MILLION + 1L) / 2;

    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private final EventLoop loop = EventLoop.create();
    private final List<Integer> taken = new ArrayList<>();
    private final List<Long> requests = new ArrayList<>();
    private final PublishProcessor<Integer> flowable = PublishProcessor.create();
    private final PublishSubject<Integer> observable = PublishSubject.create();

    @AfterEach
    void closeLoop() {
        loop.close();
    }

    private Task<Void> beginToTake(AsyncIterator<Integer> elements) {
        Task<Void> task = loop.createTask(() -> {
            elements.forEach(taken::add);
            return null;
        });
        runReady();
        return task;
    }

    private void runReady() {
        loop.runUntilComplete(() -> {
            for (int i = 0; i < 5; i++) {
                Tasks.yieldNow();
            }
            return null;
        });
    }

    private void emit(int from, int to) {
        IntStream.rangeClosed(from, to).forEach(flowable::onNext);
        runReady();
    }

    /** Takes the first, as it comes; what is sent then finds the coroutine busy. */
    private AsyncIterator<Integer> begun(int capacity, BackpressureOverflowStrategy strategy) {
        AsyncIterator<Integer> elements = iterate(observable, capacity, strategy);
        Task<Integer> first = loop.createTask(() -> {
            elements.next();
            return elements.current();
        });
        runReady();
        observable.onNext(0);
        runReady();
        assertThat(first.result()).isZero();
        return elements;
    }

    private void send(int from, int to) {
        IntStream.rangeClosed(from, to).forEach(observable::onNext);
    }

    @Test
    void iterate_withPrefetch_refillsAtThreeQuarters() {
        beginToTake(iterate(flowable.doOnRequest(requests::add), 8));
        assertThat(requests).containsExactly(8L);

        emit(1, 5);
        assertThat(requests).containsExactly(8L);
        emit(6, 6);
        assertThat(requests).containsExactly(8L, 6L);
        emit(7, 12);

        assertThat(requests).containsExactly(8L, 6L, 6L);
        assertThat(taken).hasSize(12);
    }

    @Test
    void iterate_withoutPrefetch_asksForRxJavasUsual() {
        beginToTake(iterate(flowable.doOnRequest(requests::add)));

        emit(1, 96);

        assertThat(requests).containsExactly(128L, 96L);
    }

    @Test
    void iterate_finishedHalfWay_cancelsTheUpstream() {
        loop.runUntilComplete(() -> {
            AsyncIterator<Integer> elements = iterate(Flowable.range(1, 100).concatWith(flowable), 8);
            elements.next();
            elements.finish();
            return null;
        });

        assertThat(flowable.hasSubscribers()).isFalse();
    }

    @Test
    void iterate_leftHalfWay_isFinishedWithItsLoop() {
        EventLoops.run(() -> iterate(Flowable.just(1).mergeWith(flowable), 8).next());
        EventLoops.run(() -> iterate(Observable.just(1).mergeWith(observable), 8, BackpressureOverflowStrategy.ERROR)
                .next());

        assertThat(flowable.hasSubscribers()).isFalse();
        assertThat(observable.hasObservers()).isFalse();
    }

    @Test
    void iterate_aMillionOfAnotherThread_comesInOrder() {
        assertThat(sum(iterate(Flowable.range(1, MILLION).observeOn(Schedulers.single()))))
                .isEqualTo(SUM_OF_A_MILLION);
    }

    @Test
    void iterate_anObservableOfAMillionOfAnotherThread_comesInOrder() {
        assertThat(sum(iterate(
                        Observable.range(1, MILLION).subscribeOn(Schedulers.single()),
                        MILLION,
                        BackpressureOverflowStrategy.ERROR)))
                .isEqualTo(SUM_OF_A_MILLION);
    }

    private long sum(AsyncIterator<Integer> elements) {
        return loop.runUntilComplete(() -> {
            long sum = 0;
            int before = 0;
            while (elements.next()) {
                if (elements.current() != before + 1) {
                    throw new AssertionError(elements.current() + " after " + before);
                }
                before = elements.current();
                sum += before;
            }
            return sum;
        });
    }

    @Test
    void overflow_dropOldest_keepsTheNewest() {
        AsyncIterator<Integer> elements = begun(3, BackpressureOverflowStrategy.DROP_OLDEST);

        send(1, 10);
        observable.onComplete();
        beginToTake(elements);

        assertThat(taken).containsExactly(8, 9, 10);
    }

    @Test
    void overflow_dropOldestOfOne_isTheNewestThereIs() {
        AsyncIterator<Integer> elements = begun(1, BackpressureOverflowStrategy.DROP_OLDEST);

        send(1, 10);
        beginToTake(elements);
        assertThat(taken).containsExactly(10);
        send(11, 12);
        runReady();

        assertThat(taken).containsExactly(10, 12);
    }

    @Test
    void overflow_dropLatest_keepsTheFirstOnes() {
        AsyncIterator<Integer> elements = begun(3, BackpressureOverflowStrategy.DROP_LATEST);

        send(1, 10);
        observable.onComplete();
        beginToTake(elements);

        assertThat(taken).containsExactly(1, 2, 3);
    }

    @Test
    void overflow_error_comesBehindWhatFoundRoom() {
        AsyncIterator<Integer> elements = begun(3, BackpressureOverflowStrategy.ERROR);

        send(1, 10);
        Task<Void> task = beginToTake(elements);

        assertThat(taken).containsExactly(1, 2, 3);
        assertThat(task.exception())
                .isInstanceOf(MissingBackpressureException.class)
                .hasMessage(observable + " emitted an element while 3 waited for the coroutine, which is the capacity;"
                        + " raise it, or drop elements");
        assertThat(observable.hasObservers()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void overflow_withRoomForAll_losesNothing(BackpressureOverflowStrategy strategy) {
        AsyncIterator<Integer> elements = begun(10, strategy);

        send(1, 10);
        beginToTake(elements);
        send(11, 20);
        runReady();

        assertThat(taken)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 20).boxed().toList());
    }

    @ParameterizedTest
    @EnumSource
    void error_ofAnObservable_comesBehindTheElements(BackpressureOverflowStrategy strategy) {
        IOException boom = new IOException("boom");
        AsyncIterator<Integer> elements = begun(3, strategy);

        send(1, 3);
        observable.onError(boom);
        Task<Void> task = beginToTake(elements);

        assertThat(taken).containsExactly(1, 2, 3);
        assertThat(task.exception()).isSameAs(boom);
    }

    @ParameterizedTest
    @EnumSource
    void cancel_whileElementsWait_disposesAndIsSilent(BackpressureOverflowStrategy strategy) {
        AsyncIterator<Integer> elements = begun(3, strategy);
        Task<Void> task = loop.createTask(() -> {
            elements.forEach(taken::add);
            return null;
        });

        send(1, 3);
        task.cancel();
        runReady();
        loop.runUntilComplete(() -> {
            elements.finish();
            return null;
        });

        assertThat(observable.hasObservers()).isFalse();
        assertThat(taken).isEmpty();
    }

    @Test
    void current_beforeTheFirstAndAfterTheEnd_isRefused() {
        AsyncIterator<Integer> elements = iterate(Observable.just(1), 1, BackpressureOverflowStrategy.ERROR);
        String message = "there is no current element: next() was not called, or returned false";

        assertThatThrownBy(elements::current)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
        beginToTake(elements);

        assertThat(taken).containsExactly(1);
        assertThatThrownBy(elements::current)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
    }

    @Test
    void iterate_badArguments_areRefusedAtTheCall() {
        assertThatThrownBy(() -> iterate(flowable, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prefetch must be > 0, was 0");
        assertThatThrownBy(() -> iterate(observable, 0, BackpressureOverflowStrategy.ERROR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("capacity must be > 0, was 0");
        assertThatThrownBy(() -> iterate(observable, 1, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("strategy");
        assertThat(observable.hasObservers()).isFalse();
    }
}
