package dev.loopbridge.reactor;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.reactor.Source.Verb;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Operators that move signals, demand and cancels between threads: completed, and cancelled half-way. */
class ThreadingOperatorsTest {
    private static final int SIZE = 1_000;
    private static final List<Integer> ALL = IntStream.range(0, SIZE).boxed().toList();

    /** Its threads may block. */
    private static final Scheduler ELASTIC = Schedulers.boundedElastic();

    @ParameterizedTest
    @EnumSource
    void limitRate_completes(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            StepVerifier.create(sources.range(0, SIZE).limitRate(7).collectList())
                    .expectNext(ALL)
                    .verifyComplete();

            sources.assertCompleted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void limitRate_cancelled(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            StepVerifier.create(sources.from(0).limitRate(7).take(20))
                    .expectNextCount(20)
                    .expectComplete()
                    .verifyThenAssertThat()
                    .hasNotDroppedErrors();

            sources.assertCancelled();
        }
    }

    @ParameterizedTest
    @EnumSource
    void publishOn_completes(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            StepVerifier.create(sources.range(0, SIZE).publishOn(ELASTIC, 8).collectList())
                    .expectNext(ALL)
                    .verifyComplete();

            sources.assertCompleted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void publishOn_cancelled(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            StepVerifier.create(sources.from(0).publishOn(ELASTIC, 8).take(20))
                    .expectNextCount(20)
                    .expectComplete()
                    .verifyThenAssertThat()
                    .hasNotDroppedErrors();

            sources.assertCancelled();
        }
    }

    /** Demand drives, and from there it must not: one error, no hang, whoever asks. */
    @ParameterizedTest
    @EnumSource
    void publishOn_threadsThatMustNotBlock_runOnlyWhatIsSubmitted(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Recorder<Integer> recorder = Recorder.ofAll();
            CountDownLatch nobodyDrives = new CountDownLatch(1);

            sources.range(0, SIZE)
                    .publishOn(Schedulers.parallel(), 8)
                    .doOnNext(item ->
                            awaitQuietly(nobodyDrives)) // else the subscribing thread may take all requests over
                    .subscribe(recorder);
            nobodyDrives.countDown();
            assertThat(recorder.ended.await(10, TimeUnit.SECONDS)).isTrue();

            if (verb == Verb.SUBMIT) {
                recorder.assertCompleted();
                assertThat(recorder.items).isEqualTo(ALL);
            } else {
                recorder.assertFailed(IllegalStateException.class);
                assertThat(recorder.errors.get(0)).hasMessageContaining("which must not block");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void subscribeOn_completes(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            StepVerifier.create(sources.range(0, SIZE)
                            .limitRate(7)
                            .subscribeOn(ELASTIC)
                            .limitRate(5)
                            .collectList())
                    .expectNext(ALL)
                    .verifyComplete();

            sources.assertCompleted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void subscribeOn_cancelledWhileItRuns(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            CountDownLatch begun = new CountDownLatch(1);
            Recorder<Integer> recorder = Recorder.ofAll();
            sleeper(sources, begun).subscribeOn(ELASTIC).subscribe(recorder);
            begun.await();

            recorder.subscription().cancel();

            sources.assertCancelled();
            recorder.assertSilent();
        }
    }

    private static Mono<Integer> sleeper(WatchedSources sources, CountDownLatch begun) {
        return sources.mono(() -> {
            begun.countDown();
            await(Tasks.sleep(Duration.ofHours(1)));
            return 1;
        });
    }

    @ParameterizedTest
    @EnumSource
    void subscribeOn_cancelledWhileIdle(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            StepVerifier.create(sources.from(0).subscribeOn(ELASTIC), 3)
                    .expectNext(0, 1, 2)
                    .thenCancel()
                    .verifyThenAssertThat()
                    .hasNotDroppedErrors();

            sources.assertCancelled();
        }
    }

    @ParameterizedTest
    @EnumSource
    void timeout_inTime_completes(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            StepVerifier.create(sources.range(0, 10).timeout(Duration.ofMinutes(1)))
                    .expectNextCount(10)
                    .verifyComplete();

            sources.assertCompleted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void timeout_fires_cancelsTheBody(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            VirtualTimeScheduler time = VirtualTimeScheduler.create();
            CountDownLatch begun = new CountDownLatch(1);
            Recorder<Integer> recorder = Recorder.ofAll();
            sleeper(sources, begun)
                    .timeout(Duration.ofSeconds(3), time)
                    .subscribeOn(ELASTIC)
                    .subscribe(recorder);
            begun.await();

            time.advanceTimeBy(Duration.ofSeconds(3));

            recorder.assertFailed(TimeoutException.class);
            sources.assertCancelled();
        }
    }

    @ParameterizedTest
    @EnumSource
    void timeout_cancelled_cancelsTheBodyInSilence(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            CountDownLatch begun = new CountDownLatch(1);
            Recorder<Integer> recorder = Recorder.ofAll();
            sleeper(sources, begun)
                    .timeout(Duration.ofHours(1))
                    .subscribeOn(ELASTIC)
                    .subscribe(recorder);
            begun.await();

            recorder.subscription().cancel();

            sources.assertCancelled();
            recorder.assertSilent();
        }
    }

    @ParameterizedTest
    @EnumSource
    void merge_ofSubscribedOnes_runsThemSideBySide(Verb verb) throws Exception {
        try (WatchedSources sources = new WatchedSources(verb)) {
            Flux<Integer> merged = Flux.merge(
                    sources.range(0, SIZE).subscribeOn(ELASTIC),
                    sources.range(0, SIZE).subscribeOn(ELASTIC));

            StepVerifier.create(merged.count()).expectNext(2L * SIZE).verifyComplete();

            sources.assertCompleted();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
