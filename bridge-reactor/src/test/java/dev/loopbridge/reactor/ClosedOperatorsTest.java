package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
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
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Scheduler.Worker;
import reactor.core.scheduler.Schedulers;
import reactor.test.publisher.TestPublisher;
import reactor.util.retry.Retry;

/** What the operators that a loop's scheduler can see make of its close. */
class ClosedOperatorsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final List<Throwable> reported = new ArrayList<>();
    private final VirtualEventLoop time = VirtualEventLoop.create(
            EventLoop.builder().exceptionHandler((loop, context) -> reported.add(context.exception())));
    private final EventLoop loop = time.loop();
    private final Scheduler scheduler = LoopSchedulers.from(loop);
    private final List<Object> discarded = new ArrayList<>();
    private final AtomicInteger cancelled = new AtomicInteger();

    @AfterEach
    void close() {
        time.close();
        assertThat(reported).isEmpty();
    }

    private static <T> Recorder<T> requesting(long n) {
        return Recorder.onSubscribe(subscription -> subscription.request(n));
    }

    private static Named<Function<Scheduler, Publisher<?>>> op(String name, Function<Scheduler, Publisher<?>> chain) {
        return Named.of(name, chain);
    }

    static Stream<Named<Function<Scheduler, Publisher<?>>>> waiting() {
        return Stream.of(
                op("delay", s -> Mono.delay(HOUR, s)),
                op("interval", s -> Flux.interval(HOUR, s)),
                op("timeout of a Flux", s -> Flux.never().timeout(HOUR, s)),
                op("timeout of a Mono", s -> Mono.never().timeout(HOUR, s)),
                op("timeout with a fallback", s -> Flux.never().timeout(HOUR, Flux.just(1), s)),
                op(
                        "timeout between items",
                        s -> Flux.just(1).concatWith(Flux.never()).timeout(HOUR, s)),
                op("delayElements", s -> Flux.range(1, 10).delayElements(HOUR, s)),
                op("delayElement", s -> Mono.just(1).delayElement(HOUR, s)),
                op("delaySubscription", s -> Flux.range(1, 10).delaySubscription(HOUR, s)),
                op("delayUntil", s -> Mono.just(1).delayUntil(one -> Mono.delay(HOUR, s))),
                op("take", s -> Flux.never().take(HOUR, s)),
                op(
                        "skip",
                        s -> Flux.range(1, 10).hide().concatWith(Flux.never()).skip(HOUR, s)),
                op("sample", s -> Flux.never().sample(Flux.interval(HOUR, s))),
                op(
                        "sampleTimeout",
                        s -> Flux.just(1).concatWith(Flux.never()).sampleTimeout(one -> Mono.delay(HOUR, s))),
                op("buffer", s -> Flux.never().buffer(HOUR, s)),
                op("window", s -> Flux.never().window(HOUR, s).flatMap(window -> window)),
                op(
                        "retry with backoff",
                        s -> Flux.error(new IllegalStateException("mine"))
                                .retryWhen(Retry.backoff(10, HOUR).scheduler(s))),
                op("repeat with delay", s -> Mono.just(1).repeatWhen(times -> times.delayElements(HOUR, s))),
                op("publishOn", s -> Flux.never().publishOn(s)),
                op("publishOn, conditional", s -> Flux.never().publishOn(s).filter(any -> true)),
                op("publishOn, fused on", s -> Flux.never().publishOn(s).publishOn(Schedulers.immediate())),
                op("runOn", s -> Flux.never().parallel(2).runOn(s).sequential()),
                op("subscribeOn", s -> Flux.never().subscribeOn(s)),
                op("subscribeOn of a Mono", s -> Mono.never().subscribeOn(s)),
                op("subscribeOn of a value", s -> Mono.just(1).subscribeOn(s)),
                op("subscribeOn of a call", s -> Mono.fromCallable(() -> 1).subscribeOn(s)));
    }

    @ParameterizedTest
    @MethodSource("waiting")
    void close_whileItWaits_failsOnce(Function<Scheduler, Publisher<?>> chain) {
        Recorder<Object> recorder = Recorder.ofAll();
        chain.apply(scheduler).subscribe(recorder);

        loop.close();

        recorder.assertFailed(RuntimeException.class);
        assertThat(LoopClosedException.find(recorder.errors.get(0))).isPresent();
        assertThat(recorder.subscription()).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("waiting")
    void close_afterItWasCancelled_isSilent(Function<Scheduler, Publisher<?>> chain) {
        Recorder<Object> recorder = Recorder.ofAll();
        chain.apply(scheduler).subscribe(recorder);
        recorder.subscription().cancel();

        loop.close();

        recorder.assertSilent();
    }

    @Test
    void delay_withoutDemand_failsAllTheSame() {
        Recorder<Long> recorder = Recorder.onSubscribe(subscription -> {});
        Mono.delay(HOUR, scheduler).subscribe(recorder);

        loop.close();

        recorder.assertFailed(LoopClosedException.class);
    }

    @Test
    void delay_whoseErrorIsReplaced_givesTheReplacement() {
        Recorder<Long> recorder = Recorder.ofAll();
        Mono.delay(HOUR, scheduler).onErrorReturn(7L).subscribe(recorder);

        loop.close();

        recorder.assertCompleted();
        assertThat(recorder.items).containsExactly(7L);
    }

    @Test
    void timeout_closed_isNoTimeout() {
        Recorder<Object> recorder = Recorder.ofAll();
        Recorder<Object> withFallback = Recorder.ofAll();
        Flux.never()
                .doOnCancel(cancelled::incrementAndGet)
                .timeout(HOUR, scheduler)
                .subscribe(recorder);
        Mono.never().timeout(HOUR, Mono.just("late"), scheduler).subscribe(withFallback);

        loop.close();

        recorder.assertFailed(LoopClosedException.class);
        withFallback.assertFailed(LoopClosedException.class);
        assertThat(cancelled).hasValue(1);
    }

    @Test
    void delayElement_closed_discardsItsElement() {
        Recorder<String> recorder = Recorder.ofAll();
        Mono.just("held")
                .delayElement(HOUR, scheduler)
                .doOnDiscard(String.class, discarded::add)
                .subscribe(recorder);

        loop.close();

        recorder.assertFailed(LoopClosedException.class);
        assertThat(discarded).containsExactly("held");
    }

    @Test
    void publishOn_withPartOfTheDemand_deliversThatAndDiscardsTheRest() {
        Recorder<Integer> recorder = requesting(2);
        Sinks.Many<Integer> sink = Sinks.many().unicast().onBackpressureBuffer();
        Flux<Integer> source = sink.asFlux().hide().doOnCancel(cancelled::incrementAndGet);
        source.publishOn(scheduler).doOnDiscard(Integer.class, discarded::add).subscribe(recorder);
        for (int n = 1; n <= 5; n++) {
            sink.tryEmitNext(n).orThrow();
        }

        loop.close();

        assertThat(recorder.items).containsExactly(1, 2);
        recorder.assertFailed(LoopClosedException.class);
        assertThat(discarded).containsExactly(3, 4, 5);
        assertThat(cancelled).hasPositiveValue();
    }

    @Test
    void publishOn_ofAFusedSourceWithPartOfTheDemand_fails() {
        Recorder<Integer> recorder = requesting(2);
        Flux.range(1, 5).publishOn(scheduler).subscribe(recorder);
        time.runReady();
        assertThat(recorder.items).containsExactly(1, 2);

        loop.close();

        recorder.assertFailed(LoopClosedException.class);
    }

    @Test
    void publishOn_queuedBehindNothing_isDeliveredWhole() {
        Recorder<Integer> mapped = Recorder.ofAll();
        Recorder<Integer> filtered = Recorder.ofAll();
        Flux.range(1, 5).map(n -> n).publishOn(scheduler).subscribe(mapped);
        Flux.range(1, 5).hide().publishOn(scheduler).filter(n -> n > 2).subscribe(filtered);

        loop.close();

        mapped.assertCompleted();
        assertThat(mapped.items).containsExactly(1, 2, 3, 4, 5);
        filtered.assertCompleted();
        assertThat(filtered.items).containsExactly(3, 4, 5);
    }

    @Test
    void publishOn_ofAnEndlessSource_failsInsteadOfDrainingForEver() {
        Recorder<Integer> generated = Recorder.ofAll();
        Recorder<Integer> polled = Recorder.ofAll();
        Recorder<Integer> taken = Recorder.ofAll();
        Iterable<Integer> endless = () -> Stream.generate(() -> 1).iterator();
        Flux.<Integer>generate(out -> out.next(1)).publishOn(scheduler, 8).subscribe(generated);
        Flux.fromIterable(endless).publishOn(scheduler).subscribe(polled);
        Flux.fromIterable(endless).take(Long.MAX_VALUE).publishOn(scheduler).subscribe(taken);

        loop.close();

        generated.assertFailed(LoopClosedException.class);
        assertThat(generated.items).hasSize(8);
        polled.assertFailed(LoopClosedException.class);
        assertThat(polled.items).isEmpty();
        taken.assertFailed(LoopClosedException.class);
    }

    @Test
    void publishOn_whoseSourceWasFailing_keepsThatError() {
        IllegalStateException mine = new IllegalStateException("mine");
        Recorder<Integer> recorder = Recorder.ofAll();
        Flux.<Integer>error(mine).hide().publishOn(scheduler).subscribe(recorder);

        loop.close();

        assertThat(recorder.errors).containsExactly(mine);
        recorder.assertFailed(IllegalStateException.class);
    }

    @Test
    void publishOn_whoseSourceGoesOn_signalsNothingMore() {
        Sinks.Many<Integer> sink = Sinks.many().multicast().directBestEffort();
        Recorder<Integer> recorder = Recorder.ofAll();
        sink.asFlux().publishOn(scheduler).subscribe(recorder);
        loop.close();

        sink.tryEmitNext(1);
        sink.tryEmitComplete();

        recorder.assertFailed(LoopClosedException.class);
        assertThat(recorder.items).isEmpty();
    }

    @Test
    void publishOn_whoseSubscriberThrows_isHandledAndFails() {
        IllegalStateException mine = new IllegalStateException("mine");
        List<Throwable> handled = new ArrayList<>();
        Recorder<Integer> recorder = Recorder.onSubscribeAndNext(
                subscription -> subscription.request(Long.MAX_VALUE), (Subscription subscription, Integer item) -> {
                    throw mine;
                });
        Flux.range(1, 5).hide().publishOn(scheduler).subscribe(recorder);
        Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
        Thread.currentThread().setUncaughtExceptionHandler((thread, error) -> handled.add(error));

        loop.close();
        Thread.currentThread().setUncaughtExceptionHandler(before);

        assertThat(handled).containsExactly(mine);
        recorder.assertFailed(LoopClosedException.class);
    }

    /** Of a scheduler that refuses by itself, as reactor-core's own tests of rejection have it. */
    private record Bounded(Worker actual, AtomicInteger left) implements Worker {
        @Override
        public Disposable schedule(Runnable task) {
            if (left.decrementAndGet() < 0) {
                throw new RejectedExecutionException("bounded");
            }
            return actual.schedule(task);
        }

        @Override
        public void dispose() {
            actual.dispose();
        }
    }

    @Test
    void publishOn_refusedByAWrapper_signalsOnce() {
        AtomicInteger left = new AtomicInteger(2);
        Scheduler bounded = new Scheduler() {
            @Override
            public Disposable schedule(Runnable task) {
                return scheduler.schedule(task);
            }

            @Override
            public Worker createWorker() {
                return new Bounded(scheduler.createWorker(), left);
            }
        };
        Sinks.Many<Integer> sink = Sinks.many().unicast().onBackpressureBuffer();
        Recorder<Integer> recorder = Recorder.ofAll();
        sink.asFlux().hide().publishOn(bounded).subscribe(recorder);
        time.runReady();
        sink.tryEmitNext(1);
        time.runReady();
        sink.tryEmitNext(2);
        assertThat(recorder.errors)
                .singleElement()
                .extracting(Throwable::getCause)
                .hasToString("java.util.concurrent.RejectedExecutionException: bounded");

        loop.close();

        recorder.assertFailed(RejectedExecutionException.class);
        assertThat(recorder.items).containsExactly(1);
    }

    @Test
    void publishOn_refusedByAFullLoop_signalsOnce() {
        EventLoop full = EventLoop.builder().maxPending(1).build();
        Sinks.Many<Integer> sink = Sinks.many().unicast().onBackpressureBuffer();
        Recorder<Integer> recorder = Recorder.ofAll();
        sink.asFlux().hide().publishOn(LoopSchedulers.from(full)).subscribe(recorder);
        full.runUntilComplete(() -> null);
        full.execute(() -> {});
        sink.tryEmitNext(1);
        assertThat(recorder.errors).hasSize(1);

        full.close();

        recorder.assertFailed(RejectedExecutionException.class);
    }

    @Test
    void publishOnOfAMono_withItsValueQueued_deliversIt() {
        Recorder<String> recorder = Recorder.ofAll();
        Mono.just("value").hide().publishOn(scheduler).subscribe(recorder);

        loop.close();

        recorder.assertCompleted();
        assertThat(recorder.items).containsExactly("value");
    }

    @Test
    void subscribeOn_notYetSubscribed_neverSubscribes() {
        AtomicInteger subscribed = new AtomicInteger();
        Recorder<Integer> flux = Recorder.ofAll();
        Recorder<Integer> mono = Recorder.ofAll();
        Flux.defer(() -> Flux.just(subscribed.incrementAndGet()))
                .subscribeOn(scheduler)
                .subscribe(flux);
        Mono.fromCallable(subscribed::incrementAndGet).subscribeOn(scheduler).subscribe(mono);

        loop.close();

        flux.assertFailed(LoopClosedException.class);
        mono.assertFailed(LoopClosedException.class);
        assertThat(subscribed).hasValue(0);
    }

    @Test
    void subscribeOn_ofNothing_completes() {
        Recorder<Object> recorder = Recorder.ofAll();
        Mono.empty().subscribeOn(scheduler).subscribe(recorder);

        loop.close();

        recorder.assertCompleted();
    }

    @Test
    void subscribeOn_withARequestQueued_passesItOn() {
        Recorder<Integer> recorder = Recorder.onSubscribe(subscription -> {});
        Flux.range(1, 5).subscribeOn(scheduler).subscribe(recorder);
        time.runReady();
        new Thread(() -> recorder.subscription().request(Long.MAX_VALUE)).start();
        org.awaitility.Awaitility.await()
                .until(() -> reactor.core.Scannable.from(scheduler).scan(reactor.core.Scannable.Attr.BUFFERED) == 1);

        loop.close();

        recorder.assertCompleted();
        assertThat(recorder.items).containsExactly(1, 2, 3, 4, 5);
    }

    /** Where {@code subscribeOn} must hop to its loop; what comes out of the request fails the test. */
    private static void requestFromElsewhere(Recorder<?> recorder) throws Exception {
        CompletableFuture.runAsync(() -> recorder.subscription().request(1)).get(10, TimeUnit.SECONDS);
    }

    /** Reactor throws it out of {@code request()}, where it is lost. */
    @Test
    void subscribeOn_whoseRequestIsRefused_fails() throws Exception {
        Recorder<Integer> recorder = requesting(1);
        TestPublisher<Integer> source = TestPublisher.create();
        source.flux().subscribeOn(scheduler).subscribe(recorder);
        time.runReady();
        source.next(1);

        loop.close();
        requestFromElsewhere(recorder);
        requestFromElsewhere(recorder);

        assertThat(recorder.items).containsExactly(1);
        recorder.assertFailed(LoopClosedException.class);
        source.assertCancelled();
    }

    @Test
    void subscribeOn_whoseRequestIsRefusedByADisposedView_fails() throws Exception {
        Recorder<Integer> recorder = requesting(1);
        Flux.range(1, 10).subscribeOn(scheduler).subscribe(recorder);
        time.runReady();

        scheduler.dispose();
        requestFromElsewhere(recorder);

        assertThat(recorder.items).containsExactly(1);
        recorder.assertFailed(RejectedExecutionException.class);
    }

    @Test
    void subscribeOnOfAMono_whoseRequestIsRefused_failsOnce() throws Exception {
        Recorder<Integer> recorder = Recorder.onSubscribe(subscription -> {});
        Mono.fromCallable(() -> 1).hide().subscribeOn(scheduler).subscribe(recorder);
        time.runReady();

        loop.close();
        requestFromElsewhere(recorder);

        recorder.assertFailed(RejectedExecutionException.class);
        assertThat(LoopClosedException.find(recorder.errors.get(0))).isPresent();
    }

    @Test
    void subscribeOn_requestedAfterItsEndOrCancel_isSilent() throws Exception {
        Recorder<Integer> ended = Recorder.ofAll();
        Recorder<Integer> left = requesting(1);
        Flux.range(1, 3).subscribeOn(scheduler).subscribe(ended);
        Flux.range(1, 3).subscribeOn(scheduler).subscribe(left);
        time.runReady();
        left.subscription().cancel();

        loop.close();
        requestFromElsewhere(ended);
        requestFromElsewhere(left);

        ended.assertCompleted();
        left.assertSilent();
    }

    @Test
    void onBackpressureBufferWithTtl_closed_failsBehindWhatItHolds() {
        Sinks.Many<Integer> sink = Sinks.many().unicast().onBackpressureBuffer();
        Recorder<Integer> recorder = requesting(0x7fff_ffff);
        Recorder<Integer> slow = Recorder.onSubscribe(subscription -> {});
        Flux<Integer> shared = sink.asFlux().publish().autoConnect(2);
        shared.onBackpressureBuffer(HOUR, 10, evicted -> {}, scheduler).subscribe(recorder);
        shared.onBackpressureBuffer(HOUR, 10, evicted -> {}, scheduler).subscribe(slow);
        sink.tryEmitNext(1).orThrow();

        loop.close();

        recorder.assertFailed(LoopClosedException.class);
        assertThat(slow.terminals()).isZero();
        slow.subscription().request(1);
        assertThat(slow.items).containsExactly(1);
        slow.subscription().request(1);
        slow.assertFailed(LoopClosedException.class);
    }

    @Test
    void cancelOn_aroundTheClose_reachesUpstream() {
        Recorder<Object> before = Recorder.ofAll();
        Recorder<Object> after = Recorder.ofAll();
        Flux<Object> source = Flux.never().doOnCancel(cancelled::incrementAndGet);
        source.cancelOn(scheduler).subscribe(before);
        source.cancelOn(scheduler).subscribe(after);
        before.subscription().cancel();
        assertThat(cancelled).hasValue(0);

        loop.close();
        assertThat(cancelled).hasValue(1);
        assertThatCode(() -> after.subscription().cancel()).doesNotThrowAnyException();

        assertThat(cancelled).hasValue(2);
        before.assertSilent();
        after.assertSilent();
    }

    @Test
    void cacheWithTtl_closed_keepsItsValue() {
        Recorder<Integer> recorder = Recorder.ofAll();
        Mono<Integer> cached = Mono.just(1).cache(HOUR, scheduler);
        cached.subscribe();

        loop.close();
        cached.subscribe(recorder);

        recorder.assertCompleted();
    }

    @Test
    void graceOfARefCount_closedMeanwhile_isOver() {
        AtomicInteger cancelled = new AtomicInteger();
        Flux<Object> shared =
                Flux.never().doOnCancel(cancelled::incrementAndGet).publish().refCount(1, HOUR, scheduler);
        shared.subscribe().dispose();
        assertThat(cancelled).hasValue(0);

        loop.close();

        assertThat(cancelled).hasValue(1);
    }

    @Test
    void graceOfARefCount_closedBefore_isOver() {
        AtomicInteger cancelled = new AtomicInteger();
        Flux<Object> shared =
                Flux.never().doOnCancel(cancelled::incrementAndGet).publish().refCount(1, HOUR, scheduler);
        Disposable only = shared.subscribe();
        loop.close();

        only.dispose();

        assertThat(cancelled).hasValue(1);
    }
}
