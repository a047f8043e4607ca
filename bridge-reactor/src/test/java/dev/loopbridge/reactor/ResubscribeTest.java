package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.concurrent.Tasks;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** A loop of one's own is there for the next subscription, until one is cancelled. */
class ResubscribeTest {
    private final EventLoop loop = EventLoop.create();
    private final AtomicInteger times = new AtomicInteger();

    static Stream<Named<BiFunction<EventLoop, Coroutine<Integer>, Flux<Integer>>>> onAnIdleLoop() {
        return Stream.of(
                Named.of(
                        "LoopMono",
                        (loop, body) -> LoopMono.runUntilComplete(loop, body).flux()),
                Named.of("LoopFlux", (loop, body) -> LoopFlux.runUntilComplete(loop, out -> out.emit(body.run()))));
    }

    private Integer count() {
        Tasks.yieldNow();
        return times.incrementAndGet();
    }

    @ParameterizedTest
    @MethodSource("onAnIdleLoop")
    void subscribe_afterCompletion_runsAgain(BiFunction<EventLoop, Coroutine<Integer>, Flux<Integer>> source) {
        Flux<Integer> flux = source.apply(loop, this::count);

        StepVerifier.create(flux).expectNext(1).verifyComplete();
        StepVerifier.create(flux).expectNext(2).verifyComplete();

        assertThat(loop.isClosed()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("onAnIdleLoop")
    void repeat_twice_runsThreeTimes(BiFunction<EventLoop, Coroutine<Integer>, Flux<Integer>> source) {
        Flux<Integer> flux = source.apply(loop, this::count).repeat(2);

        StepVerifier.create(flux).expectNext(1, 2, 3).verifyComplete();
        assertThat(loop.isClosed()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("onAnIdleLoop")
    void retry_twice_givesTheThirdAttempt(BiFunction<EventLoop, Coroutine<Integer>, Flux<Integer>> source) {
        Flux<Integer> flux = source.apply(loop, this::thirdTimeLucky).retry(2);

        StepVerifier.create(flux).expectNext(3).verifyComplete();
        assertThat(loop.isClosed()).isFalse();
    }

    private Integer thirdTimeLucky() throws IOException {
        int attempt = count();
        if (attempt < 3) {
            throw new IOException("attempt " + attempt);
        }
        return attempt;
    }

    @Test
    void take_ofAnEndlessStream_closesTheLoopForTheNext() {
        Flux<Integer> endless = LoopFlux.runUntilComplete(loop, out -> {
            for (; ; ) {
                out.emit(count());
            }
        });

        StepVerifier.create(endless.take(2)).expectNext(1, 2).verifyComplete();

        assertThat(loop.isClosed()).isTrue();
        StepVerifier.create(endless).expectError(LoopClosedException.class).verify();
    }
}
