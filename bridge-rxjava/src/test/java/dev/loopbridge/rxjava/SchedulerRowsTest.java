package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopbridge.loop.Await;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import io.reactivex.rxjava3.core.BackpressureStrategy;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.processors.UnicastProcessor;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subjects.SingleSubject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What becomes of a flow whose scheduler goes away: the rows of the study of our peers.
 *
 * <p>On our scheduler, guarded, each ends in one terminal signal, and nothing is reported. The controls are the same rows on
 * RxJava's own, where they hang; if one of those goes red, RxJava has changed, and the row proves less than it did.
 */
class SchedulerRowsTest {
    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        release.countDown();
    }

    /** One flow of each type that {@code scheduler} carries at the time it is subscribed. */
    private static List<Flowable<?>> subscribedOn(Scheduler scheduler) {
        return List.of(
                Flowable.range(1, 5).subscribeOn(scheduler),
                Observable.range(1, 5).subscribeOn(scheduler).toFlowable(BackpressureStrategy.BUFFER),
                Single.just(1).subscribeOn(scheduler).toFlowable(),
                Maybe.just(1).subscribeOn(scheduler).toFlowable(),
                Completable.complete().subscribeOn(scheduler).toFlowable());
    }

    /** One flow of each type that {@code scheduler} delivers. */
    private static List<Flowable<?>> observedOn(Scheduler scheduler) {
        return List.of(
                Flowable.range(1, 5).observeOn(scheduler),
                Observable.range(1, 5).observeOn(scheduler).toFlowable(BackpressureStrategy.BUFFER),
                Single.just(1).observeOn(scheduler).toFlowable(),
                Maybe.just(1).observeOn(scheduler).toFlowable(),
                Completable.complete().observeOn(scheduler).toFlowable());
    }

    private static List<Recorder> subscribe(List<Flowable<?>> flows) {
        return flows.stream()
                .map(flow -> {
                    Recorder recorder = new Recorder();
                    flow.subscribe(recorder);
                    return recorder;
                })
                .toList();
    }

    @Nested
    class OnALoop {
        private final EventLoopThread host = EventLoopThread.start("api");
        private final EventLoop loop = host.loop();
        private final Scheduler scheduler = LoopSchedulers.from(loop);

        @AfterEach
        void close() {
            release.countDown();
            host.close();
        }

        private List<Recorder> guard(List<Flowable<?>> flows) {
            return subscribe(flows.stream()
                    .<Flowable<?>>map(flow -> flow.compose(LoopTransformers.failOnClose(loop)))
                    .toList());
        }

        private Recorder guard(Flowable<?> flow) {
            return guard(List.of(flow)).get(0);
        }

        private void assertClosed(Recorder... recorders) throws InterruptedException {
            for (Recorder recorder : recorders) {
                assertThat(recorder.ended.await(10, TimeUnit.SECONDS)).isTrue();
                host.close();
                assertThat(recorder.ends).hasValue(1);
                assertThat(recorder.errors).singleElement().isInstanceOf(LoopClosedException.class);
            }
        }

        @Test
        void x1_subscribeOn_closed_fails() throws Exception {
            host.close();

            assertClosed(guard(subscribedOn(scheduler)).toArray(Recorder[]::new));
        }

        @Test
        void x2_observeOn_closed_fails() throws Exception {
            host.close();

            assertClosed(guard(observedOn(scheduler)).toArray(Recorder[]::new));
        }

        @Test
        void x3_interval_closed_fails() throws Exception {
            Recorder recorder = guard(Flowable.interval(1, TimeUnit.MILLISECONDS, scheduler));
            await().until(() -> recorder.items.size() >= 5);

            host.close();

            assertClosed(recorder);
        }

        @Test
        void x4_observeOnQueued_closed_fails() throws Exception {
            EventLoop idle = EventLoop.create();
            List<Recorder> recorders = subscribe(observedOn(LoopSchedulers.from(idle)).stream()
                    .<Flowable<?>>map(flow -> flow.compose(LoopTransformers.failOnClose(idle)))
                    .toList());

            idle.close();

            assertClosed(recorders.toArray(Recorder[]::new));
        }

        @Test
        void x5_observeOnInTheMiddleOfItsDrain_closed_fails() throws Exception {
            UnicastProcessor<Integer> numbers = UnicastProcessor.create();
            CountDownLatch first = new CountDownLatch(1);
            Recorder recorder = guard(numbers.observeOn(scheduler, false, 1).doOnNext(n -> {
                first.countDown();
                SchedulerContractTest.await(release);
            }));
            for (int n = 0; n < 5; n++) {
                numbers.onNext(n);
            }
            SchedulerContractTest.await(first);

            loop.shutdown(Duration.ZERO);
            release.countDown();

            assertClosed(recorder);
        }

        @Test
        void x6_delay_always_isTimedByTheLoop() throws Exception {
            AtomicReference<Thread> on = new AtomicReference<>();
            Recorder recorder = guard(Flowable.just(1)
                    .delay(1, TimeUnit.MILLISECONDS, scheduler)
                    .doOnNext(n -> on.set(Thread.currentThread())));

            assertThat(recorder.ended.await(10, TimeUnit.SECONDS)).isTrue();

            assertThat(recorder.items).containsExactly(1);
            assertThat(on).hasValue(host.thread());
        }

        @Test
        void x6_delay_closed_fails() throws Exception {
            Recorder recorder = guard(Flowable.just(1).delay(1, TimeUnit.HOURS, scheduler));

            host.close();

            assertClosed(recorder);
        }

        @Test
        void k1_singleOfTheBridge_closedInFlight_failsUnguardedToo() throws Exception {
            CountDownLatch begun = new CountDownLatch(1);
            Recorder recorder = new Recorder();
            LoopSingle.submit(loop, () -> {
                        begun.countDown();
                        return Await.await(loop.createFuture());
                    })
                    .observeOn(Schedulers.trampoline())
                    .subscribe(recorder);
            SchedulerContractTest.await(begun);

            host.close();

            assertClosed(recorder);
        }

        @Test
        void k1_afterTheClose_fails() throws Exception {
            host.close();

            assertClosed(guard(Single.timer(1, TimeUnit.MILLISECONDS, scheduler).toFlowable()));
        }

        @Test
        void k2_afterTheShutdownOfItsOwner_fails() throws Exception {
            Scheduler owner = LoopSchedulers.newSingle("own");
            EventLoop its = ((LoopScheduler) owner).loop();
            Recorder inFlight = new Recorder();
            Recorder late = new Recorder();
            Flowable<Long> timer = Flowable.timer(1, TimeUnit.HOURS, owner).compose(LoopTransformers.failOnClose(its));

            timer.subscribe(inFlight);
            owner.shutdown();
            timer.subscribe(late);

            assertClosed(inFlight, late);
        }

        @Test
        void k3_timerInFlight_closed_fails() throws Exception {
            Recorder recorder = guard(Maybe.timer(1, TimeUnit.HOURS, scheduler).toFlowable());

            host.close();

            assertClosed(recorder);
        }

        @Test
        void everyRow_unguarded_isAtLeastReported() {
            host.close();

            subscribe(subscribedOn(scheduler));
            subscribe(observedOn(scheduler));

            assertThat(undeliverable.errors)
                    .hasSize(10)
                    .allMatch(error -> error.getCause() instanceof LoopClosedException);
            undeliverable.errors.clear();
        }
    }

    @Nested
    class Controls {
        /** Bounded: what is silent for this long after the last event that could wake it, hangs. */
        private static final Duration LONG_ENOUGH = Duration.ofMillis(150);

        private final ExecutorService executor = Executors.newSingleThreadExecutor();
        private final Scheduler scheduler =
                Schedulers.from(executor, /* interruptibleWorker= */ false, /* fair= */ true);

        @AfterEach
        void close() {
            release.countDown();
            executor.shutdownNow();
            undeliverable.errors.clear(); // what is reported there, if anything, ends no flow
        }

        private void assertHang(List<Recorder> recorders) {
            // the peer's own thread may be thrown out of its task by the shutdown: that ends no flow either
            await().dontCatchUncaughtExceptions()
                    .during(LONG_ENOUGH)
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> recorders.stream().allMatch(recorder -> recorder.ends.get() == 0));
        }

        private void beBusy() {
            CountDownLatch busy = new CountDownLatch(1);
            executor.execute(() -> {
                busy.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            SchedulerContractTest.await(busy);
        }

        @Test
        void x1_subscribeOn_hangs() {
            executor.shutdownNow();

            assertHang(subscribe(subscribedOn(scheduler)));
        }

        @Test
        void x2_observeOn_hangs() {
            executor.shutdownNow();

            assertHang(subscribe(observedOn(scheduler)));
        }

        @Test
        void x3_interval_hangs() {
            List<Recorder> recorders = subscribe(List.of(Flowable.interval(1, TimeUnit.MILLISECONDS, scheduler)));
            await().until(() -> recorders.get(0).items.size() >= 5);

            executor.shutdownNow();

            assertHang(recorders);
        }

        @Test
        void x4_observeOnBehindABusyTask_hangs() {
            beBusy();
            List<Recorder> recorders = subscribe(observedOn(scheduler));

            executor.shutdownNow();
            release.countDown();

            assertHang(recorders);
        }

        @Test
        void x5_observeOnInTheMiddleOfItsDrain_hangs() {
            UnicastProcessor<Integer> numbers = UnicastProcessor.create();
            CountDownLatch first = new CountDownLatch(1);
            List<Recorder> recorders =
                    subscribe(List.of(numbers.observeOn(scheduler).doOnNext(n -> {
                        first.countDown();
                        SchedulerContractTest.await(release);
                    })));
            numbers.onNext(1);
            SchedulerContractTest.await(first);

            executor.shutdown();
            release.countDown();
            await().until(executor::isTerminated);
            numbers.onNext(2);
            numbers.onComplete();

            assertHang(recorders);
        }

        @Test
        void x6_delay_isTimedElsewhere() throws Exception {
            AtomicReference<String> timedOn = new AtomicReference<>();
            Scheduler plain = Schedulers.from(command -> {
                timedOn.compareAndSet(null, Thread.currentThread().getName());
                executor.execute(command);
            });

            Recorder recorder = subscribe(List.of(Flowable.just(1).delay(1, TimeUnit.MILLISECONDS, plain)))
                    .get(0);

            assertThat(recorder.ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(timedOn.get()).startsWith("RxSingleScheduler");
        }

        @Test
        void k_singleScheduler_hangsInFlightAndAfterItsShutdown() {
            Scheduler single = RxJavaPlugins.createSingleScheduler(runnable -> new Thread(runnable, "control"));
            SingleSubject<Integer> value = SingleSubject.create();
            List<Recorder> recorders = subscribe(List.of(
                    Flowable.timer(1, TimeUnit.HOURS, single),
                    value.observeOn(single).toFlowable()));

            single.shutdown();
            value.onSuccess(1);

            assertHang(recorders);
            assertHang(subscribe(List.of(Flowable.timer(1, TimeUnit.MILLISECONDS, single))));
        }
    }
}
