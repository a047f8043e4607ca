package dev.loopbridge.reactor;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.Generator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Demand drives the loop: all of it on the test's thread, where one that parks would hang. */
class DemandTest {
    private static final int SIZE = 1_000;

    private static final String RULE_3_9 = "request must be > 0, was %d (Reactive Streams rule 3.9)";

    /** Counts to {@code size}, and now and then really waits. */
    private static Generator<Integer> counter(int size) {
        return out -> {
            for (int n = 1; n <= size; n++) {
                if (n % 100 == 0) {
                    await(Tasks.sleep(Duration.ofNanos(1)));
                }
                out.emit(n);
            }
        };
    }

    private static List<Integer> upTo(int size) {
        return IntStream.rangeClosed(1, size).boxed().toList();
    }

    @Test
    void request_oneByOne_emitsNoMoreThanAsked() {
        AtomicInteger offered = new AtomicInteger();
        Flux<Integer> flux = LoopFlux.run(out -> {
            for (int n = 1; n <= 3; n++) {
                offered.set(n);
                out.emit(n);
            }
        });

        StepVerifier.create(flux, 0)
                .expectSubscription()
                .thenRequest(1)
                .expectNext(1)
                .then(() -> assertThat(offered).hasValue(2))
                .thenRequest(1)
                .expectNext(2)
                .then(() -> assertThat(offered).hasValue(3))
                .thenRequest(1)
                .expectNext(3)
                .verifyComplete();
    }

    @Test
    void request_ofAMonoAfterItsBodyEnded_deliversTheHeldValue() {
        Recorder<Integer> recorder = Recorder.onSubscribe(subscription -> {});
        LoopMono.run(() -> 7).subscribe(recorder);
        assertThat(recorder.items).isEmpty();

        recorder.subscription().request(1);

        assertThat(recorder.items).containsExactly(7);
        recorder.assertCompleted();
    }

    @Test
    void subscribe_withoutDemand_returnsAndLeavesTheLoopIdle() {
        try (EventLoop loop = EventLoop.create()) {
            Recorder<Integer> recorder = Recorder.onSubscribe(subscription -> {});

            LoopFlux.runUntilComplete(loop, counter(3)).subscribe(recorder);

            assertThat(loop.isRunning()).isFalse();
            assertThat(loop.isClosed()).isFalse();
            assertThat(recorder.items).isEmpty();
            recorder.subscription().request(2);
            assertThat(loop.isRunning()).isFalse();
            assertThat(recorder.items).containsExactly(1, 2);
            recorder.subscription().request(2);
            recorder.assertCompleted();
        }
    }

    @Test
    void zip_ofTwoRuns_pairsAll() {
        Flux<Integer> zipped = Flux.zip(LoopFlux.run(counter(SIZE)), LoopFlux.run(counter(SIZE)), Integer::sum);

        StepVerifier.create(zipped.collectList())
                .expectNext(upTo(SIZE).stream().map(n -> 2 * n).toList())
                .verifyComplete();
    }

    @Test
    void zip_ofTwoStreamsOnOneLoopWithASmallPrefetch_pairsAll() {
        try (EventLoop loop = EventLoop.create()) {
            Flux<Integer> zipped = Flux.zip(
                    pair -> (Integer) pair[0] + (Integer) pair[1],
                    /* prefetch= */ 4,
                    LoopFlux.runUntilComplete(loop, counter(SIZE)),
                    LoopFlux.runUntilComplete(loop, counter(SIZE)));

            StepVerifier.create(zipped.collectList())
                    .expectNext(upTo(SIZE).stream().map(n -> 2 * n).toList())
                    .verifyComplete();
            assertThat(loop.isRunning()).isFalse();
        }
    }

    @Test
    void concatMap_overRunsOfRuns_keepsTheOrder() {
        Flux<Integer> flux = LoopFlux.run(counter(20)).concatMap(n -> LoopFlux.run(counter(n)), /* prefetch= */ 2);

        StepVerifier.create(flux.collectList())
                .expectNext(upTo(20).stream().flatMap(n -> upTo(n).stream()).toList())
                .verifyComplete();
    }

    @Test
    void concatMap_overStreamsOfOneLoop_keepsTheOrder() {
        try (EventLoop loop = EventLoop.create()) {
            Flux<Integer> flux =
                    Flux.range(1, 20).concatMap(n -> LoopFlux.runUntilComplete(loop, counter(n)), /* prefetch= */ 2);

            StepVerifier.create(flux.collectList())
                    .expectNext(upTo(20).stream().flatMap(n -> upTo(n).stream()).toList())
                    .verifyComplete();
        }
    }

    @Test
    void limitRate_ofARun_givesAll() {
        StepVerifier.create(LoopFlux.run(counter(SIZE)).limitRate(7).collectList())
                .expectNext(upTo(SIZE))
                .verifyComplete();
    }

    @Test
    void limitRate_acrossConcatMap_givesAll() {
        Flux<Integer> flux = LoopFlux.run(counter(SIZE))
                .limitRate(3)
                .concatMap(n -> LoopMono.run(() -> n))
                .limitRate(5);

        StepVerifier.create(flux.collectList()).expectNext(upTo(SIZE)).verifyComplete();
    }

    @Test
    void request_fromInsideOnNextAMillionTimes_doesNotDeepenTheStack() {
        int million = 1_000_000;
        List<Long> depths = new ArrayList<>();
        AtomicInteger seen = new AtomicInteger();
        Recorder<Integer> recorder =
                Recorder.onSubscribeAndNext(subscription -> subscription.request(1), (subscription, item) -> {
                    seen.set(item);
                    if (item == 10 || item == million - 1) {
                        depths.add(StackWalker.getInstance().walk(Stream::count));
                    }
                    subscription.request(1);
                });

        LoopFlux.<Integer>run(out -> {
                    for (int n = 1; n <= million; n++) {
                        out.emit(n);
                    }
                })
                .subscribe(recorder);

        recorder.assertCompleted();
        assertThat(seen).hasValue(million);
        assertThat(depths).hasSize(2);
        assertThat(depths.get(1)).isEqualTo(depths.get(0));
    }

    @Test
    void request_oneByOneFromOutside_doesNotDeepenTheStack() {
        List<Long> depths = new ArrayList<>();
        Recorder<Integer> recorder = Recorder.onSubscribeAndNext(
                subscription -> {},
                (subscription, item) -> depths.add(StackWalker.getInstance().walk(Stream::count)));
        LoopFlux.run(counter(SIZE)).subscribe(recorder);

        for (int n = 0; n <= SIZE; n++) {
            recorder.subscription().request(1);
        }

        recorder.assertCompleted();
        assertThat(depths).hasSize(SIZE);
        assertThat(depths.get(SIZE - 1)).isLessThanOrEqualTo(depths.get(10));
    }

    static Stream<Arguments> sourcesAndBadRequests() {
        return Source.all().flatMap(source -> Stream.of(0L, -1L, Long.MIN_VALUE).map(n -> Arguments.of(source, n)));
    }

    @ParameterizedTest(name = "{0} request({1})")
    @MethodSource("sourcesAndBadRequests")
    void request_notPositiveInOnSubscribe_failsByRule3_9(Source source, long n) throws Exception {
        try (Rig rig = new Rig(source)) {
            Recorder<Integer> recorder = Recorder.onSubscribe(subscription -> subscription.request(n));

            rig.subscribe(() -> 7, recorder);
            recorder.ended.await();
            rig.settle();

            recorder.assertFailed(IllegalArgumentException.class);
            assertThat(recorder.errors.get(0)).hasMessage(RULE_3_9, n);
        }
    }

    static Stream<Named<Supplier<Flux<Integer>>>> drivenFluxes() {
        return Stream.of(
                Named.of("LoopFlux.run", () -> LoopFlux.run(counter(SIZE))),
                Named.of(
                        "LoopFlux.runUntilComplete",
                        () -> LoopFlux.runUntilComplete(EventLoop.create(), counter(SIZE))));
    }

    @ParameterizedTest
    @MethodSource("drivenFluxes")
    void request_zeroInsideOnNext_failsByRule3_9(Supplier<Flux<Integer>> flux) {
        Recorder<Integer> recorder = Recorder.onSubscribeAndNext(
                subscription -> subscription.request(Long.MAX_VALUE), (subscription, item) -> subscription.request(0));

        flux.get().subscribe(recorder);

        assertThat(recorder.items).containsExactly(1);
        recorder.assertFailed(IllegalArgumentException.class);
        assertThat(recorder.errors.get(0)).hasMessage(RULE_3_9, 0);
    }

    @ParameterizedTest
    @MethodSource("drivenFluxes")
    void request_minusOneWhileIdle_failsByRule3_9(Supplier<Flux<Integer>> flux) {
        Recorder<Integer> recorder = Recorder.onSubscribe(subscription -> subscription.request(2));
        flux.get().subscribe(recorder);

        recorder.subscription().request(-1);

        assertThat(recorder.items).containsExactly(1, 2);
        recorder.assertFailed(IllegalArgumentException.class);
        assertThat(recorder.errors.get(0)).hasMessage(RULE_3_9, -1);
    }
}
