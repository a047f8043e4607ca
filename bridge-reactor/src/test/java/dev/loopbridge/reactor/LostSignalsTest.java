package dev.loopbridge.reactor;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/**
 * What happens to a subscription when that which runs it goes away: Reactor's own sources, which tell nobody, and ours. The
 * control of a row shows that the row bites.
 */
class LostSignalsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    /** For what must not come: it is not there at once, and nothing is left that could bring it. */
    private static final long SILENCE_MILLIS = 50;

    private final List<Throwable> toldElsewhere = Collections.synchronizedList(new ArrayList<>());
    private final Recorder<Long> recorder = Recorder.ofAll();

    private void assertLost() throws InterruptedException {
        assertThat(recorder.ended.await(SILENCE_MILLIS, TimeUnit.MILLISECONDS)).isFalse();
        recorder.assertSilent();
    }

    private void assertTold() throws InterruptedException {
        assertThat(recorder.ended.await(10, TimeUnit.SECONDS)).isTrue();
        recorder.assertFailed(LoopClosedException.class);
        assertThat(recorder.errors.get(0)).hasMessageStartingWith("Event loop is closed: loop \"");
    }

    @AfterEach
    void nothingIsToldTwice() {
        Hooks.resetOnErrorDropped();
        Schedulers.resetOnHandleError();
        assertThat(toldElsewhere).isEmpty();
        assertThat(recorder.terminals()).isLessThanOrEqualTo(1);
    }

    private void listenElsewhere() {
        Hooks.onErrorDropped(toldElsewhere::add);
        Schedulers.onHandleError((thread, error) -> toldElsewhere.add(error));
    }

    @Test
    void r1_control_monoDelay_schedulerDisposed_isLost() throws Exception {
        Scheduler single = Schedulers.newSingle("r1");
        Mono.delay(HOUR, single).subscribe(recorder);

        single.dispose();

        assertLost();
    }

    @Test
    void r1_loopMonoDelay_loopClosed_isTold() throws Exception {
        listenElsewhere();
        EventLoopThread host = EventLoopThread.start("r1");
        LoopMono.delay(host.loop(), HOUR).subscribe(recorder);

        host.close();

        assertTold();
    }

    private void awaitFive(Flux<Long> ticks) throws InterruptedException {
        CountDownLatch five = new CountDownLatch(5);
        ticks.doOnNext(tick -> five.countDown()).subscribe(recorder);
        five.await();
    }

    @Test
    void r2_control_fluxInterval_schedulerDisposed_isLost() throws Exception {
        Scheduler single = Schedulers.newSingle("r2");
        awaitFive(Flux.interval(Duration.ofMillis(1), single));

        single.dispose();

        assertLost();
    }

    @Test
    void r2_loopFluxInterval_loopClosed_isTold() throws Exception {
        listenElsewhere();
        EventLoopThread host = EventLoopThread.start("r2");
        awaitFive(LoopFlux.interval(host.loop(), Duration.ofMillis(1)));

        host.close();

        assertTold();
        assertThat(recorder.items).startsWith(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void r3_submitQueuedBehindABusyTask_loopClosed_isTold() throws Exception {
        listenElsewhere();
        EventLoopThread host = EventLoopThread.start("r3");
        CountDownLatch busy = new CountDownLatch(1);
        host.loop().execute(() -> awaitQuietly(busy));
        LoopFlux.<Long>submit(host.loop(), out -> out.emit(1L)).subscribe(recorder);

        host.loop().shutdown(Duration.ZERO);
        busy.countDown();

        assertTold();
        assertThat(recorder.items).isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static Stream<Factory> onAGivenLoop() {
        return Factory.all().filter(factory -> !factory.name().endsWith(".run"));
    }

    /** R4, R7 and T2, too: once, on the caller's thread, by its own name. */
    @ParameterizedTest
    @MethodSource("onAGivenLoop")
    void r7_subscribedAfterTheClose_isTheErrorItselfAndNoOther(Factory factory) {
        listenElsewhere();
        AtomicReference<Thread> told = new AtomicReference<>();
        Recorder<Object> late = Recorder.ofAll();

        Flux.from(factory.failing())
                .doOnError(error -> told.set(Thread.currentThread()))
                .subscribe(late);

        late.assertFailed(LoopClosedException.class);
        assertThat(told).hasValue(Thread.currentThread());
    }

    @Test
    void r5_control_fluxInterval_disposedGracefully_isLost() throws Exception {
        Scheduler single = Schedulers.newSingle("r5");
        awaitFive(Flux.interval(Duration.ofMillis(1), single));

        single.disposeGracefully().block(Duration.ofSeconds(10));

        assertLost();
    }

    @Test
    void r5_loopFluxInterval_shutDownWithGrace_isTold() throws Exception {
        listenElsewhere();
        EventLoopThread host = EventLoopThread.start("r5");
        awaitFive(LoopFlux.interval(host.loop(), Duration.ofMillis(1)));

        host.loop().shutdown(Duration.ofSeconds(10)).toCompletableFuture().get();

        assertTold();
    }

    /** The close may drop a queued signal no more than a timer: its value is there, and arrives. */
    @Test
    void r6_signalQueued_loopClosed_isDelivered() {
        listenElsewhere();
        EventLoop loop = EventLoop.create();
        LoopFuture<Long> future = loop.createFuture();
        LoopMono.fromTask(future).subscribe(recorder);
        future.setResult(7L);
        recorder.assertSilent();

        loop.close();

        assertThat(recorder.items).containsExactly(7L);
        recorder.assertCompleted();
    }

    @Test
    void r8_streamThatSleepsBetweenElements_loopClosed_isToldByItsOwnName() throws Exception {
        listenElsewhere();
        EventLoopThread host = EventLoopThread.start("r8");
        CountDownLatch first = new CountDownLatch(1);
        LoopFlux.<Long>submit(host.loop(), out -> {
                    out.emit(1L);
                    first.countDown();
                    await(Tasks.sleep(HOUR));
                })
                .subscribe(recorder);
        first.await();

        host.close();

        assertTold();
    }

    @Test
    void t6_loopThatRefusesMore_isTold() {
        listenElsewhere();
        EventLoop loop = EventLoop.builder().name("full").maxPending(1).build();
        loop.callSoonThreadsafe(() -> {});

        LoopMono.submit(loop, () -> 1L).subscribe(recorder);

        recorder.assertFailed(RejectedExecutionException.class);
        assertThat(recorder.errors.get(0))
                .hasMessage(
                        "Event loop \"full\" has 1 submissions waiting, its maxPending; slow down, or allow more in its"
                                + " builder");
        loop.close();
    }

    @Test
    void g1_control_blockingInsideASourceOnAParallelThread_isAllowed() {
        Mono<Boolean> blocking = Mono.fromCallable(() -> new CountDownLatch(0).await(1, TimeUnit.SECONDS));

        StepVerifier.create(blocking.subscribeOn(Schedulers.parallel()))
                .expectNext(true)
                .verifyComplete();
    }

    @Test
    void g1_runningALoopOnAParallelThread_isTold() throws Exception {
        listenElsewhere();

        LoopMono.run(() -> 1L).subscribeOn(Schedulers.parallel()).subscribe(recorder);

        assertThat(recorder.ended.await(10, TimeUnit.SECONDS)).isTrue();
        recorder.assertFailed(IllegalStateException.class);
        assertThat(recorder.errors.get(0)).hasMessageContaining("which must not block");
    }

    /** Virtual time that the loop itself keeps reaches its sources, with no scheduler in between. */
    @Test
    void g3_virtualTimeOfTheLoop_reachesItsSources() {
        try (VirtualEventLoop time = VirtualEventLoop.create()) {
            StepVerifier.create(LoopFlux.interval(time.loop(), HOUR).take(3))
                    .then(() -> time.advance(HOUR))
                    .expectNext(0L)
                    .then(() -> time.advance(HOUR.multipliedBy(2)))
                    .expectNext(1L, 2L)
                    .verifyComplete();
        }
    }

    static Stream<Throwable> fatal() {
        return Stream.of(
                new StackOverflowError("deep"), new NoClassDefFoundError("gone"), new IllegalStateException("plain"));
    }

    @ParameterizedTest
    @MethodSource("fatal")
    void g6_bodyThrowsWhateverThereIs_isToldByEachVerb(Throwable thrown) throws Exception {
        Coroutine<Long> body = () -> {
            throw Exceptions.propagate(thrown);
        };
        List<Recorder<Long>> recorders = new ArrayList<>();
        EventLoop loop = EventLoop.builder()
                .exceptionHandler((where, context) -> {}) // a fatal error tears through a shared loop, and is reported
                .build();
        try (EventLoopThread host = EventLoopThread.start(loop)) {
            for (Mono<Long> mono : List.of(
                    LoopMono.run(body),
                    LoopMono.runUntilComplete(EventLoop.create(), body),
                    LoopMono.submit(host.loop(), body),
                    LoopMono.fromTask(host.loop().submit(body)))) {
                Recorder<Long> each = Recorder.ofAll();
                mono.subscribe(each);
                recorders.add(each);
            }
            for (Recorder<Long> each : recorders) {
                assertThat(each.ended.await(10, TimeUnit.SECONDS)).isTrue();
                assertThat(Exceptions.unwrap(each.errors.get(0))).isSameAs(thrown);
                assertThat(each.terminals()).isEqualTo(1);
            }
            assertThat(host.loop().isRunning()).isTrue();
        }
    }
}
