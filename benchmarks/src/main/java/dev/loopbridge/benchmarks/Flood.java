package dev.loopbridge.benchmarks;

import static dev.loopbridge.loop.Await.await;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.concurrent.LoopQueue;
import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.reactor.LoopFlux;
import dev.loopbridge.reactor.LoopMono;
import dev.loopbridge.reactor.LoopOperators;
import dev.loopbridge.reactor.LoopSchedulers;
import dev.loopbridge.rxjava.LoopTransformers;
import io.reactivex.rxjava3.core.Flowable;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What is always ready on a loop, and would leave nothing for others if it could. Each ends with an error when the loop closes. */
enum Flood {
    PUBLISH_ON {
        @Override
        Flux<?> on(EventLoop loop) {
            return endless().transform(LoopOperators.publishOn(loop, PREFETCH)).doOnNext(Flood::work);
        }
    },
    OBSERVE_ON {
        @Override
        Flux<?> on(EventLoop loop) {
            return Flux.from(Flowable.fromPublisher(endless()).compose(LoopTransformers.observeOn(loop, PREFETCH)))
                    .doOnNext(Flood::work);
        }
    },
    EMIT {
        @Override
        Flux<?> on(EventLoop loop) {
            return LoopFlux.<Long>submit(loop, out -> {
                for (long n = 0; ; n++) {
                    out.emit(n);
                }
            });
        }
    },
    AWAITS {
        @Override
        Flux<?> on(EventLoop loop) {
            return LoopMono.submit(loop, () -> {
                        LoopFuture<Integer> done = loop.createFuture();
                        done.setResult(1);
                        for (int n = 0; n < 1_000_000; n++) {
                            await(done);
                        }
                        return 1;
                    })
                    .repeat();
        }
    },
    PULL {
        @Override
        Flux<?> on(EventLoop loop) {
            return LoopMono.submit(loop, () -> {
                        AsyncIterator<Long> numbers = AsyncIterator.of(out -> {
                            for (long n = 0; ; n++) {
                                out.emit(n);
                            }
                        });
                        while (numbers.next()) {
                            numbers.current();
                        }
                        return 1;
                    })
                    .flux();
        }
    },
    QUEUE {
        @Override
        Flux<?> on(EventLoop loop) {
            return LoopMono.submit(loop, () -> {
                        LoopQueue<Integer> queue = LoopQueue.create(1);
                        for (; ; ) {
                            queue.put(1);
                            queue.get();
                        }
                    })
                    .flux();
        }
    },
    /** Not ours: nothing can make it give way, but a close ends it all the same. */
    REACTORS_PUBLISH_ON {
        @Override
        Flux<?> on(EventLoop loop) {
            return endless().publishOn(LoopSchedulers.from(loop)).doOnNext(Flood::work);
        }

        @Override
        boolean givesWay() {
            return false;
        }
    },
    REACTORS_PUBLISH_ON_GUARDED {
        @Override
        Flux<?> on(EventLoop loop) {
            return REACTORS_PUBLISH_ON.on(loop).transform(LoopOperators.failOnClose(loop));
        }

        @Override
        boolean givesWay() {
            return false;
        }
    },
    A_BODY_THAT_SPINS {
        @Override
        Flux<?> on(EventLoop loop) {
            return LoopMono.submit(loop, () -> {
                        while (released != loop) {
                            Thread.onSpinWait();
                        }
                        return 1;
                    })
                    .flux();
        }

        @Override
        boolean givesWay() {
            return false;
        }
    };

    private static final int PREFETCH = 256;

    /** How long a consumer takes for an element: the source is always ahead of it. */
    private static final long WORK_NANOS = 20_000;

    /** The loop whose body may cease to spin. */
    private static volatile @Nullable EventLoop released;

    private static final Scheduler SOURCE = Schedulers.newParallel("source", 1, /* daemon= */ true);

    abstract Flux<?> on(EventLoop loop);

    boolean givesWay() {
        return true;
    }

    /** Its subscriber was told: what still runs on {@code loop} may end. */
    static void release(EventLoop loop) {
        released = loop;
    }

    private static Flux<Integer> endless() {
        return Flux.<Integer>generate(sink -> sink.next(1)).subscribeOn(SOURCE);
    }

    private static void work(Object element) {
        long end = System.nanoTime() + WORK_NANOS;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    /** {@return done, or failed, when this flood has ended} Begins it. */
    Mono<Void> begin(EventLoop loop) {
        return on(loop).then();
    }
}
