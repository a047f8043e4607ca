package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.Await;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.bridge.LaunchOptions;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** On a thread that must not block, a loop is not driven; unless the options say so. */
class BlockingGuardTest {
    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "offloaded"));

    /** The name of the home thread: where plain callbacks run, whichever thread carries the coroutine. */
    private static final Coroutine<String> HOME = () -> {
        EventLoop loop = EventLoops.getRunningLoop();
        LoopFuture<String> home = loop.createFuture();
        loop.callSoon(() -> home.setResult(Thread.currentThread().getName()));
        return Await.await(home);
    };

    @AfterEach
    void stopExecutor() {
        executor.shutdownNow();
    }

    static Stream<Named<Function<LaunchOptions, Flux<String>>>> driven() {
        return Stream.of(
                Named.of("LoopMono.run", options -> LoopMono.run(HOME, options).flux()),
                Named.of("LoopFlux.run", options -> LoopFlux.run(out -> out.emit(HOME.run()), options)),
                Named.of(
                        "LoopMono.runUntilComplete",
                        options -> LoopMono.runUntilComplete(EventLoop.create(), HOME, options)
                                .flux()),
                Named.of(
                        "LoopFlux.runUntilComplete",
                        options ->
                                LoopFlux.runUntilComplete(EventLoop.create(), out -> out.emit(HOME.run()), options)));
    }

    @ParameterizedTest
    @MethodSource("driven")
    void subscribe_onAParallelThread_failsNamingIt(Function<LaunchOptions, Flux<String>> source) {
        AtomicReference<String> subscribing = new AtomicReference<>();
        Flux<String> flux = Flux.defer(() -> {
            subscribing.set(Thread.currentThread().getName());
            return source.apply(LaunchOptions.defaults());
        });

        StepVerifier.create(flux.subscribeOn(Schedulers.parallel()))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("Running loop \"loop-")
                        .hasMessageEndingWith("\" would block thread \"" + subscribing.get()
                                + "\", which must not block; move the subscription with subscribeOn() to a thread that may,"
                                + " or use submit() with a loop that runs elsewhere"))
                .verify();
        assertThat(subscribing.get()).startsWith("parallel-");
    }

    @ParameterizedTest
    @MethodSource("driven")
    void subscribe_onABoundedElasticThread_runsThere(Function<LaunchOptions, Flux<String>> source) {
        Flux<String> flux = source.apply(LaunchOptions.defaults());

        StepVerifier.create(flux.subscribeOn(Schedulers.boundedElastic()))
                .assertNext(home -> assertThat(home).startsWith("boundedElastic-"))
                .verifyComplete();
    }

    @ParameterizedTest
    @MethodSource("driven")
    void subscribe_onAParallelThreadWithOffload_runsOnTheExecutor(Function<LaunchOptions, Flux<String>> source) {
        Flux<String> flux = source.apply(LaunchOptions.defaults().offload(executor));

        StepVerifier.create(flux.subscribeOn(Schedulers.parallel()))
                .expectNext("offloaded")
                .verifyComplete();
    }

    @ParameterizedTest
    @MethodSource("driven")
    void subscribe_onAThreadThatMayBlockWithOffload_staysThere(Function<LaunchOptions, Flux<String>> source) {
        Flux<String> flux = source.apply(LaunchOptions.defaults().offload(executor));

        StepVerifier.create(flux).expectNext(Thread.currentThread().getName()).verifyComplete();
    }

    @ParameterizedTest
    @MethodSource("driven")
    void subscribe_onAParallelThreadWithAllowBlocking_runsThere(Function<LaunchOptions, Flux<String>> source) {
        Flux<String> flux = source.apply(LaunchOptions.defaults().allowBlocking());

        StepVerifier.create(flux.subscribeOn(Schedulers.parallel()))
                .assertNext(home -> assertThat(home).startsWith("parallel-"))
                .verifyComplete();
    }

    @ParameterizedTest
    @MethodSource("driven")
    void subscribe_withARefusingExecutor_fails(Function<LaunchOptions, Flux<String>> source) {
        executor.shutdown();
        Flux<String> flux = source.apply(LaunchOptions.defaults().offload(executor));

        StepVerifier.create(flux.subscribeOn(Schedulers.parallel()))
                .expectError(RejectedExecutionException.class)
                .verify();
    }
}
