package dev.loopbridge.reactor;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopContext;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.concurrent.Tasks;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/** ThreadLocals, as a log's MDC keeps them, hold the subscriber's context around its body and callbacks. */
class ThreadLocalsTest {
    private static final String ENGINES = "dev.loopbridge.reactor.Engines#offered";
    private static final String KEY = "mdc";

    /** A log's, say. */
    private static final ThreadLocal<String> MDC = new ThreadLocal<>();

    private final List<String> trace = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void register() {
        ContextRegistry.getInstance().registerThreadLocalAccessor(KEY, MDC);
    }

    @AfterEach
    void unregister() {
        Hooks.disableAutomaticContextPropagation();
        ContextRegistry.getInstance().removeThreadLocalAccessor(KEY);
        MDC.remove();
    }

    private static Context mdc(String value) {
        return Context.of(KEY, value);
    }

    private void log(String what) {
        trace.add(what + " [" + MDC.get() + "]");
    }

    /** Awaits what this thread, another thread and a timer bring about. */
    private Integer hop(String who) {
        log(who + " begins");
        Tasks.yieldNow();
        log(who + " yielded");
        await(Tasks.inExecutor(() -> 1));
        log(who + " back from the pool");
        await(Tasks.sleep(Duration.ofMillis(2)));
        log(who + " slept");
        return 1;
    }

    private static List<String> hops(String who, String value) {
        return List.of(
                who + " begins [" + value + "]",
                who + " yielded [" + value + "]",
                who + " back from the pool [" + value + "]",
                who + " slept [" + value + "]");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void body_withAutomaticPropagation_seesTheContextsValuesInEveryStep(CoroutineEngine engine) {
        Hooks.enableAutomaticContextPropagation();
        EventLoop loop = EventLoop.builder().engine(engine).build();
        MDC.set("the test's");

        LoopMono.runUntilComplete(loop, () -> hop("body"))
                .contextWrite(mdc("ada"))
                .block();

        assertThat(trace).containsExactlyElementsOf(hops("body", "ada"));
        assertThat(MDC.get()).isEqualTo("the test's");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void bodies_takingTurnsOnOneLoop_eachSeeTheirOwn(CoroutineEngine engine) {
        Hooks.enableAutomaticContextPropagation();
        EventLoop loop = EventLoop.builder().engine(engine).build();
        Thread home = new Thread(loop::runForever, "home");
        home.start();

        Flux.merge(
                        LoopMono.submit(loop, () -> hop("1")).contextWrite(mdc("ada")),
                        LoopMono.submit(loop, () -> hop("2")).contextWrite(mdc("bob")),
                        LoopMono.submit(loop, () -> hop("3")))
                .blockLast();
        loop.shutdown(Duration.ofSeconds(1)).toCompletableFuture().join();

        assertThat(trace)
                .containsSubsequence(hops("1", "ada"))
                .containsSubsequence(hops("2", "bob"))
                .containsSubsequence(hops("3", "null"))
                .hasSize(12);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void coroutine_onAThreadThatCarriedOneWithAContext_seesNothingOfIt(CoroutineEngine engine) {
        Hooks.enableAutomaticContextPropagation();
        EventLoop loop = EventLoop.builder().engine(engine).build();
        LoopMono.runUntilComplete(loop, () -> hop("first"))
                .contextWrite(mdc("ada"))
                .block();
        trace.clear();

        loop.callSoon(() -> log("callback"));
        loop.runUntilComplete(() -> hop("second"));

        assertThat(trace)
                .containsExactly(
                        "callback [null]",
                        "second begins [null]",
                        "second yielded [null]",
                        "second back from the pool [null]",
                        "second slept [null]");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void tasksAndCallbacks_ofTheBody_seeItToo(CoroutineEngine engine) {
        Hooks.enableAutomaticContextPropagation();
        EventLoop loop = EventLoop.builder().engine(engine).build();

        LoopMono.runUntilComplete(loop, () -> {
                    LoopFuture<Integer> done = loop.createFuture();
                    loop.callLater(Duration.ofMillis(1), () -> {
                        log("timer");
                        done.setResult(1);
                    });
                    return await(loop.createTask(() -> hop("child"))) + await(done);
                })
                .contextWrite(mdc("ada"))
                .block();

        assertThat(trace)
                .containsAll(hops("child", "ada"))
                .contains("timer [ada]")
                .hasSize(5);
    }

    @Test
    void body_withAutomaticPropagation_seesWhatTheBlockingCallerHad() {
        Hooks.enableAutomaticContextPropagation();
        MDC.set("caller's");

        LoopMono.run(() -> hop("body")).subscribeOn(Schedulers.boundedElastic()).block();

        assertThat(trace).containsExactlyElementsOf(hops("body", "caller's"));
    }

    @Test
    void signals_withAutomaticPropagation_seeItDownstream() {
        Hooks.enableAutomaticContextPropagation();

        LoopFlux.<Integer>run(out -> {
                    out.emit(1);
                    await(Tasks.sleep(Duration.ofMillis(1)));
                    out.emit(2);
                })
                .doOnNext(n -> log("next " + n))
                .doOnComplete(() -> log("complete"))
                .contextWrite(mdc("ada"))
                .blockLast();

        assertThat(trace).containsExactly("next 1 [ada]", "next 2 [ada]", "complete [ada]");
    }

    @Test
    void body_withAutomaticPropagationAndNoValue_seesAnEmptyThreadLocal() {
        Hooks.enableAutomaticContextPropagation();
        EventLoop loop = EventLoop.create();
        AtomicReference<String> inside = new AtomicReference<>();

        LoopMono.runUntilComplete(loop, () -> {
                    loop.callSoon(() -> {
                        MDC.set("left on the home thread");
                        loop.createTask(() -> 1);
                    });
                    LoopFuture<String> seen = loop.createFuture();
                    loop.callSoon(() -> seen.setResult(String.valueOf(MDC.get())));
                    inside.set(await(seen));
                    return 1;
                })
                .block();

        assertThat(inside).hasValue("null");
    }

    private static Mono<String> ofContext() {
        return Mono.deferContextual(context -> Mono.just(context.getOrDefault(KEY, "nothing")));
    }

    /** As {@code block()} does. */
    @ParameterizedTest
    @MethodSource(ENGINES)
    void await_withAutomaticPropagation_handsUpstreamWhatTheCoroutineHas(CoroutineEngine engine) {
        Hooks.enableAutomaticContextPropagation();
        EventLoop loop = EventLoop.builder().engine(engine).build();

        String seen = LoopMono.runUntilComplete(loop, () -> {
                    String first = ReactorAwait.await(ofContext());
                    MDC.set("bob");
                    return first + ", " + ReactorAwait.await(ofContext());
                })
                .contextWrite(mdc("ada"))
                .block();

        assertThat(seen).isEqualTo("ada, bob");
    }

    @Test
    void await_withoutAutomaticPropagation_handsUpstreamTheContextAlone() {
        String seen = LoopMono.run(() -> {
                    MDC.set("bob");
                    return ReactorAwait.await(ofContext());
                })
                .contextWrite(mdc("ada"))
                .block();

        assertThat(seen).isEqualTo("ada");
    }

    @Test
    void body_withoutAutomaticPropagation_seesWhatTheContextHas() {
        LoopMono.run(() -> hop("body")).contextWrite(mdc("ada")).block();

        assertThat(trace).containsExactlyElementsOf(hops("body", "ada"));
    }

    @Test
    void callback_withoutAutomaticPropagation_keepsWhatTheContextHasNot() {
        MDC.set("the test's");
        Mono<String> source = LoopMono.run(() -> {
            EventLoop loop = dev.loopbridge.loop.EventLoops.getRunningLoop();
            LoopFuture<String> seen = loop.createFuture();
            loop.callSoon(() -> seen.setResult(MDC.get()));
            return await(seen);
        });

        assertThat(source.contextWrite(Context.of("other", 1)).block()).isEqualTo("the test's");
        assertThat(MDC.get()).isEqualTo("the test's");
    }

    /** An accessor that throws as often as it is told to, at the call of that name. */
    private static final class Failing implements ThreadLocalAccessor<String> {
        private final ThreadLocal<String> local = new ThreadLocal<>();
        private final String call;

        Failing(String call) {
            this.call = call;
        }

        private void fail(String called) {
            if (called.equals(call)) {
                throw new IllegalStateException("no " + called);
            }
        }

        @Override
        public Object key() {
            return "failing";
        }

        @Override
        public String getValue() {
            fail("get");
            return local.get();
        }

        @Override
        public void setValue(String value) {
            local.set(value);
            fail("set");
        }

        @Override
        public void setValue() {
            local.remove();
        }

        @Override
        public void restore() {
            local.remove();
            fail("restore");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "set", "restore"})
    void accessor_thatThrowsAroundACallback_isReportedAndNothingIsLeft(String call) {
        List<String> reported = new ArrayList<>();
        EventLoop loop = EventLoop.builder()
                .exceptionHandler(
                        (where, context) -> reported.add(context.exception().getMessage()))
                .build();
        Failing failing = new Failing(call);
        LoopContext context =
                LoopContext.copyOfCurrent().within(ThreadLocals.of(mdc("ada").put("failing", "value")));
        ContextRegistry.getInstance().registerThreadLocalAccessor(failing);
        try {
            loop.callSoon(context.callback(() -> log("callback")));
            loop.callSoon(loop::stop);
            loop.runForever();
        } finally {
            ContextRegistry.getInstance().removeThreadLocalAccessor("failing");
        }

        assertThat(trace).containsExactly("callback [" + (call.equals("restore") ? "ada" : "null") + "]");
        assertThat(reported).containsExactly("no " + call);
        assertThat(MDC.get()).isNull();
        assertThat(failing.local.get()).isNull();
    }

    /** Two contexts of one body, one in the other, and what it runs in none. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void contexts_insideOfEachOther_eachHaveTheirOwnAndNoneHasNothing(boolean automatic) {
        if (automatic) {
            Hooks.enableAutomaticContextPropagation();
        }

        LoopMono.run(() -> {
                    LoopContext inner = LoopContext.copyOfCurrent().within(ThreadLocals.of(mdc("bob")));
                    LoopContext other = LoopContext.copyOfCurrent().within(ThreadLocals.of(Context.of("other", 1)));
                    inner.run(() -> log("inner"));
                    other.run(() -> log("other"));
                    LoopContext.empty().run(() -> log("empty"));
                    log("outer");
                    return 1;
                })
                .contextWrite(mdc("ada"))
                .block();

        assertThat(trace).containsExactly("inner [bob]", "other [null]", "empty [null]", "outer [ada]");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void timer_inAnEmptyContext_seesNothingOfTheRequest(CoroutineEngine engine) {
        Hooks.enableAutomaticContextPropagation();
        EventLoop loop = EventLoop.builder().engine(engine).build();

        try (EventLoopThread host = EventLoopThread.start(loop)) {
            LoopMono.submit(host.loop(), () -> {
                        loop.callLater(
                                Duration.ZERO,
                                LoopContext.empty().callback(() -> log("timer of " + ReactorContext.current())));
                        return await(Tasks.sleep(Duration.ofMillis(1), 1));
                    })
                    .contextWrite(mdc("ada"))
                    .block();
        }

        assertThat(trace).containsExactly("timer of Context0{} [null]");
    }

    @Test
    void body_thatUnwindsAfterACancel_seesItInItsFinallyBlock() throws Exception {
        Hooks.enableAutomaticContextPropagation();
        EventLoop loop = EventLoop.create();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch unwound = new CountDownLatch(1);
        Thread home = new Thread(loop::runForever, "home");
        home.start();
        var subscription = LoopMono.submit(loop, () -> {
                    try {
                        begun.countDown();
                        return hop("body") + await(Tasks.sleep(Duration.ofHours(1), 1));
                    } finally {
                        log("finally");
                        unwound.countDown();
                    }
                })
                .contextWrite(mdc("ada"))
                .subscribe();

        begun.await();
        subscription.dispose();
        unwound.await();
        loop.shutdown(Duration.ofSeconds(1)).toCompletableFuture().join();

        assertThat(trace).endsWith("finally [ada]");
    }
}
