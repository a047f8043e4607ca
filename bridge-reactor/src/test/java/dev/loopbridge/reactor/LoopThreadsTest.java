package dev.loopbridge.reactor;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.Generator;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A thread that runs a loop does not block; where Reactor would let it wait for itself, it is told. */
class LoopThreadsTest {
    private static final String REACTORS =
            "block()/blockFirst()/blockLast() are blocking, which is not supported in thread ";

    private final EventLoopThread host = EventLoopThread.start("host");

    @AfterEach
    void stop() {
        host.close();
    }

    private static Mono<Long> soon() {
        return Mono.delay(Duration.ofMillis(1));
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Engines#offered")
    void block_inABody_isRefusedNamingThreadAndLoop(CoroutineEngine engine) {
        EventLoop loop = EventLoop.builder().name("mine").engine(engine).build();
        Mono<Long> source = LoopMono.runUntilComplete(loop, () -> soon().block());

        assertThatIllegalStateException()
                .isThrownBy(source::block)
                .withMessageStartingWith(REACTORS + "loopbridge-coroutine")
                .withMessageEndingWith(" (mine)");
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Engines#offered")
    void block_inABodyThatWasSuspended_isRefused(CoroutineEngine engine) {
        EventLoop loop = EventLoop.builder().engine(engine).build();
        Mono<Long> source = LoopMono.runUntilComplete(loop, () -> {
            await(Tasks.sleep(Duration.ofMillis(1)));
            return soon().block(Duration.ofSeconds(1));
        });

        assertThatIllegalStateException().isThrownBy(source::block).withMessageStartingWith(REACTORS);
    }

    @Test
    void block_inACallback_isRefusedNamingTheHomeThread() {
        LoopFuture<Throwable> thrown = host.loop().createFuture();
        host.loop().execute(() -> thrown.setResult(catchThrowable(() -> soon().block())));

        Throwable error = LoopMono.submit(host.loop(), () -> await(thrown)).block();

        assertThat(error).isInstanceOf(IllegalStateException.class).hasMessage(REACTORS + "host");
    }

    @Test
    void block_ofASubmittedMonoOnItsOwnLoop_isRefused() {
        Mono<Integer> inner = LoopMono.submit(host.loop(), () -> 1);
        Mono<Integer> outer = LoopMono.submit(host.loop(), () -> inner.block());

        assertThatIllegalStateException()
                .isThrownBy(outer::block)
                .withMessageStartingWith(REACTORS)
                .withMessageEndingWith(" (host)");
    }

    @Test
    void blockFirstAndBlockLastAndToIterable_inABody_areRefused() {
        Mono<String> source = LoopMono.submit(
                host.loop(),
                () -> message(() -> Flux.just(1).blockFirst())
                        + message(() -> Flux.just(1).blockLast())
                        + message(() -> Flux.just(1).toIterable().iterator().hasNext()));

        assertThat(source.block()).matches("(block|Iterating).*(block|Iterating).*(block|Iterating).*");
    }

    private static String message(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowable(call).getMessage();
    }

    @Test
    void block_onAThreadThatRanALoop_waits() {
        LoopMono.run(() -> 1).block();

        assertThat(soon().block()).isZero();
        assertThat(Schedulers.isInNonBlockingThread()).isFalse();
    }

    @Test
    void isNonBlockingThread_ofAnotherThread_isReactorsOwnAnswer() {
        LoopMono.run(() -> 1).block();

        assertThat(Schedulers.isNonBlockingThread(host.thread())).isFalse();
    }

    /** The loop of a driven source steps aside for its subscriber, who is on a thread that may block. */
    @Test
    void block_inOnNextOfADrivenSource_waitsForWhatRunsElsewhere() {
        Generator<Integer> once = out -> out.emit(1);

        assertThat(LoopFlux.run(once).map(n -> n + soon().block()).blockLast()).isEqualTo(1);
        assertThat(LoopFlux.run(once)
                        .map(n -> n + LoopMono.run(() -> 1).block())
                        .blockLast())
                .isEqualTo(2);
    }

    static Stream<Named<BiFunction<EventLoop, Coroutine<Integer>, Mono<Integer>>>> onAGivenLoop() {
        return Stream.of(
                Named.of("submit", LoopMono::submit), Named.of("runUntilComplete", LoopMono::runUntilComplete));
    }

    @ParameterizedTest
    @MethodSource("onAGivenLoop")
    void block_inOnNextOfADrivenSourceForItsOwnLoop_isRefusedNamingBoth(
            BiFunction<EventLoop, Coroutine<Integer>, Mono<Integer>> verb) {
        EventLoop loop = EventLoop.builder().name("mine").build();
        Flux<Integer> source = LoopFlux.<Integer>runUntilComplete(loop, out -> out.emit(1))
                .map(n -> n + verb.apply(loop, () -> 1).map(m -> m).block());

        assertThatIllegalStateException()
                .isThrownBy(source::blockLast)
                .withMessageMatching("block\\(\\) would wait for ever: the subscription needs loop \"mine\", which"
                        + " runs on this thread, \"loopbridge-coroutine.* \\(mine\\)\"; await it, or compose it into the"
                        + " subscription that runs here");
    }

    @Test
    void subscribe_toADrivenSourceInsideOfAnotherLoop_failsNamingBoth() {
        Mono<Integer> inner =
                LoopMono.runUntilComplete(EventLoop.builder().name("inner").build(), () -> 1);
        Mono<Integer> outer = LoopMono.submit(host.loop(), () -> await(inner.toFuture()));

        assertThatIllegalStateException()
                .isThrownBy(outer::block)
                .withMessageMatching("Cannot run the event loop while another loop is running: loop \"inner\" on thread"
                        + " \"loopbridge-coroutine.* \\(host\\)\", which runs loop \"host\"; use submit\\(\\) with a loop that"
                        + " runs elsewhere, or offload in its options");
    }
}
