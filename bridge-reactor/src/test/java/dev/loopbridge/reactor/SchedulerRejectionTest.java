package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Rejection in mid-stream, as reactor-core tests it: by a scheduler about ours that takes so many tasks and no more. */
class SchedulerRejectionTest {
    private final List<Object> dropped = Collections.synchronizedList(new ArrayList<>());
    private final List<Throwable> operatorErrors = Collections.synchronizedList(new ArrayList<>());
    private final Bounded scheduler = new Bounded(LoopSchedulers.newSingle("bounded"));

    @BeforeEach
    void hook() {
        Hooks.onNextDropped(dropped::add);
        Hooks.onErrorDropped(dropped::add);
        Schedulers.onHandleError("rejection", (thread, error) -> dropped.add(error));
        Hooks.onOperatorError((error, data) -> {
            operatorErrors.add(error);
            return error;
        });
    }

    @AfterEach
    void unhook() {
        scheduler.dispose();
        scheduler.disposeGracefully().block(Duration.ofSeconds(10));
        assertThat(dropped).isEmpty();
        Hooks.resetOnNextDropped();
        Hooks.resetOnErrorDropped();
        Hooks.resetOnOperatorError();
        Schedulers.resetOnHandleError("rejection");
    }

    static final class Bounded implements Scheduler {
        final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
        private final Scheduler actual;

        Bounded(Scheduler actual) {
            this.actual = actual;
        }

        private void count() {
            if (left.decrementAndGet() < 0) {
                throw new RejectedExecutionException("no more tasks");
            }
        }

        void awaitQuiet() {
            CountDownLatch behind = new CountDownLatch(1);
            actual.schedule(behind::countDown);
            try {
                assertThat(behind.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public Disposable schedule(Runnable task) {
            count();
            return actual.schedule(task);
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            count();
            return actual.schedule(task, delay, unit);
        }

        @Override
        public Worker createWorker() {
            Worker worker = actual.createWorker();
            return new Worker() {
                @Override
                public Disposable schedule(Runnable task) {
                    count();
                    return worker.schedule(task);
                }

                @Override
                public void dispose() {
                    worker.dispose();
                }

                @Override
                public boolean isDisposed() {
                    return worker.isDisposed();
                }
            };
        }

        @Override
        public void dispose() {
            actual.dispose();
        }

        @Override
        public Mono<Void> disposeGracefully() {
            return actual.disposeGracefully();
        }

        @Override
        public boolean isDisposed() {
            return actual.isDisposed();
        }
    }

    /** Each tick waits until those before it have been delivered, so that each needs a task of its own. */
    private static Flux<Long> ticks(Bounded scheduler) {
        return Flux.range(0, 255)
                .map(Integer::longValue)
                .hide()
                .doOnNext(tick -> scheduler.awaitQuiet())
                .subscribeOn(Schedulers.boundedElastic());
    }

    static Stream<Named<Function<Bounded, Flux<Long>>>> hopping() {
        return Stream.of(
                Named.of("publishOn", s -> ticks(s).publishOn(s)),
                Named.of("publishOn and filter", s -> ticks(s).publishOn(s).filter(tick -> true)),
                Named.of("runOn", s -> ticks(s).parallel(1).runOn(s).sequential()));
    }

    @ParameterizedTest
    @MethodSource("hopping")
    void rejection_inMidStream_failsOnceAndDropsNothing(Function<Bounded, Flux<Long>> chain) {
        scheduler.left.set(6);
        List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());

        StepVerifier.create(
                        chain.apply(scheduler)
                                .doOnNext(tick -> assertThat(
                                                Thread.currentThread().getName())
                                        .isEqualTo("bounded"))
                                .doOnError(errors::add),
                        0)
                .expectSubscription()
                .thenRequest(5)
                .expectNext(0L, 1L, 2L, 3L, 4L)
                .thenRequest(255)
                .thenConsumeWhile(tick -> true)
                .expectError(RejectedExecutionException.class)
                .verify(Duration.ofSeconds(10));

        assertThat(errors).hasSize(1);
        assertThat(operatorErrors).hasSize(1).first().isInstanceOf(RejectedExecutionException.class);
    }

    static Stream<Named<Function<Scheduler, Flux<Long>>>> subscribing() {
        return Stream.of(
                Named.of("of a Flux", s -> Flux.just(1L, 2L).hide().subscribeOn(s)),
                Named.of("of a Mono", s -> Mono.just(1L).hide().subscribeOn(s).flux()),
                Named.of("of a call", s -> Mono.fromCallable(() -> 1L).flux().subscribeOn(s)),
                Named.of("of nothing", s -> Flux.<Long>empty().subscribeOn(s)),
                Named.of("of a value", s -> Flux.just(1L).subscribeOn(s)));
    }

    @ParameterizedTest
    @MethodSource("subscribing")
    void rejection_atSubscribe_failsOnceAndDropsNothing(Function<Scheduler, Flux<Long>> chain) {
        scheduler.left.set(0);

        StepVerifier.create(chain.apply(scheduler))
                .expectSubscription()
                .expectError(RejectedExecutionException.class)
                .verify(Duration.ofSeconds(10));

        assertThat(operatorErrors).hasSize(1).first().isInstanceOf(RejectedExecutionException.class);
    }
}
