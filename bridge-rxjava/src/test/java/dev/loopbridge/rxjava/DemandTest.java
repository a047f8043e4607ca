package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.loop.stream.Generator;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.operators.ConditionalSubscriber;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Subscription;

/** Everything here runs on the test's thread: what it asserts has happened when the call returns. */
class DemandTest {
    private static final int MANY = 1_000_000;

    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private static Generator<Integer> upTo(int last) {
        return out -> {
            for (int n = 1; n <= last; n++) {
                out.emit(n);
            }
        };
    }

    private static Integer[] numbers(int last) {
        Integer[] numbers = new Integer[last];
        Arrays.setAll(numbers, n -> n + 1);
        return numbers;
    }

    @Test
    void request_oneByOne_runsTheBodyToItsNextEmit() {
        AtomicInteger reached = new AtomicInteger();
        Generator<Integer> body = out -> {
            for (int n = 1; n <= 3; n++) {
                reached.set(n);
                out.emit(n);
            }
        };
        TestSubscriber<Integer> subscriber = LoopFlowable.run(body).test(0);
        subscriber.assertEmpty();

        for (int n = 1; n <= 3; n++) {
            subscriber.requestMore(1);

            subscriber.assertValues(numbers(n));
            assertThat(reached).hasValue(Math.min(n + 1, 3));
        }
        subscriber.assertComplete();
    }

    @Test
    void runUntilComplete_withoutDemand_leavesTheLoopIdle() {
        try (EventLoop loop = EventLoop.create()) {
            TestSubscriber<Integer> subscriber =
                    LoopFlowable.runUntilComplete(loop, upTo(2)).test(1);

            subscriber.assertValuesOnly(1);
            assertThat(loop.isRunning()).isFalse();
            assertThat(loop.runUntilComplete(() -> "others")).isEqualTo("others");
            subscriber.requestMore(1);
            subscriber.assertResult(1, 2);
        }
    }

    @Test
    void cancel_whileTheBodyWaitsForDemand_unwindsItHere() {
        AtomicInteger unwound = new AtomicInteger();
        try (EventLoop loop = EventLoop.create()) {
            Generator<Integer> body = out -> {
                try {
                    upTo(2).run(out);
                } finally {
                    unwound.incrementAndGet();
                }
            };
            TestSubscriber<Integer> subscriber =
                    LoopFlowable.runUntilComplete(loop, body).test(1);

            subscriber.cancel();

            assertThat(unwound).hasValue(1);
            assertThat(loop.isClosed()).isTrue();
            subscriber.assertValuesOnly(1);
        }
    }

    @Test
    void zip_ofTwoStreams_interleavesThemOnOneThread() {
        Flowable<Integer> left = LoopFlowable.run(upTo(1_000));
        Flowable<Integer> right = LoopFlowable.run(upTo(1_000));

        TestSubscriber<Integer> subscriber =
                Flowable.zip(left, right, Integer::sum).test();

        subscriber.assertComplete().assertValueCount(1_000);
        assertThat(subscriber.values().get(999)).isEqualTo(2_000);
    }

    @Test
    void zip_withABufferOfOne_interleavesThemOnOneThread() {
        Flowable<Integer> left = LoopFlowable.run(upTo(1_000));
        Flowable<Integer> right = LoopFlowable.run(upTo(1_000));

        Flowable.zip(left, right, Integer::sum, /* delayError= */ false, /* bufferSize= */ 1)
                .test()
                .assertComplete()
                .assertValueCount(1_000);
    }

    @Test
    void concatMap_overStreams_keepsTheirOrder() {
        TestSubscriber<Integer> subscriber = LoopFlowable.run(upTo(100))
                .concatMap(n -> LoopFlowable.run(upTo(10)))
                .test();

        subscriber.assertComplete().assertValueCount(1_000);
        assertThat(subscriber.values().subList(0, 11)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1);
    }

    @Test
    void rebatchRequests_overAStream_givesAllInOrder() {
        LoopFlowable.run(upTo(1_000)).rebatchRequests(7).test().assertResult(numbers(1_000));
    }

    @Test
    void request_insideOnNextOfAMillion_doesNotDeepenTheStack() {
        OneByOne subscriber = new OneByOne();

        LoopFlowable.run(upTo(MANY)).subscribe(subscriber);

        assertThat(subscriber.received).hasValue(MANY);
        assertThat(subscriber.ends).hasValue(1);
        assertThat(subscriber.depths).hasSizeGreaterThan(2).containsOnly(subscriber.depths.get(0));
    }

    @Test
    void request_ofZero_isTheRulesError() {
        TestSubscriber<Integer> subscriber = new TestSubscriber<>(0);
        LoopFlowable.run(upTo(3)).subscribe(new FlowableSubscriber<>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                subscriber.onSubscribe(subscription);
                subscription.request(0);
            }

            @Override
            public void onNext(Integer item) {
                subscriber.onNext(item);
            }

            @Override
            public void onError(Throwable error) {
                subscriber.onError(error);
            }

            @Override
            public void onComplete() {
                subscriber.onComplete();
            }
        });

        subscriber
                .assertFailure(IllegalArgumentException.class)
                .assertError(
                        error -> "request must be > 0, was 0 (Reactive Streams rule 3.9)".equals(error.getMessage()));
    }

    @Test
    void tryOnNext_passedOver_takesNoDemand() {
        Choosy subscriber = new Choosy();

        LoopFlowable.run(upTo(1_000)).subscribe(subscriber);

        assertThat(subscriber.taken).containsExactly(100, 200, 300);
        subscriber.upstream.cancel();
    }

    /** As the subscriber of a filter is: wants three in all, and only hundreds. */
    private static final class Choosy implements ConditionalSubscriber<Integer> {
        final List<Integer> taken = new ArrayList<>();
        private Subscription upstream;

        @Override
        public void onSubscribe(Subscription subscription) {
            upstream = subscription;
            subscription.request(3);
        }

        @Override
        public boolean tryOnNext(Integer item) {
            return item % 100 == 0 && taken.add(item);
        }

        @Override
        public void onNext(Integer item) {
            throw new AssertionError("onNext(" + item + ") in place of tryOnNext");
        }

        @Override
        public void onError(Throwable error) {
            throw new AssertionError(error);
        }

        @Override
        public void onComplete() {
            throw new AssertionError("there are more");
        }
    }

    @Test
    void fromAsyncIterator_oneByOne_pullsNoFurtherThanTheDemand() {
        AtomicInteger reached = new AtomicInteger();
        VirtualEventLoop time = VirtualEventLoop.create();
        TestSubscriber<Integer> subscriber = LoopFlowable.<Integer>fromAsyncIterator(
                        time.loop(),
                        () -> AsyncIterator.of(out -> {
                            for (int n = 1; n <= 3; n++) {
                                reached.set(n);
                                out.emit(n);
                            }
                        }))
                .test(0);
        time.runReady();
        assertThat(reached).hasValue(0);

        subscriber.requestMore(2);
        time.runReady();
        subscriber.assertValuesOnly(1, 2);
        assertThat(reached).hasValue(2);
        subscriber.requestMore(2);
        time.runReady();

        subscriber.assertResult(1, 2, 3);
        time.close();
    }

    @Test
    void fromAsyncIterator_asAnObservable_givesAllAndFinishesWhenDisposed() {
        AtomicInteger finished = new AtomicInteger();
        VirtualEventLoop time = VirtualEventLoop.create();
        Supplier<AsyncIterator<Integer>> iterators = () -> AsyncIterator.of(out -> {
            try {
                upTo(10).run(out);
            } finally {
                finished.incrementAndGet();
            }
        });

        TestObserver<Integer> all = LoopObservable.<Integer>fromAsyncIterator(time.loop(), iterators)
                .test();
        TestObserver<Integer> two = LoopObservable.<Integer>fromAsyncIterator(time.loop(), iterators)
                .take(2)
                .test();
        time.runReady();

        all.assertResult(numbers(10));
        two.assertResult(1, 2);
        assertThat(finished).hasValue(2);
        assertThat(Tasks.all(time.loop())).isEmpty();
        time.close();
    }

    @Test
    void observable_ofAMillion_emitsThemAllWithoutDemand() {
        AtomicLong sum = new AtomicLong();

        TestObserver<Integer> observer = LoopObservable.run(upTo(MANY))
                .doOnNext(sum::addAndGet)
                .ignoreElements()
                .<Integer>toObservable()
                .test();

        observer.assertComplete();
        assertThat(sum).hasValue(MANY * (MANY + 1L) / 2);
    }

    /** Notes how deep the stack is, every now and then. */
    private static final class OneByOne implements FlowableSubscriber<Integer> {
        final AtomicInteger received = new AtomicInteger();
        final AtomicInteger ends = new AtomicInteger();
        final List<Long> depths = new ArrayList<>();
        private Subscription upstream;

        @Override
        public void onSubscribe(Subscription subscription) {
            upstream = subscription;
            subscription.request(1);
        }

        @Override
        public void onNext(Integer item) {
            if (received.incrementAndGet() % 100_000 == 0) {
                depths.add(StackWalker.getInstance().walk(frames -> frames.count()));
            }
            upstream.request(1);
        }

        @Override
        public void onError(Throwable error) {
            ends.addAndGet(100);
        }

        @Override
        public void onComplete() {
            ends.incrementAndGet();
        }
    }
}
