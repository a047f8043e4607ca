package dev.loopbridge.samples;

import static dev.loopbridge.loop.Await.await;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.reactor.LoopFlux;
import dev.loopbridge.reactor.LoopMono;
import dev.loopbridge.rxjava.LoopFlowable;
import dev.loopbridge.rxjava.LoopSingle;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Loop sources in pipelines as they already are. */
final class PipelineChapter {
    private PipelineChapter() {}

    static void tell(Narrator narrator) {
        narrator.chapter("In existing pipelines");
        narrator.expect(
                "Reactor: flatMap",
                List.of(10, 20, 30),
                () -> Flux.just(1, 2, 3)
                        .flatMap(n -> LoopMono.run(() -> n * 10))
                        .collectList()
                        .block());
        narrator.expect(
                "RxJava: flatMap",
                List.of(10, 20, 30),
                () -> Flowable.just(1, 2, 3)
                        .flatMapSingle(n -> LoopSingle.run(() -> n * 10))
                        .toList()
                        .blockingGet());
        narrator.expect(
                "Reactor: zip of two streams of 1,000, on one thread",
                1_000L,
                () -> Flux.zip(numbers(1_000), numbers(1_000)).count().block());
        narrator.expect(
                "RxJava: zip of two streams of 1,000, on one thread",
                1_000L,
                () -> Flowable.zip(
                                LoopFlowable.<Integer>run(out -> emitAll(out::emit, 1_000)),
                                LoopFlowable.<Integer>run(out -> emitAll(out::emit, 1_000)),
                                Integer::sum)
                        .count()
                        .blockingGet());
        AtomicInteger attempts = new AtomicInteger();
        Mono<String> flaky = LoopMono.run(() -> {
            if (attempts.incrementAndGet() < 3) {
                throw new IOException("attempt " + attempts);
            }
            return "attempt " + attempts;
        });
        narrator.expect(
                "Reactor: retry, a new loop for each attempt",
                "attempt 3",
                () -> flaky.retry(2).block());
        timeouts(narrator);
    }

    private static void timeouts(Narrator narrator) {
        EventLoop[] used = new EventLoop[1];
        Mono<String> slow = LoopMono.run(() -> {
            used[0] = EventLoops.getRunningLoop();
            await(Tasks.sleep(Duration.ofHours(1)));
            return "never";
        });
        narrator.expectError(
                "Reactor: timeout",
                TimeoutException.class,
                "Did not observe any item",
                () -> throwUnwrapped(slow.timeout(Duration.ofMillis(50))::block));
        narrator.expect("which closed the loop", true, () -> used[0].isClosed());
        Single<String> slowSingle = LoopSingle.run(() -> {
            await(Tasks.sleep(Duration.ofHours(1)));
            return "never";
        });
        narrator.expectError(
                "RxJava: timeout",
                TimeoutException.class,
                "The source did not signal an event for 50 milliseconds",
                () -> throwUnwrapped(slowSingle.timeout(50, TimeUnit.MILLISECONDS)::blockingGet));
    }

    /** Blocking operators wrap checked exceptions. */
    private static @Nullable Object throwUnwrapped(Callable<? extends @Nullable Object> blocking) throws Exception {
        if (Narrator.errorOf(blocking) instanceof Exception error) {
            throw error;
        }
        return null;
    }

    private static Flux<Integer> numbers(int count) {
        return LoopFlux.run(out -> emitAll(out::emit, count));
    }

    private static void emitAll(java.util.function.IntConsumer out, int count) {
        for (int n = 0; n < count; n++) {
            out.accept(n);
        }
    }
}
