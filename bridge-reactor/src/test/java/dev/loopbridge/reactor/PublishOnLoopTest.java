package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.bridge.HandOver;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.Scannable;
import reactor.core.Scannable.Attr;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.publisher.TestPublisher;
import reactor.util.context.Context;

class PublishOnLoopTest {
    private final List<Throwable> reported = new ArrayList<>();
    private final List<Object> dropped = new ArrayList<>();
    private final List<Object> discarded = new ArrayList<>();
    private final VirtualEventLoop time = VirtualEventLoop.create(
            EventLoop.builder().name("api").exceptionHandler((loop, context) -> reported.add(context.exception())));
    private final EventLoop loop = time.loop();
    private final TestPublisher<Integer> source = TestPublisher.createNoncompliant(
            TestPublisher.Violation.CLEANUP_ON_TERMINATE, TestPublisher.Violation.REQUEST_OVERFLOW);
    private final Recorder<Integer> recorder = Recorder.ofAll();

    @AfterEach
    void close() {
        time.close();
        Hooks.resetOnErrorDropped();
        Hooks.resetOnNextDropped();
        assertThat(reported).isEmpty();
    }

    private Flux<Integer> handedOver(int prefetch) {
        return source.flux()
                .transform(LoopOperators.publishOn(loop, prefetch))
                .doOnDiscard(Object.class, discarded::add);
    }

    private void dropInto() {
        Hooks.onErrorDropped(dropped::add);
        Hooks.onNextDropped(dropped::add);
    }

    @Test
    void publishOn_always_deliversInOrderOnTheLoop() {
        List<Boolean> onTheLoop = new ArrayList<>();
        Flux.range(0, 1_000)
                .transform(LoopOperators.publishOn(loop, 16))
                .doOnNext(n -> onTheLoop.add(loop.inLoop()))
                .subscribe(recorder);

        time.runReady();

        assertThat(recorder.items).hasSize(1_000).isSorted();
        recorder.assertCompleted();
        assertThat(onTheLoop).doesNotContain(false);
    }

    @Test
    void publishOn_ofMoreThanATurn_letsOthersHaveTheirs() {
        AtomicInteger seen = new AtomicInteger();
        source.flux().transform(LoopOperators.publishOn(loop, 1_000)).subscribe(recorder);
        for (int n = 0; n < 300; n++) {
            source.next(n);
        }

        loop.execute(() -> seen.set(recorder.items.size()));
        time.runReady();

        // fewer where the machine is so busy that they take a millisecond
        assertThat(seen.get()).isBetween(1, HandOver.TURN);
        assertThat(recorder.items).hasSize(300);
    }

    @Test
    void demand_ofUpstream_isPrefetchAndThreeQuartersAgain() {
        List<Long> requests = new ArrayList<>();
        source.flux()
                .doOnRequest(requests::add)
                .transform(LoopOperators.publishOn(loop, 8))
                .subscribe(recorder);
        source.next(1, 2, 3, 4, 5);
        time.runReady();
        assertThat(requests).containsExactly(8L);

        source.next(6, 7);
        time.runReady();

        assertThat(requests).containsExactly(8L, 6L);
    }

    @Test
    void demand_ofDownstream_isKept() {
        Recorder<Integer> one = Recorder.onSubscribe(subscription -> subscription.request(1));
        handedOver(8).subscribe(one);
        source.next(1, 2).complete();
        time.runReady();
        assertThat(one.items).containsExactly(1);

        one.subscription().request(1);
        time.runReady();

        assertThat(one.items).containsExactly(1, 2);
        one.assertCompleted();
    }

    @Test
    void close_withElementsWaiting_failsOnceAndDiscardsThem() {
        handedOver(8).subscribe(recorder);
        source.next(1, 2);

        loop.close();

        recorder.assertFailed(LoopClosedException.class);
        assertThat(recorder.items).isEmpty();
        assertThat(discarded).containsExactly(1, 2);
        source.assertCancelled();
    }

    @Test
    void close_whileIdle_failsOnce() {
        handedOver(8).subscribe(recorder);

        loop.close();

        recorder.assertFailed(LoopClosedException.class);
        source.assertCancelled();
    }

    @Test
    void close_behindTheErrorOfUpstream_keepsThatError() {
        handedOver(8).subscribe(recorder);
        source.next(1).error(new IllegalStateException("the source's own"));

        loop.close();

        recorder.assertFailed(IllegalStateException.class);
    }

    @Test
    void subscribe_onAClosedLoop_fails() {
        loop.close();

        handedOver(8).subscribe(recorder);

        recorder.assertFailed(LoopClosedException.class);
    }

    @Test
    void close_withinOnNext_failsBehindIt() {
        EventLoop own = EventLoop.create();
        Recorder<Integer> closing = Recorder.onSubscribeAndNext(
                subscription -> subscription.request(Long.MAX_VALUE),
                (subscription, item) -> own.shutdown(Duration.ZERO));
        source.flux().transform(LoopOperators.publishOn(own, 8)).subscribe(closing);
        source.next(1, 2, 3);

        own.runForever();

        closing.assertFailed(LoopClosedException.class);
        assertThat(own.isClosed()).isTrue();
    }

    @Test
    void refusal_byAFullLoop_failsOnce() throws Exception {
        try (EventLoop full = EventLoop.builder().maxPending(1).build()) {
            source.flux().transform(LoopOperators.publishOn(full, 8)).subscribe(recorder);
            full.callSoonThreadsafe(() -> {});

            source.next(1);

            recorder.assertFailed(RejectedExecutionException.class);
            source.assertCancelled();
        }
    }

    @Test
    void signals_afterTheEnd_areDropped() {
        dropInto();
        handedOver(8).subscribe(recorder);
        loop.close();
        IllegalStateException late = new IllegalStateException("late");

        source.next(1).error(late);

        recorder.assertFailed(LoopClosedException.class);
        assertThat(dropped).containsExactly(1, late);
    }

    @Test
    void cancel_withElementsWaiting_discardsThemAndIsSilent() {
        handedOver(8).subscribe(recorder);
        source.next(1, 2);

        recorder.subscription().cancel();
        source.next(3).complete();
        time.runReady();

        recorder.assertSilent();
        assertThat(recorder.items).isEmpty();
        assertThat(discarded).containsExactly(1, 2, 3);
        source.assertCancelled();
    }

    @Test
    void onNext_throwing_isTheEnd() {
        IllegalStateException thrown = new IllegalStateException("thrown");
        Recorder<Integer> throwing = Recorder.onSubscribeAndNext(
                subscription -> subscription.request(Long.MAX_VALUE), (subscription, item) -> {
                    throw thrown;
                });
        handedOver(8).subscribe(throwing);
        source.next(1, 2).complete();

        time.runReady();

        assertThat(throwing.errors).containsExactly(thrown);
        assertThat(throwing.terminals()).isEqualTo(1);
        assertThat(throwing.items).containsExactly(1);
        assertThat(discarded).containsExactly(2);
    }

    @Test
    void request_ofNothing_isTheRulesError() {
        Recorder<Integer> wrong = Recorder.onSubscribe(subscription -> subscription.request(0));
        handedOver(8).subscribe(wrong);

        time.runReady();

        wrong.assertFailed(IllegalArgumentException.class);
        assertThat(wrong.errors.get(0)).hasMessage("request must be > 0, was 0 (Reactive Streams rule 3.9)");
    }

    @Test
    void source_thatSendsTooMuch_fails() {
        Recorder<Integer> idle = Recorder.onSubscribe(subscription -> {});
        handedOver(2).subscribe(idle);

        source.next(1, 2, 3);
        time.runReady();

        idle.assertFailed(IllegalStateException.class);
        assertThat(idle.errors.get(0))
                .hasMessage("a source sent more than the 2 elements that were asked for (Reactive Streams rule 1.1)");
    }

    @Test
    void mono_always_staysAMono() {
        Publisher<Integer> mono = LoopOperators.<Integer>publishOn(loop, 1).apply(Mono.just(1));

        mono.subscribe(recorder);
        time.runReady();

        assertThat(mono).isInstanceOf(Mono.class);
        assertThat(recorder.items).containsExactly(1);
        recorder.assertCompleted();
    }

    @Test
    void context_always_passesUp() {
        Flux.deferContextual(context -> Flux.just(context.<Integer>get("n")))
                .transform(LoopOperators.publishOn(loop, 1))
                .contextWrite(Context.of("n", 7))
                .subscribe(recorder);

        time.runReady();

        assertThat(recorder.items).containsExactly(7);
    }

    @Test
    void scan_always_isTruthful() {
        Recorder<Integer> one = Recorder.onSubscribe(subscription -> subscription.request(5));
        source.flux().transform(LoopOperators.publishOn(loop, 8)).subscribe(one);
        Scannable scan = Scannable.from(one.subscription());
        source.next(1, 2);

        assertThat(scan.scan(Attr.BUFFERED)).isEqualTo(2);
        assertThat(scan.scan(Attr.PREFETCH)).isEqualTo(8);
        assertThat(scan.scan(Attr.REQUESTED_FROM_DOWNSTREAM)).isEqualTo(5);
        assertThat(scan.scan(Attr.TERMINATED)).isFalse();
        assertThat(scan.scan(Attr.CANCELLED)).isFalse();
        loop.close();
        assertThat(scan.scan(Attr.TERMINATED)).isTrue();
        assertThat(scan.scan(Attr.ERROR)).isInstanceOf(LoopClosedException.class);
    }

    @Test
    void prefetch_lessThanOne_isRefused() {
        assertThatThrownBy(() -> LoopOperators.publishOn(loop, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prefetch must be at least 1, was 0");
    }

    /** A subscriber that is always behind: with Reactor's own, neither of these two would come. */
    @Test
    void busyStream_onALoop_starvesNobodyAndEndsAtTheShutdown() throws Exception {
        EventLoopThread host = EventLoopThread.start("busy");
        Scheduler up = Schedulers.newSingle("up");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch beside = new CountDownLatch(1);
        AtomicBoolean letGo = new AtomicBoolean();
        Recorder<Integer> busy = Recorder.onSubscribeAndNext(
                subscription -> subscription.request(Long.MAX_VALUE), (subscription, item) -> {
                    begun.countDown();
                    for (int spin = 0; spin < 1_000 && !letGo.get(); spin++) {
                        Thread.onSpinWait();
                    }
                });
        Flux.<Integer>generate(sink -> sink.next(1))
                .subscribeOn(up)
                .transform(LoopOperators.publishOn(host.loop(), 256))
                .subscribe(busy);
        begun.await();

        host.loop().execute(beside::countDown);

        assertThat(beside.await(10, TimeUnit.SECONDS)).isTrue();
        host.loop().shutdown(Duration.ZERO);
        assertThat(busy.ended.await(10, TimeUnit.SECONDS)).isTrue();
        letGo.set(true);
        host.close();
        up.dispose();
        busy.assertFailed(LoopClosedException.class);
    }

    /** The loop does not come round to its close: who is told does not need its thread. */
    @Test
    void shutdown_ofALoopThatIsKept_isToldAllTheSame() throws Exception {
        EventLoopThread host = EventLoopThread.start("kept");
        CountDownLatch kept = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        host.loop().execute(() -> {
            kept.countDown();
            awaitQuietly(release);
        });
        source.flux().transform(LoopOperators.publishOn(host.loop(), 8)).subscribe(recorder);
        kept.await();
        source.next(1);

        host.loop().shutdown(Duration.ZERO);

        assertThat(recorder.ended.await(10, TimeUnit.SECONDS)).isTrue();
        release.countDown();
        host.close();
        recorder.assertFailed(LoopClosedException.class);
        assertThat(recorder.items).isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Emitting, closing, requesting and cancelling all at once, many times: one end or none, and every element once. */
    @Test
    void race_ofEmitterCloseAndRequests_isOneEndAndLosesNothing() throws Exception {
        for (int round = 0; round < 300; round++) {
            EventLoopThread host = EventLoopThread.start("race");
            AtomicLong discards = new AtomicLong();
            Sinks.Many<Integer> sink = Sinks.many().unicast().onBackpressureBuffer();
            Recorder<Integer> each = Recorder.ofAll();
            sink.asFlux()
                    .transform(LoopOperators.publishOn(host.loop(), 16))
                    .doOnDiscard(Object.class, item -> discards.incrementAndGet())
                    .subscribe(each);
            Thread emitter = new Thread(() -> {
                for (int n = 0; n < 100; n++) {
                    sink.tryEmitNext(n);
                }
                sink.tryEmitComplete();
            });
            emitter.start();
            host.loop().shutdown(Duration.ZERO);
            emitter.join();
            host.close();

            assertThat(each.ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(each.terminals()).isEqualTo(1);
            assertThat(each.itemsAfterTheEnd).hasValue(0);
            assertThat(each.items).isSorted();
        }
    }
}
