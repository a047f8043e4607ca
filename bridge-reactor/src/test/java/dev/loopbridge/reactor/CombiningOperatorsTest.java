package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.reactor.Source.Verb;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** Several of the loops' streams in one: completed, and cancelled half-way. */
class CombiningOperatorsTest {
    /** The last pair is the end: the stream that did not come to its own yet is cancelled. */
    @ParameterizedTest
    @EnumSource
    void zip_completes(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Flux<Integer> zipped = Flux.zip(sources.range(0, 100), sources.range(1_000, 100), Integer::sum);

            StepVerifier.create(zipped.takeLast(1)).expectNext(1_198).verifyComplete();

            sources.assertCancelled();
        }
    }

    /** The shorter one's end cancels the longer one. */
    @ParameterizedTest
    @EnumSource
    void zip_ofUnequals_endsWithTheShorter(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            StepVerifier.create(Flux.zip(sources.range(0, 3), sources.from(10), Integer::sum))
                    .expectNext(10, 12, 14)
                    .verifyComplete();

            sources.assertCancelled();
        }
    }

    @ParameterizedTest
    @EnumSource
    void zip_cancelled(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Flux<Integer> zipped = Flux.zip(sources.from(0), sources.from(10), Integer::sum);

            StepVerifier.create(zipped, 2)
                    .expectNext(10, 12)
                    .thenCancel()
                    .verifyThenAssertThat()
                    .hasNotDroppedErrors();

            sources.assertCancelled();
        }
    }

    @ParameterizedTest
    @EnumSource
    void flatMap_ofALoopsOwnElements_completes(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Flux<Integer> flat = sources.range(0, 10).flatMap(n -> sources.range(100 * n, 3));

            StepVerifier.create(flat.count()).expectNext(30L).verifyComplete();

            sources.assertCompleted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void flatMap_ofPlainElements_completes(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            StepVerifier.create(Flux.range(0, 10)
                            .flatMap(n -> sources.range(100 * n, 3))
                            .count())
                    .expectNext(30L)
                    .verifyComplete();

            sources.assertCompleted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void flatMap_cancelled(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Flux<Integer> flat = Flux.range(1, 3).flatMap(n -> sources.from(100 * n), /* concurrency= */ 3, 2);

            StepVerifier.create(flat, 4)
                    .expectNextCount(4)
                    .thenCancel()
                    .verifyThenAssertThat()
                    .hasNotDroppedErrors();

            sources.assertCancelled();
        }
    }

    @ParameterizedTest
    @EnumSource
    void concatMap_completes(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            StepVerifier.create(Flux.range(0, 4).concatMap(n -> sources.range(10 * n, 2)))
                    .expectNext(0, 1, 10, 11, 20, 21, 30, 31)
                    .verifyComplete();

            assertThat(sources.bodies()).isEqualTo(4);
            sources.assertCompleted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void concatMap_cancelled(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            StepVerifier.create(Flux.range(0, 4).concatMap(n -> sources.from(10 * n)), 2)
                    .expectNext(0, 1)
                    .thenCancel()
                    .verifyThenAssertThat()
                    .hasNotDroppedErrors();

            assertThat(sources.bodies()).isEqualTo(1);
            sources.assertCancelled();
        }
    }

    @ParameterizedTest
    @EnumSource
    void switchMap_completes(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Sinks.Many<Integer> outer = Sinks.many().unicast().onBackpressureBuffer();

            StepVerifier.create(outer.asFlux().switchMap(n -> sources.range(10 * n, 2)))
                    .then(() -> outer.tryEmitNext(1).orThrow())
                    .expectNext(10, 11)
                    .then(() -> outer.tryEmitNext(2).orThrow())
                    .expectNext(20, 21)
                    .then(() -> outer.tryEmitComplete().orThrow())
                    .verifyComplete();

            sources.assertCompleted();
        }
    }

    /** To switch is to cancel; where that closes the loop, the next stream on it has the reason. */
    @ParameterizedTest
    @EnumSource
    void switchMap_cancelsTheOneBefore(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Sinks.Many<Integer> outer = Sinks.many().unicast().onBackpressureBuffer();
            var switched = StepVerifier.create(outer.asFlux().switchMap(n -> sources.from(10 * n)), 2)
                    .then(() -> outer.tryEmitNext(1).orThrow())
                    .expectNext(10, 11)
                    .then(() -> outer.tryEmitNext(2).orThrow());

            if (verb == Verb.RUN_UNTIL_COMPLETE) {
                switched.expectError(LoopClosedException.class).verify();
            } else {
                switched.thenRequest(2).expectNext(20, 21).thenCancel().verify();
                assertThat(sources.bodies()).isEqualTo(2);
            }

            sources.assertCancelled();
        }
    }

    @ParameterizedTest
    @EnumSource
    void groupBy_completes(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Flux<List<Integer>> groups = sources.range(0, 6).groupBy(n -> n % 2).flatMap(group -> group.collectList());

            StepVerifier.create(groups)
                    .expectNext(List.of(0, 2, 4), List.of(1, 3, 5))
                    .verifyComplete();

            sources.assertCompleted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void groupBy_cancelled(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Flux<Integer> groups = sources.from(0).groupBy(n -> n % 2).flatMap(group -> group.take(2));

            StepVerifier.create(groups, 4)
                    .expectNext(0, 1, 2, 3)
                    .thenCancel()
                    .verifyThenAssertThat()
                    .hasNotDroppedErrors();

            sources.assertCancelled();
        }
    }
}
