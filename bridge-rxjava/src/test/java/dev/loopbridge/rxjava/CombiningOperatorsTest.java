package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.LoopClosedException;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.processors.UnicastProcessor;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several of the loops' streams in one: completed, and cancelled half-way. */
class CombiningOperatorsTest {
    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private static <T> TestSubscriber<T> ended(Flowable<T> flow) {
        return flow.test().awaitDone(10, TimeUnit.SECONDS);
    }

    /** Cancels once {@code expected} are there, and asks for no more. */
    private static void cancelAfter(Flowable<Integer> flow, Integer... expected) {
        TestSubscriber<Integer> subscriber = flow.test(expected.length);
        subscriber.awaitCount(expected.length);
        subscriber.cancel();
        subscriber.assertValuesOnly(expected);
    }

    @ParameterizedTest
    @EnumSource
    void zip_completes(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Single<Integer> both = Single.zip(sources.single(() -> 1), sources.single(() -> 2), Integer::sum);

            both.test().awaitDone(10, TimeUnit.SECONDS).assertResult(3);

            sources.assertCompleted();
        }
    }

    /** The shorter one's end cancels the longer one. */
    @ParameterizedTest
    @EnumSource
    void zip_ofUnequals_endsWithTheShorter(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            ended(Flowable.zip(sources.range(0, 3), sources.from(10), Integer::sum))
                    .assertResult(10, 12, 14);

            sources.assertCancelled();
        }
    }

    @ParameterizedTest
    @EnumSource
    void zip_cancelled(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            cancelAfter(Flowable.zip(sources.from(0), sources.from(10), Integer::sum), 10, 12);

            sources.assertCancelled();
        }
    }

    @ParameterizedTest
    @EnumSource
    void flatMap_completes(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            ended(sources.range(0, 10).flatMap(n -> sources.range(100 * n, 3)))
                    .assertValueCount(30)
                    .assertComplete();

            assertThat(sources.bodies()).isEqualTo(11);
            sources.assertCompleted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void flatMap_cancelled(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            TestSubscriber<Integer> subscriber = Flowable.range(1, 3)
                    .flatMap(n -> sources.from(100 * n), /* delayErrors= */ false, /* maxConcurrency= */ 3, 2)
                    .test(4);
            subscriber.awaitCount(4);

            subscriber.cancel();

            subscriber.assertValueCount(4).assertNotComplete().assertNoErrors();
            sources.assertCancelled();
        }
        if (verb == Verb.RUN_UNTIL_COMPLETE) {
            assertToldOfTheClose();
        }
    }

    /** The first of the inner streams closes the loop for all, while the operator has yet to cancel the others. */
    private void assertToldOfTheClose() {
        assertThat(undeliverable.errors.stream().flatMap(Undeliverable::parts))
                .isNotEmpty()
                .allMatch(error -> LoopClosedException.find(error).isPresent());
        undeliverable.errors.clear();
    }

    @ParameterizedTest
    @EnumSource
    void concatMap_completes(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            ended(Flowable.range(0, 4).concatMap(n -> sources.range(10 * n, 2)))
                    .assertResult(0, 1, 10, 11, 20, 21, 30, 31);

            assertThat(sources.bodies()).isEqualTo(4);
            sources.assertCompleted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void concatMap_cancelled(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            cancelAfter(Flowable.range(0, 4).concatMap(n -> sources.from(10 * n)), 0, 1);

            assertThat(sources.bodies()).isEqualTo(1);
            sources.assertCancelled();
        }
    }

    @ParameterizedTest
    @EnumSource
    void switchMap_completes(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            UnicastProcessor<Integer> outer = UnicastProcessor.create();
            TestSubscriber<Integer> subscriber =
                    outer.switchMap(n -> sources.range(10 * n, 2)).test();

            outer.onNext(1);
            subscriber.awaitCount(2);
            sources.assertCompleted();
            outer.onNext(2);
            outer.onComplete();

            subscriber.awaitDone(10, TimeUnit.SECONDS).assertResult(10, 11, 20, 21);
            sources.assertCompleted();
        }
    }

    /** To switch is to cancel; where that closes the loop, the next stream on it has the reason. */
    @ParameterizedTest
    @EnumSource
    void switchMap_cancelsTheOneBefore(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            UnicastProcessor<Integer> outer = UnicastProcessor.create();
            TestSubscriber<Integer> subscriber =
                    outer.switchMap(n -> sources.from(10 * n)).test(2);
            outer.onNext(1);
            subscriber.awaitCount(2).assertValuesOnly(10, 11);

            outer.onNext(2);

            if (verb == Verb.RUN_UNTIL_COMPLETE) {
                subscriber.awaitDone(10, TimeUnit.SECONDS).assertFailure(LoopClosedException.class, 10, 11);
            } else {
                subscriber.requestMore(2).awaitCount(4);
                subscriber.cancel();
                subscriber.assertValuesOnly(10, 11, 20, 21);
                assertThat(sources.bodies()).isEqualTo(2);
            }
            sources.assertCancelled();
        }
    }

    @ParameterizedTest
    @EnumSource
    void groupBy_completes(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            ended(sources.range(0, 6).groupBy(n -> n % 2).flatMapSingle(group -> group.toList()))
                    .assertResult(List.of(0, 2, 4), List.of(1, 3, 5));

            sources.assertCompleted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void groupBy_cancelled(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            cancelAfter(sources.from(0).groupBy(n -> n % 2).flatMap(group -> group), 0, 1, 2, 3);

            sources.assertCancelled();
        }
    }
}
