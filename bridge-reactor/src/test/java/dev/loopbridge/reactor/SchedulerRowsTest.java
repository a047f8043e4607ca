package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * What becomes of a chain whose scheduler goes away: the rows of the study of our peers.
 *
 * <p>On our scheduler each ends in one terminal signal. The controls are the same rows on Reactor's own, where they hang; if
 * one of those goes red, Reactor has changed, and the row proves less than it did.
 */
class SchedulerRowsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        release.countDown();
    }

    private void beBusy() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A fake loop as others have it: its close drops what it holds, and refuses what comes. */
    private static final class DroppingExecutor implements Executor {
        private final Queue<Runnable> queue = new ArrayDeque<>();
        private boolean closed;

        @Override
        public void execute(Runnable command) {
            if (closed) {
                throw new RejectedExecutionException("Event loop is closed");
            }
            queue.add(command);
        }

        void close() {
            queue.clear();
            closed = true;
        }
    }

    @Nested
    class OnALoop {
        private final EventLoopThread host = EventLoopThread.start("api");
        private final EventLoop loop = host.loop();
        private final Scheduler scheduler = LoopSchedulers.from(loop);

        @BeforeEach
        void awaitRunning() {
            SchedulerContractTest.awaitRunning(loop);
        }

        @AfterEach
        void close() {
            release.countDown();
            host.close();
        }

        private void assertClosed(Recorder<?> recorder) {
            await().until(() -> recorder.terminals() > 0);
            host.close();
            recorder.assertFailed(RejectedExecutionException.class);
            assertThat(LoopClosedException.find(recorder.errors.get(0))).isPresent();
        }

        private void assertRefused(Recorder<?> recorder) {
            await().until(() -> recorder.terminals() > 0);
            assertThat(loop.isClosed()).isFalse();
            host.close();
            recorder.assertFailed(RejectedExecutionException.class);
        }

        @Test
        void r1_delay_closed_fails() {
            Recorder<Long> recorder = Recorder.ofAll();
            Mono.delay(HOUR, scheduler).subscribe(recorder);

            host.close();

            assertClosed(recorder);
            assertThat(recorder.errors.get(0)).isInstanceOf(LoopClosedException.class);
        }

        @Test
        void r1_delay_viewDisposed_fails() {
            Recorder<Long> recorder = Recorder.ofAll();
            Mono.delay(HOUR, scheduler).subscribe(recorder);

            scheduler.dispose();

            assertRefused(recorder);
        }

        @Test
        void r2_interval_closed_fails() {
            Recorder<Long> recorder = Recorder.ofAll();
            Flux.interval(Duration.ofMillis(1), scheduler).subscribe(recorder);
            await().until(() -> recorder.items.size() >= 5);

            host.close();

            assertClosed(recorder);
        }

        @Test
        void r2_interval_viewDisposed_fails() {
            Recorder<Long> recorder = Recorder.ofAll();
            Flux.interval(Duration.ofMillis(1), scheduler).subscribe(recorder);
            await().until(() -> recorder.items.size() >= 5);

            scheduler.dispose();

            assertRefused(recorder);
        }

        @Test
        void r3_publishOnBehindABusyTask_closed_isDelivered() {
            Recorder<Integer> recorder = Recorder.ofAll();
            scheduler.schedule(SchedulerRowsTest.this::beBusy);
            Flux.range(1, 5).hide().publishOn(scheduler).subscribe(recorder);

            loop.shutdown(Duration.ZERO);
            release.countDown();
            host.close();

            recorder.assertCompleted();
            assertThat(recorder.items).containsExactly(1, 2, 3, 4, 5);
        }

        @Test
        void r3_publishOnBehindABusyTask_viewDisposed_isDelivered() {
            Recorder<Integer> recorder = Recorder.ofAll();
            scheduler.schedule(SchedulerRowsTest.this::beBusy);
            Flux.range(1, 5).publishOn(scheduler).subscribe(recorder);

            scheduler.dispose();
            release.countDown();

            await().until(() -> recorder.terminals() > 0);
            recorder.assertCompleted();
            assertThat(recorder.items).containsExactly(1, 2, 3, 4, 5);
        }

        @Test
        void r4_subscribeOn_afterTheClose_fails() {
            host.close();
            Recorder<Integer> recorder = Recorder.ofAll();

            Flux.range(1, 5).subscribeOn(scheduler).subscribe(recorder);

            assertClosed(recorder);
        }

        @Test
        void r4_subscribeOn_afterTheDispose_fails() {
            scheduler.dispose();
            Recorder<Integer> recorder = Recorder.ofAll();

            Flux.range(1, 5).subscribeOn(scheduler).subscribe(recorder);

            assertRefused(recorder);
        }

        @Test
        void r5_interval_disposedGracefully_fails() {
            Recorder<Long> recorder = Recorder.ofAll();
            Flux.interval(Duration.ofMillis(1), scheduler).subscribe(recorder);
            await().until(() -> recorder.items.size() >= 5);

            scheduler.disposeGracefully().block(Duration.ofSeconds(10));

            assertRefused(recorder);
        }

        @Test
        void r6_queuedSignalWithMoreToCome_closed_isDeliveredAndFails() {
            EventLoop idle = EventLoop.create();
            Recorder<Integer> recorder = Recorder.ofAll();
            Flux.concat(Flux.just(1), Flux.<Integer>never())
                    .publishOn(LoopSchedulers.from(idle))
                    .subscribe(recorder);

            idle.close();

            assertThat(recorder.items).containsExactly(1);
            recorder.assertFailed(LoopClosedException.class);
        }

        @Test
        void r7_subscribe_afterTheClose_failsAndSaysWhyOnce() {
            host.close();
            Recorder<Integer> recorder = Recorder.ofAll();
            Recorder<Throwable> handled = Recorder.ofAll();
            Schedulers.onHandleError("r7", (thread, error) -> handled.onNext(error));

            Flux.range(1, 5).publishOn(scheduler).subscribe(recorder);
            Schedulers.resetOnHandleError("r7");

            assertClosed(recorder);
            assertThat(handled.items).isEmpty();
        }

        @Test
        void r8_delayElements_closed_fails() {
            Recorder<Integer> recorder = Recorder.ofAll();
            Flux.range(1, 5).delayElements(HOUR, scheduler).subscribe(recorder);

            host.close();

            assertClosed(recorder);
        }

        @Test
        void t1_delayElements_always_isTimedByTheLoop() {
            Recorder<Integer> recorder = Recorder.ofAll();

            Flux.range(1, 3).delayElements(Duration.ofMillis(1), scheduler).subscribe(recorder);

            await().until(() -> recorder.terminals() > 0);
            recorder.assertCompleted();
            assertThat(recorder.items).containsExactly(1, 2, 3);
        }

        @Test
        void t2_error_ofAClosedLoop_comesOnTheClosingOrTheCallingThread() {
            Recorder<Thread> inFlight = Recorder.ofAll();
            Recorder<Thread> late = Recorder.ofAll();
            Mono.delay(HOUR, scheduler)
                    .cast(Object.class)
                    .onErrorResume(error -> Mono.fromSupplier(Thread::currentThread))
                    .cast(Thread.class)
                    .subscribe(inFlight);

            host.close();
            Mono.delay(HOUR, scheduler)
                    .cast(Object.class)
                    .onErrorResume(error -> Mono.fromSupplier(Thread::currentThread))
                    .cast(Thread.class)
                    .subscribe(late);

            assertThat(inFlight.items).containsExactly(host.thread());
            assertThat(late.items).containsExactly(Thread.currentThread());
        }

        @Test
        void t6_refusals_always_areOfTheTypeThatOperatorsCatch() {
            host.close();
            Recorder<Integer> recorder = Recorder.ofAll();

            Flux.range(1, 5).hide().publishOn(scheduler).subscribe(recorder);

            assertClosed(recorder);
        }
    }

    @Nested
    class Controls {
        /** Bounded: what is silent for this long after the last event that could wake it, hangs. */
        private static final Duration LONG_ENOUGH = Duration.ofMillis(150);

        private final Scheduler single = Schedulers.newSingle("control");

        @AfterEach
        void close() {
            release.countDown();
            single.dispose();
        }

        private void assertHangs(Recorder<?> recorder) {
            await().dontCatchUncaughtExceptions()
                    .during(LONG_ENOUGH)
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> recorder.terminals() == 0);
            recorder.assertSilent();
        }

        @Test
        void r1_delay_hangs() {
            Recorder<Long> recorder = Recorder.ofAll();
            Mono.delay(HOUR, single).subscribe(recorder);

            single.dispose();

            assertHangs(recorder);
        }

        @Test
        void r2_interval_hangs() {
            Recorder<Long> recorder = Recorder.ofAll();
            Flux.interval(Duration.ofMillis(1), single).subscribe(recorder);
            await().until(() -> recorder.items.size() >= 5);

            single.dispose();

            assertHangs(recorder);
        }

        @Test
        void r3_publishOnBehindABusyTask_hangs() {
            Recorder<Integer> recorder = Recorder.ofAll();
            CountDownLatch busy = new CountDownLatch(1);
            single.schedule(() -> {
                busy.countDown();
                beBusy();
            });
            Flux.range(1, 5).publishOn(single).subscribe(recorder);
            await().until(() -> busy.getCount() == 0);

            single.dispose();
            release.countDown();

            assertHangs(recorder);
            assertThat(recorder.items).isEmpty();
        }

        @Test
        void r4_subscribeOnAfterDispose_fails() {
            single.dispose();
            Recorder<Integer> recorder = Recorder.ofAll();

            Flux.range(1, 5).subscribeOn(single).subscribe(recorder);

            recorder.assertFailed(RejectedExecutionException.class);
        }

        @Test
        void r5_intervalDisposedGracefully_hangs() {
            Recorder<Long> recorder = Recorder.ofAll();
            Flux.interval(Duration.ofMillis(1), single).subscribe(recorder);
            await().until(() -> recorder.items.size() >= 5);

            single.disposeGracefully().block(Duration.ofSeconds(10));

            assertHangs(recorder);
        }

        @Test
        void r6_fromExecutorWithASignalQueued_hangs() {
            DroppingExecutor executor = new DroppingExecutor();
            Recorder<Integer> recorder = Recorder.ofAll();
            Flux.range(1, 5).publishOn(Schedulers.fromExecutor(executor)).subscribe(recorder);

            executor.close();

            assertHangs(recorder);
        }

        @Test
        void r7_fromExecutorAfterTheClose_failsAndIsReportedTwice() {
            DroppingExecutor executor = new DroppingExecutor();
            executor.close();
            Recorder<Integer> recorder = Recorder.ofAll();
            Recorder<Throwable> handled = Recorder.ofAll();
            Schedulers.onHandleError("r7", (thread, error) -> handled.onNext(error));
            Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
            Thread.currentThread().setUncaughtExceptionHandler((thread, error) -> {});

            Flux.range(1, 5).publishOn(Schedulers.fromExecutor(executor)).subscribe(recorder);
            Thread.currentThread().setUncaughtExceptionHandler(before);
            Schedulers.resetOnHandleError("r7");

            recorder.assertFailed(RejectedExecutionException.class);
            assertThat(handled.items).hasSize(1);
        }

        @Test
        void r8_delayElementsOnAnExecutor_isRefusedForWantOfAClock() {
            Recorder<Integer> recorder = Recorder.ofAll();

            Flux.range(1, 5)
                    .delayElements(HOUR, Schedulers.fromExecutor(new DroppingExecutor()))
                    .subscribe(recorder);

            recorder.assertFailed(RejectedExecutionException.class);
            assertThat(recorder.errors.get(0)).hasMessage("Scheduler unavailable");
            assertThat(recorder.errors.get(0).getCause()).hasMessageContaining("not capable of time-based scheduling");
        }

        /** The control of T1 is R8's: without a clock there is no time. */
        @Test
        void t2_errorOfARefusal_comesOnTheCallersThread() {
            Recorder<Thread> recorder = Recorder.ofAll();

            Mono.delay(HOUR, Schedulers.fromExecutor(new DroppingExecutor()))
                    .cast(Object.class)
                    .onErrorResume(error -> Mono.fromSupplier(Thread::currentThread))
                    .cast(Thread.class)
                    .subscribe(recorder);

            assertThat(recorder.items).containsExactly(Thread.currentThread());
        }

        @Test
        void t6_anyOtherTypeOfRefusal_hangs() {
            Recorder<Integer> recorder = Recorder.ofAll();
            Scheduler refusing = new Scheduler() {
                @Override
                public Disposable schedule(Runnable task) {
                    throw new IllegalStateException("Event loop is closed");
                }

                @Override
                public Worker createWorker() {
                    return new Worker() {
                        @Override
                        public Disposable schedule(Runnable task) {
                            throw new IllegalStateException("Event loop is closed");
                        }

                        @Override
                        public void dispose() {}
                    };
                }
            };

            Flux.range(1, 5).hide().publishOn(refusing).subscribe(recorder);

            assertHangs(recorder);
        }
    }
}
