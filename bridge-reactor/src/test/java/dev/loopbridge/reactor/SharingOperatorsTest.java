package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.reactor.Source.Verb;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** One source subscribed to again, or once for many: completed, and cancelled half-way. */
class SharingOperatorsTest {
    private final AtomicInteger times = new AtomicInteger();
    private final List<String> steps = Collections.synchronizedList(new ArrayList<>());

    private Integer thirdTimeLucky() throws IOException {
        Tasks.yieldNow();
        int attempt = times.incrementAndGet();
        if (attempt < 3) {
            throw new IOException("attempt " + attempt);
        }
        return attempt;
    }

    @ParameterizedTest
    @EnumSource
    void retry_completes(Verb verb) throws Exception {
        try (Bench bench = new Bench(verb)) {
            StepVerifier.create(bench.mono(this::thirdTimeLucky).retry(2))
                    .expectNext(3)
                    .expectComplete()
                    .verifyThenAssertThat()
                    .hasNotDroppedErrors();

            assertThat(bench.bodies()).isEqualTo(3);
            bench.assertCompleted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void retry_cancelled(Verb verb) throws Exception {
        try (Bench bench = new Bench(verb)) {
            Flux<Integer> stream = bench.flux(out -> {
                for (int n = 0; ; n++) {
                    out.emit(n);
                    if (times.incrementAndGet() == 2) {
                        throw new IOException("half-way");
                    }
                }
            });

            StepVerifier.create(stream.retry(), 4)
                    .expectNext(0, 1, 0, 1)
                    .thenCancel()
                    .verifyThenAssertThat()
                    .hasNotDroppedErrors();

            assertThat(bench.bodies()).isEqualTo(2);
            bench.assertCancelled();
        }
    }

    @ParameterizedTest
    @EnumSource
    void repeat_completes(Verb verb) throws Exception {
        try (Bench bench = new Bench(verb)) {
            StepVerifier.create(bench.range(0, 2).repeat(2))
                    .expectNext(0, 1, 0, 1, 0, 1)
                    .verifyComplete();

            assertThat(bench.bodies()).isEqualTo(3);
            bench.assertCompleted();
        }
    }

    /** The cancel comes within the third round. */
    @ParameterizedTest
    @EnumSource
    void repeat_cancelled(Verb verb) throws Exception {
        try (Bench bench = new Bench(verb)) {
            StepVerifier.create(bench.range(0, 2).repeat(), 5)
                    .expectNext(0, 1, 0, 1, 0)
                    .thenCancel()
                    .verifyThenAssertThat()
                    .hasNotDroppedErrors();

            assertThat(bench.bodies()).isEqualTo(3);
            bench.assertCancelled();
        }
    }

    @ParameterizedTest
    @EnumSource
    void cache_ofAMono_runsTheBodyOnce(Verb verb) throws Exception {
        try (Bench bench = new Bench(verb)) {
            Mono<Integer> cached = bench.mono(times::incrementAndGet).cache();

            StepVerifier.create(Flux.concat(cached, cached, cached))
                    .expectNext(1, 1, 1)
                    .verifyComplete();

            assertThat(bench.bodies()).isEqualTo(1);
            bench.assertCompleted();
        }
    }

    /** It is the cache that subscribed, and it does not cancel. */
    @ParameterizedTest
    @EnumSource
    void cache_ofAFlux_cancelled_goesOnForTheOthers(Verb verb) throws Exception {
        try (Bench bench = new Bench(verb)) {
            Flux<Integer> cached = bench.range(0, 5).cache();

            StepVerifier.create(cached, 2)
                    .expectNext(0, 1)
                    .thenCancel()
                    .verifyThenAssertThat()
                    .hasNotDroppedErrors();
            StepVerifier.create(cached).expectNext(0, 1, 2, 3, 4).verifyComplete();

            assertThat(bench.bodies()).isEqualTo(1);
            bench.assertCompleted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void share_completes_forBoth(Verb verb) throws Exception {
        try (Bench bench = new Bench(verb)) {
            Flux<Integer> shared = bench.range(0, 5).publish().refCount(2);
            Recorder<Integer> first = Recorder.ofAll();
            Recorder<Integer> second = Recorder.ofAll();

            shared.subscribe(first);
            shared.subscribe(second);
            first.ended.await();
            second.ended.await();

            assertThat(first.items).containsExactly(0, 1, 2, 3, 4).isEqualTo(second.items);
            assertThat(bench.bodies()).isEqualTo(1);
            bench.assertCompleted();
        }
    }

    /** The source has no other subscriber than the operator, which cancels when it has none of its own. */
    @ParameterizedTest
    @EnumSource
    void share_cancelledByOneThenTheOther_cancelsTheSourceThen(Verb verb) throws Exception {
        try (Bench bench = new Bench(verb)) {
            Flux<Integer> shared = bench.from(0).share();
            Recorder<Integer> first = Recorder.onSubscribe(subscription -> subscription.request(2));
            Recorder<Integer> second = Recorder.onSubscribe(subscription -> {});
            shared.subscribe(first);
            Bench.eventually(() -> assertThat(first.items).containsExactly(0, 1));
            shared.subscribe(second);

            first.subscription().cancel();
            second.subscription().request(2);
            Bench.eventually(() -> assertThat(second.items).hasSize(2));
            second.subscription().cancel();

            assertThat(bench.bodies()).isEqualTo(1);
            bench.assertCancelled();
            first.assertSilent();
            second.assertSilent();
        }
    }

    private Flux<Integer> using(Bench bench, Flux<Integer> use) {
        return Flux.usingWhen(
                bench.mono(() -> "resource"),
                resource -> use,
                resource -> release(bench, "completed"),
                (resource, error) -> release(bench, "failed"),
                resource -> release(bench, "cancelled"));
    }

    private Mono<Boolean> release(Bench bench, String how) {
        return bench.mono(() -> {
            Tasks.yieldNow();
            return steps.add(how);
        });
    }

    @ParameterizedTest
    @EnumSource
    void usingWhen_completes(Verb verb) throws Exception {
        try (Bench bench = new Bench(verb)) {
            StepVerifier.create(using(bench, bench.range(0, 3)))
                    .expectNext(0, 1, 2)
                    .verifyComplete();

            assertThat(steps).containsExactly("completed");
            bench.assertCompleted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void usingWhen_fails(Verb verb) throws Exception {
        try (Bench bench = new Bench(verb)) {
            Flux<Integer> failing = bench.flux(out -> {
                out.emit(0);
                throw new IOException("half-way");
            });

            StepVerifier.create(using(bench, failing)).expectNext(0).verifyError(IOException.class);

            assertThat(steps).containsExactly("failed");
            bench.assertCompleted();
        }
    }

    /** What is to be released on a loop is not to be used on one that a cancel closes. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RUN_UNTIL_COMPLETE")
    void usingWhen_cancelled(Verb verb) throws Exception {
        try (Bench bench = new Bench(verb)) {
            StepVerifier.create(using(bench, bench.from(0)), 2)
                    .expectNext(0, 1)
                    .thenCancel()
                    .verifyThenAssertThat()
                    .hasNotDroppedErrors();

            bench.assertCancelled();
            Bench.eventually(() -> assertThat(steps).containsExactly("cancelled"));
        }
    }
}
