package dev.loopbridge.reactor;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.CloseReport;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Fuseable;
import reactor.core.Scannable;
import reactor.core.Scannable.Attr;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class FailOnCloseTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final List<Throwable> reported = new ArrayList<>();
    private final VirtualEventLoop time = VirtualEventLoop.create(
            EventLoop.builder().name("api").exceptionHandler((loop, context) -> reported.add(context.exception())));
    private final EventLoop loop = time.loop();
    private final Scheduler scheduler = LoopSchedulers.from(loop);
    private final List<Object> discarded = new ArrayList<>();
    private final List<Throwable> dropped = new ArrayList<>();

    @AfterEach
    void close() {
        time.close();
        Hooks.resetOnErrorDropped();
        LoopOperators.disableFailOnClose();
        assertThat(reported).isEmpty();
    }

    private static Named<Function<Scheduler, Publisher<?>>> op(String name, Function<Scheduler, Publisher<?>> chain) {
        return Named.of(name, chain);
    }

    /** Behind whose tasks a scheduler cannot see. */
    static Stream<Named<Function<Scheduler, Publisher<?>>>> unseen() {
        return Stream.of(
                op("delaySequence", s -> Flux.range(1, 10).delaySequence(HOUR, s)),
                op("bufferTimeout", s -> Flux.just(1).concatWith(Flux.never()).bufferTimeout(10, HOUR, s)),
                op(
                        "bufferTimeout, fair",
                        s -> Flux.just(1).concatWith(Flux.never()).bufferTimeout(10, HOUR, s, true)),
                op(
                        "windowTimeout",
                        s -> Flux.just(1)
                                .concatWith(Flux.never())
                                .windowTimeout(10, HOUR, s)
                                .flatMap(window -> window)),
                op(
                        "windowTimeout, fair",
                        s -> Flux.just(1)
                                .concatWith(Flux.never())
                                .windowTimeout(10, HOUR, s, true)
                                .flatMap(window -> window)),
                op("publishOn of a Mono", s -> Mono.never().publishOn(s)),
                op("subscribeOn, then elsewhere", s -> Flux.never().hide().subscribeOn(s)));
    }

    static Stream<Named<Function<Scheduler, Publisher<?>>>> all() {
        return Stream.concat(unseen(), ClosedOperatorsTest.waiting());
    }

    @ParameterizedTest
    @MethodSource("all")
    void close_ofAnyChain_failsItOnce(Function<Scheduler, Publisher<?>> chain) {
        Recorder<Object> recorder = Recorder.ofAll();
        Flux.<Object>from(chain.apply(scheduler))
                .transform(LoopOperators.failOnClose(loop))
                .subscribe(recorder);
        time.runReady();
        assertThat(recorder.terminals() == 0 || recorder.completions.get() == 1).isTrue();
        boolean wasOver = recorder.terminals() > 0;

        loop.close();

        if (!wasOver) {
            recorder.assertFailed(LoopClosedException.class);
        }
        assertThat(recorder.terminals()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("unseen")
    void enableFailOnClose_forAnyChain_failsItOnce(Function<Scheduler, Publisher<?>> chain) {
        LoopOperators.enableFailOnClose();
        LoopOperators.enableFailOnClose();
        Recorder<Object> recorder = Recorder.ofAll();
        chain.apply(scheduler).subscribe(recorder);
        time.runReady();

        loop.close();

        recorder.assertFailed(LoopClosedException.class);
    }

    @ParameterizedTest
    @MethodSource("unseen")
    void disableFailOnClose_always_undoesIt(Function<Scheduler, Publisher<?>> chain) {
        LoopOperators.enableFailOnClose();
        LoopOperators.disableFailOnClose();
        Recorder<Object> recorder = Recorder.ofAll();
        chain.apply(scheduler).subscribe(recorder);
        time.runReady();

        loop.close();

        recorder.assertSilent(); // also shows that these chains need the operator
    }

    @Test
    void enableFailOnClose_forTheTimerOfATimeout_isNoTimeout() {
        LoopOperators.enableFailOnClose();
        loop.close();
        Recorder<Object> recorder = Recorder.ofAll();

        Flux.never().timeout(HOUR, scheduler).subscribe(recorder);

        recorder.assertFailed(LoopClosedException.class);
    }

    @Test
    void enableFailOnClose_behindAWrapperThatShowsIt_findsTheLoop() {
        LoopOperators.enableFailOnClose();
        Recorder<Object> recorder = Recorder.ofAll();
        Mono.never().publishOn(new Wrapper(scheduler)).subscribe(recorder);

        loop.close();

        recorder.assertFailed(LoopClosedException.class);
    }

    /** As Micrometer's timed scheduler shows what it wraps. */
    private record Wrapper(Scheduler wrapped) implements Scheduler, Scannable {
        @Override
        public reactor.core.Disposable schedule(Runnable task) {
            return wrapped.schedule(() -> task.run());
        }

        @Override
        public Worker createWorker() {
            return wrapped.createWorker();
        }

        @Override
        @SuppressWarnings("rawtypes") // Scannable's
        public Object scanUnsafe(Attr key) {
            return key == Attr.PARENT ? wrapped : null;
        }
    }

    @Test
    void enableFailOnClose_forChainsElsewhere_leavesThemAlone() {
        LoopOperators.enableFailOnClose();
        Flux<Integer> plain = Flux.range(1, 5);
        Flux<Integer> elsewhere = plain.publishOn(Schedulers.immediate());

        assertThat(FailOnCloseHook.guardChain(plain)).isSameAs(plain);
        assertThat(FailOnCloseHook.guardChain(elsewhere)).isSameAs(elsewhere);
        StepVerifier.create(elsewhere).expectNext(1, 2, 3, 4, 5).verifyComplete();
    }

    @Test
    void enableFailOnClose_forAChainOnTwoLoops_failsWithEither() {
        LoopOperators.enableFailOnClose();
        EventLoop other = EventLoop.create();
        Recorder<Object> one = Recorder.ofAll();
        Recorder<Object> two = Recorder.ofAll();
        for (Recorder<Object> recorder : List.of(one, two)) {
            Mono.never()
                    .publishOn(scheduler)
                    .publishOn(LoopSchedulers.from(other))
                    .subscribe(recorder);
        }
        one.subscription().cancel();

        other.close();

        one.assertSilent();
        two.assertFailed(LoopClosedException.class);
    }

    @Test
    void enableFailOnClose_forInnerChains_failsThem() {
        LoopOperators.enableFailOnClose();
        Recorder<Object> recorder = Recorder.ofAll();
        Flux.just(1).flatMap(one -> Mono.never().publishOn(scheduler)).subscribe(recorder);

        loop.close();

        recorder.assertFailed(LoopClosedException.class);
    }

    @Test
    void close_always_cancelsUpstreamOnceBeforeTheError() {
        List<String> trace = new ArrayList<>();
        Flux.never()
                .doOnCancel(() -> trace.add("cancelled"))
                .transform(LoopOperators.failOnClose(loop))
                .doOnError(error -> trace.add("failed"))
                .subscribe(Recorder.ofAll());

        loop.close();

        assertThat(trace).containsExactly("cancelled", "failed");
    }

    @Test
    void close_whenUpstreamsCancelThrows_failsAllTheSame() {
        IllegalStateException mine = new IllegalStateException("mine");
        Recorder<Object> recorder = Recorder.ofAll();
        Flux<Object> source = Flux.from(subscriber -> subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {
                throw mine;
            }
        }));
        source.transform(LoopOperators.failOnClose(loop)).subscribe(recorder);

        loop.close();

        recorder.assertFailed(LoopClosedException.class);
        assertThat(reported).containsExactly(mine);
        reported.clear();
    }

    /** Where a cancel goes to many, and one of them threw, the rest and the error would be lost. */
    @Test
    void close_overABodyAmongOthers_failsItOnce() {
        Recorder<Object> recorder = Recorder.ofAll();
        AtomicInteger cancels = new AtomicInteger();
        Flux<Object> merged = Flux.merge(
                LoopMono.submit(loop, () -> await(Tasks.sleep(HOUR))),
                Flux.never().doOnCancel(cancels::incrementAndGet),
                Flux.never().transform(LoopOperators.failOnClose(loop)));
        merged.subscribe(recorder);
        time.runReady();

        loop.close();

        recorder.assertFailed(LoopClosedException.class);
        assertThat(cancels).hasValue(1);
    }

    @Test
    void subscribe_onAClosedLoop_failsWithoutSubscribing() {
        loop.close();
        AtomicInteger subscribed = new AtomicInteger();
        Recorder<Integer> flux = Recorder.ofAll();
        Recorder<Integer> mono = Recorder.ofAll();

        Flux.just(1)
                .doOnSubscribe(any -> subscribed.incrementAndGet())
                .transform(LoopOperators.failOnClose(loop))
                .subscribe(flux);
        Mono.just(1)
                .doOnSubscribe(any -> subscribed.incrementAndGet())
                .transform(LoopOperators.failOnClose(loop))
                .subscribe(mono);

        flux.assertFailed(LoopClosedException.class);
        mono.assertFailed(LoopClosedException.class);
        assertThat(flux.subscription()).isNotNull();
        assertThat(mono.subscription()).isNotNull();
        assertThat(subscribed).hasValue(0);
    }

    @Test
    void demand_always_passesAsItIs() {
        List<Long> requests = new ArrayList<>();
        Recorder<Integer> recorder =
                Recorder.onSubscribeAndNext(subscription -> subscription.request(3), (subscription, item) -> {
                    if (item == 3) {
                        subscription.request(2);
                    }
                });
        Flux.range(1, 10)
                .doOnRequest(requests::add)
                .transform(LoopOperators.failOnClose(loop))
                .subscribe(recorder);

        assertThat(requests).containsExactly(3L, 2L);
        assertThat(recorder.items).containsExactly(1, 2, 3, 4, 5);
        recorder.assertSilent();
    }

    @Test
    void completionAndError_always_passOnceAndLeaveNoListener() {
        IllegalStateException mine = new IllegalStateException("mine");
        Recorder<Integer> completing = Recorder.ofAll();
        Recorder<Integer> failing = Recorder.ofAll();
        Recorder<Integer> cancelled = Recorder.ofAll();
        Flux.range(1, 3).transform(LoopOperators.failOnClose(loop)).subscribe(completing);
        Mono.<Integer>error(mine).transform(LoopOperators.failOnClose(loop)).subscribe(failing);
        Mono.<Integer>never().transform(LoopOperators.failOnClose(loop)).subscribe(cancelled);
        cancelled.subscription().cancel();

        CloseReport report = loop.shutdown(Duration.ZERO).toCompletableFuture().join();

        completing.assertCompleted();
        assertThat(completing.items).containsExactly(1, 2, 3);
        assertThat(failing.errors).containsExactly(mine);
        cancelled.assertSilent();
        assertThat(report.listenersTold()).isZero();
    }

    @Test
    void close_withinOnNext_failsBehindIt() {
        Recorder<Integer> recorder = Recorder.onSubscribeAndNext(
                subscription -> subscription.request(Long.MAX_VALUE), (subscription, item) -> {
                    loop.close();
                    assertThat(discarded).isEmpty();
                });
        Flux.range(1, 5)
                .hide()
                .transform(LoopOperators.failOnClose(loop))
                .doOnDiscard(Integer.class, discarded::add)
                .subscribe(recorder);

        assertThat(recorder.items).containsExactly(1);
        recorder.assertFailed(LoopClosedException.class);
    }

    @Test
    void close_withinOnSubscribe_failsBehindIt() {
        List<String> trace = new ArrayList<>();
        Flux.range(1, 5).transform(LoopOperators.failOnClose(loop)).subscribe(new CoreSubscriber<Integer>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                loop.close();
                trace.add("onSubscribe");
                subscription.request(1);
            }

            @Override
            public void onNext(Integer item) {
                trace.add("onNext");
            }

            @Override
            public void onError(Throwable error) {
                trace.add("onError");
            }

            @Override
            public void onComplete() {
                trace.add("onComplete");
            }
        });

        assertThat(trace).containsExactly("onSubscribe", "onError");
    }

    @Test
    void close_fromElsewhereWhileASignalIsUnderWay_waitsForItsEnd() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        List<String> trace = Collections.synchronizedList(new ArrayList<>());
        Recorder<Integer> recorder = Recorder.onSubscribeAndNext(
                subscription -> subscription.request(Long.MAX_VALUE), (subscription, item) -> {
                    inside.countDown();
                    awaitQuietly(release);
                    trace.add("onNext ends");
                });
        Thread emitting = new Thread(
                () -> Flux.just(1)
                        .concatWith(Flux.never())
                        .transform(LoopOperators.failOnClose(loop))
                        .doOnError(error ->
                                trace.add("onError on " + Thread.currentThread().getName()))
                        .subscribe(recorder),
                "emitting");
        emitting.start();
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();

        loop.close(); // does not wait
        assertThat(trace).isEmpty();
        release.countDown();
        emitting.join();

        recorder.assertFailed(LoopClosedException.class);
        assertThat(trace).containsExactly("onNext ends", "onError on emitting");
    }

    @Test
    void lateSignals_afterTheClose_goToTheHooks() {
        Hooks.onErrorDropped(dropped::add);
        IllegalStateException mine = new IllegalStateException("mine");
        TestPublisher<Integer> source = TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
        Recorder<Integer> recorder = Recorder.ofAll();
        source.flux()
                .transform(LoopOperators.failOnClose(loop))
                .doOnDiscard(Integer.class, discarded::add)
                .subscribe(recorder);
        loop.close();

        source.next(1);
        source.error(mine);
        source.error(new java.util.concurrent.RejectedExecutionException("the same news", recorder.errors.get(0)));
        source.complete();

        recorder.assertFailed(LoopClosedException.class);
        assertThat(recorder.items).isEmpty();
        assertThat(discarded).containsExactly(1);
        assertThat(dropped).containsExactly(mine);
    }

    @Test
    void fusion_onBothSides_isNotBroken() {
        Recorder<Integer> recorder = Recorder.ofAll();
        Flux<Integer> guarded = Flux.range(1, 1_000)
                .map(n -> n)
                .transform(LoopOperators.failOnClose(loop))
                .filter(n -> n % 2 == 0)
                .map(n -> n / 2)
                .publishOn(scheduler)
                .concatMap(Mono::just);
        guarded.subscribe(recorder);

        time.runReady();

        recorder.assertCompleted();
        assertThat(recorder.items).hasSize(500).startsWith(1, 2, 3).endsWith(500);
        assertThat(guarded).isNotInstanceOf(Fuseable.class);
    }

    @Test
    void conditionalSource_always_staysConditional() {
        List<Long> requests = new ArrayList<>();
        Recorder<Integer> recorder = Recorder.onSubscribe(subscription -> subscription.request(2));
        Flux.range(1, 10)
                .hide()
                .doOnRequest(requests::add)
                .filter(n -> n > 2)
                .transform(LoopOperators.failOnClose(loop))
                .filter(n -> n > 4)
                .subscribe(recorder);

        // A source that asks before it counts: what a filter refuses costs no request upstream of the conditional part.
        assertThat(recorder.items).containsExactly(5, 6);
    }

    @Test
    void context_always_passesUp() {
        Recorder<String> recorder = Recorder.ofAll();
        Mono.deferContextual(context -> Mono.just(context.<String>get("user")))
                .transform(LoopOperators.failOnClose(loop))
                .contextWrite(context -> context.put("user", "ann"))
                .subscribe(recorder);

        assertThat(recorder.items).containsExactly("ann");
    }

    @Test
    void scan_ofOperatorAndSubscription_isTruthful() {
        Flux<Object> source = Flux.never();
        Flux<Object> guarded = source.transform(LoopOperators.failOnClose(loop));
        Recorder<Object> recorder = Recorder.ofAll();
        guarded.subscribe(recorder);
        Scannable operator = Scannable.from(guarded);
        Scannable subscription = Scannable.from(recorder.subscription());

        assertThat(operator.stepName()).isEqualTo("failOnClose");
        assertThat(operator.scan(Attr.PARENT)).isSameAs(source);
        assertThat(operator.scan(Attr.RUN_STYLE)).isEqualTo(Attr.RunStyle.ASYNC);
        assertThat(subscription.scanUnsafe(Attr.ACTUAL)).isSameAs(recorder);
        assertThat(subscription.scanUnsafe(Attr.PARENT)).isNotNull();
        assertThat(subscription.scan(Attr.TERMINATED)).isFalse();
        assertThat(subscription.scan(Attr.CANCELLED)).isFalse();
        loop.close();
        assertThat(subscription.scan(Attr.TERMINATED)).isTrue();
    }

    @Test
    void scan_afterACancel_isCancelledAndNotTerminated() {
        Recorder<Object> recorder = Recorder.ofAll();
        Mono.never().transform(LoopOperators.failOnClose(loop)).subscribe(recorder);

        recorder.subscription().cancel();

        Scannable subscription = Scannable.from(recorder.subscription());
        assertThat(subscription.scan(Attr.CANCELLED)).isTrue();
        assertThat(subscription.scan(Attr.TERMINATED)).isFalse();
    }

    @Test
    void transform_always_givesTheSameKind() {
        assertThat(LoopOperators.<Integer>failOnClose(loop).apply(Mono.just(1))).isInstanceOf(Mono.class);
        assertThat(LoopOperators.<Integer>failOnClose(loop).apply(Flux.just(1))).isInstanceOf(Flux.class);
        assertThat(LoopOperators.<Integer>failOnClose(loop).apply(Flux.just(1)::subscribe))
                .isInstanceOf(Flux.class);
        assertThatThrownBy(() -> LoopOperators.failOnClose(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("loop");
    }

    @Test
    void source_thatThrowsAtSubscribe_failsOnceAndForGood() {
        IllegalStateException mine = new IllegalStateException("mine");
        Recorder<Integer> recorder = Recorder.ofAll();
        Flux<Integer> source = new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super Integer> actual) {
                throw mine;
            }
        };
        source.transform(LoopOperators.failOnClose(loop)).subscribe(recorder);

        loop.close();

        assertThat(recorder.errors).containsExactly(mine);
    }

    @Test
    void close_underAnotherOperator_isFoundBehindWrappers() {
        Recorder<Object> recorder = Recorder.ofAll();
        Sinks.Many<Integer> sink = Sinks.many().unicast().onBackpressureBuffer();
        sink.asFlux()
                .transform(LoopOperators.failOnClose(loop))
                .publishOn(scheduler)
                .cast(Object.class)
                .subscribe(recorder);

        loop.close();

        assertThat(recorder.terminals()).isEqualTo(1);
        assertThat(LoopClosedException.find(recorder.errors.get(0))).isPresent();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
