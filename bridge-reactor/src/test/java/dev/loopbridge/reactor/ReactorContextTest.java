package dev.loopbridge.reactor;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.Generator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

/** The subscriber's context is readable in its body, and in nobody else's. */
class ReactorContextTest {
    private final EventLoopThread host = EventLoopThread.start("host");
    private final EventLoop loop = host.loop();

    @AfterEach
    void stop() {
        host.close();
    }

    private static String user() {
        return ReactorContext.current().getOrDefault("user", "nobody");
    }

    private static final Generator<String> TWICE = out -> {
        out.emit(user());
        await(Tasks.sleep(Duration.ofMillis(1)));
        out.emit(user());
    };

    static Stream<Named<Flux<String>>> sources() {
        return Stream.of(
                Named.of("LoopFlux.run", LoopFlux.run(TWICE)),
                Named.of("LoopFlux.runUntilComplete", LoopFlux.runUntilComplete(EventLoop.create(), TWICE)),
                Named.of("LoopMono.run", LoopMono.run(ReactorContextTest::user).repeat(1)),
                Named.of(
                        "LoopMono.runUntilComplete",
                        LoopMono.runUntilComplete(EventLoop.create(), ReactorContextTest::user)
                                .repeat(1)));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void current_inTheBody_isTheSubscribers(Flux<String> source) {
        StepVerifier.create(source.contextWrite(Context.of("user", "ada")))
                .expectNext("ada", "ada")
                .verifyComplete();
        StepVerifier.create(source.take(1)).expectNext("nobody").verifyComplete();
    }

    @Test
    void current_inASubmittedBody_isTheSubscribers() {
        StepVerifier.create(LoopFlux.submit(loop, TWICE).contextWrite(Context.of("user", "ada")))
                .expectNext("ada", "ada")
                .verifyComplete();
    }

    @Test
    void current_inBodiesThatTakeTurnsOnOneLoop_isEachOnesOwn() {
        Flux<String> both = Flux.merge(
                LoopFlux.submit(loop, TWICE)
                        .contextWrite(Context.of("user", "ada"))
                        .map(user -> "1 " + user),
                LoopFlux.submit(loop, TWICE)
                        .contextWrite(Context.of("user", "bob"))
                        .map(user -> "2 " + user),
                LoopFlux.submit(loop, TWICE).map(user -> "3 " + user));

        List<String> seen = both.collectList().block();

        assertThat(seen).containsExactlyInAnyOrder("1 ada", "1 ada", "2 bob", "2 bob", "3 nobody", "3 nobody");
    }

    @Test
    void current_inTasksAndCallbacksOfTheBody_isInherited() {
        List<String> seen = new ArrayList<>();
        Mono<Integer> source = LoopMono.submit(loop, () -> {
            LoopFuture<Integer> done = loop.createFuture();
            loop.createTask(() -> seen.add("task " + user()));
            loop.callSoon(() -> seen.add("callback " + user()));
            loop.callLater(Duration.ofMillis(1), () -> {
                seen.add("timer " + user());
                done.setResult(1);
            });
            return await(done);
        });

        source.contextWrite(Context.of("user", "ada")).block();

        assertThat(seen).containsExactly("task ada", "callback ada", "timer ada");
    }

    @Test
    void current_ofASubscriptionMadeInsideOfAnother_isItsOwn() {
        Mono<String> inner = LoopMono.submit(loop, ReactorContextTest::user);
        Mono<String> outer = LoopMono.submit(loop, () -> {
            LoopFuture<String> result = loop.createFuture();
            inner.subscribe(result::setResult);
            return user() + " inside, " + await(result);
        });

        String seen = outer.contextWrite(Context.of("user", "ada")).block();

        assertThat(seen).isEqualTo("ada inside, nobody");
    }

    @Test
    void current_whenABodyIsResubscribedWithAnother_isTheNewOne() {
        Mono<String> source = LoopMono.submit(loop, ReactorContextTest::user);

        assertThat(source.contextWrite(Context.of("user", "ada")).block()).isEqualTo("ada");
        assertThat(source.contextWrite(Context.of("user", "bob")).block()).isEqualTo("bob");
        assertThat(source.block()).isEqualTo("nobody");
    }

    @Test
    void current_withOffload_isTheSubscribers() {
        Mono<String> source = LoopMono.run(
                ReactorContextTest::user,
                dev.loopbridge.loop.bridge.LaunchOptions.defaults()
                        .offload(task -> new Thread(task, "offloaded").start()));

        StepVerifier.create(source.subscribeOn(Schedulers.parallel()).contextWrite(Context.of("user", "ada")))
                .expectNext("ada")
                .verifyComplete();
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Engines#offered")
    void current_onEachEngine_staysAcrossAwaits(CoroutineEngine engine) {
        EventLoop own = EventLoop.builder().engine(engine).build();

        StepVerifier.create(LoopFlux.runUntilComplete(own, TWICE).contextWrite(Context.of("user", "ada")))
                .expectNext("ada", "ada")
                .verifyComplete();
    }

    @Test
    void current_inPublishersAwaitedByTheBody_isHandedUpstream() {
        Mono<String> inner = Mono.deferContextual(context -> Mono.just(context.getOrDefault("user", "nobody")));
        Mono<String> source = LoopMono.submit(loop, () -> ReactorAwait.await(inner));

        assertThat(source.contextWrite(Context.of("user", "ada")).block()).isEqualTo("ada");
        assertThat(source.block()).isEqualTo("nobody");
    }

    @Test
    void current_outside_isEmpty() {
        assertThat(ReactorContext.current().isEmpty()).isTrue();
        assertThat(EventLoops.<Boolean>run(() -> ReactorContext.current().isEmpty()))
                .isTrue();
    }
}
