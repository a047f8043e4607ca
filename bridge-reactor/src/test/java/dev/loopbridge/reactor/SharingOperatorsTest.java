package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.reactor.Source.Verb;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
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
        try (WatchedSources sources = new WatchedSources(verb)) {
            StepVerifier.create(sources.mono(this::thirdTimeLucky).retry(2))
                    .expectNext(3)
                    .expectComplete()
                    .verifyThenAssertThat()
                    .hasNotDroppedErrors();

            assertThat(sources.bodies()).isEqualTo(3);
            sources.assertCompleted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void retry_cancelled(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Flux<Integer> stream = sources.flux(out -> {
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

            assertThat(sources.bodies()).isEqualTo(2);
            sources.assertCancelled();
        }
    }

    @ParameterizedTest
    @EnumSource
    void repeat_completes(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            StepVerifier.create(sources.range(0, 2).repeat(2))
                    .expectNext(0, 1, 0, 1, 0, 1)
                    .verifyComplete();

            assertThat(sources.bodies()).isEqualTo(3);
            sources.assertCompleted();
        }
    }

    /** The cancel comes within the third round. */
    @ParameterizedTest
    @EnumSource
    void repeat_cancelled(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            StepVerifier.create(sources.range(0, 2).repeat(), 5)
                    .expectNext(0, 1, 0, 1, 0)
                    .thenCancel()
                    .verifyThenAssertThat()
                    .hasNotDroppedErrors();

            assertThat(sources.bodies()).isEqualTo(3);
            sources.assertCancelled();
        }
    }

    @ParameterizedTest
    @EnumSource
    void cache_ofAMono_runsTheBodyOnce(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Mono<Integer> cached = sources.mono(times::incrementAndGet).cache();

            StepVerifier.create(Flux.concat(cached, cached, cached))
                    .expectNext(1, 1, 1)
                    .verifyComplete();

            assertThat(sources.bodies()).isEqualTo(1);
            sources.assertCompleted();
        }
    }

    /** It is the cache that subscribed, and it does not cancel. */
    @ParameterizedTest
    @EnumSource
    void cache_ofAFlux_cancelled_goesOnForTheOthers(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Flux<Integer> cached = sources.range(0, 5).cache();

            StepVerifier.create(cached, 2)
                    .expectNext(0, 1)
                    .thenCancel()
                    .verifyThenAssertThat()
                    .hasNotDroppedErrors();
            StepVerifier.create(cached).expectNext(0, 1, 2, 3, 4).verifyComplete();

            assertThat(sources.bodies()).isEqualTo(1);
            sources.assertCompleted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void share_completes_forBoth(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Flux<Integer> shared = sources.range(0, 5).publish().refCount(2);
            Recorder<Integer> first = Recorder.ofAll();
            Recorder<Integer> second = Recorder.ofAll();

            shared.subscribe(first);
            shared.subscribe(second);
            first.ended.await();
            second.ended.await();

            assertThat(first.items).containsExactly(0, 1, 2, 3, 4).isEqualTo(second.items);
            assertThat(sources.bodies()).isEqualTo(1);
            sources.assertCompleted();
        }
    }

    /** The source has no other subscriber than the operator, which cancels when it has none of its own. */
    @ParameterizedTest
    @EnumSource
    void share_cancelledByOneThenTheOther_cancelsTheSourceThen(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Flux<Integer> shared = sources.from(0).share();
            Recorder<Integer> first = Recorder.onSubscribe(subscription -> subscription.request(2));
            Recorder<Integer> second = Recorder.onSubscribe(subscription -> {});
            shared.subscribe(first);
            WatchedSources.eventually(() -> assertThat(first.items).containsExactly(0, 1));
            shared.subscribe(second);

            first.subscription().cancel();
            second.subscription().request(2);
            WatchedSources.eventually(() -> assertThat(second.items).hasSize(2));
            second.subscription().cancel();

            assertThat(sources.bodies()).isEqualTo(1);
            sources.assertCancelled();
            first.assertSilent();
            second.assertSilent();
        }
    }

    private Flux<Integer> using(WatchedSources sources, Flux<Integer> use) {
        return Flux.usingWhen(
                sources.mono(() -> "resource"),
                resource -> use,
                resource -> release(sources, "completed"),
                (resource, error) -> release(sources, "failed"),
                resource -> release(sources, "cancelled"));
    }

    private Mono<Boolean> release(WatchedSources sources, String how) {
        return sources.mono(() -> {
            Tasks.yieldNow();
            return steps.add(how);
        });
    }

    @ParameterizedTest
    @EnumSource
    void usingWhen_completes(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            StepVerifier.create(using(sources, sources.range(0, 3)))
                    .expectNext(0, 1, 2)
                    .verifyComplete();

            assertThat(steps).containsExactly("completed");
            sources.assertCompleted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void usingWhen_fails(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Flux<Integer> failing = sources.flux(out -> {
                out.emit(0);
                throw new IOException("half-way");
            });

            StepVerifier.create(using(sources, failing)).expectNext(0).verifyError(IOException.class);

            assertThat(steps).containsExactly("failed");
            sources.assertCompleted();
        }
    }

    /** As for a Flux. */
    @ParameterizedTest
    @EnumSource
    void cache_ofAMono_cancelled_goesOnForTheOthers(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Mono<Integer> cached = sources.mono(times::incrementAndGet).cache();

            StepVerifier.create(cached, 0)
                    .expectSubscription()
                    .thenCancel()
                    .verifyThenAssertThat()
                    .hasNotDroppedErrors();
            StepVerifier.create(cached).expectNext(1).verifyComplete();

            assertThat(sources.bodies()).isEqualTo(1);
            sources.assertCompleted();
        }
    }

    /** What is to be released on a loop is not to be used on one that a cancel closes: below. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RUN_UNTIL_COMPLETE")
    void usingWhen_cancelled(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            StepVerifier.create(using(sources, sources.from(0)), 2)
                    .expectNext(0, 1)
                    .thenCancel()
                    .verifyThenAssertThat()
                    .hasNotDroppedErrors();

            sources.assertCancelled();
            WatchedSources.eventually(() -> assertThat(steps).containsExactly("cancelled"));
        }
    }

    @Test
    void usingWhen_cancelledWhereThatClosesTheLoop_isToldThatNothingWasReleased() throws Exception {
        try (WatchedSources sources = new WatchedSources(Verb.RUN_UNTIL_COMPLETE)) {
            List<Throwable> dropped = Collections.synchronizedList(new ArrayList<>());
            Mono<Boolean> release = release(sources, "cancelled").doOnError(dropped::add);
            Flux<Integer> using = Flux.usingWhen(
                    Mono.just("resource"),
                    resource -> sources.from(0),
                    resource -> release,
                    (resource, error) -> release,
                    resource -> release);

            StepVerifier.create(using, 2).expectNext(0, 1).thenCancel().verify();

            sources.assertCancelled();
            assertThat(dropped).singleElement().isInstanceOf(LoopClosedException.class);
            assertThat(steps).isEmpty();
        }
    }
}
