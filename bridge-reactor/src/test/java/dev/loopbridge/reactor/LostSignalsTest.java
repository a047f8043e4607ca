package dev.loopbridge.reactor;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.concurrent.Tasks;
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
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

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
}
