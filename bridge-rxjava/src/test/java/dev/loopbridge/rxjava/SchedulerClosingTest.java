package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import io.reactivex.rxjava3.core.BackpressureStrategy;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A loop closes on ten thousand flows that are in mid-flight on its scheduler: each ends once, and nothing is reported. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SchedulerClosingTest {
    private static final int EACH = 1_250;
    private static final int ROUNDS = Integer.getInteger("loopbridge.race.rounds", 100);

    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private final ExecutorService rival = Executors.newSingleThreadExecutor();
    private final AtomicInteger subscribed = new AtomicInteger();
    private final CompositeDisposable feeds = new CompositeDisposable();
    private final Flowable<Long> elsewhere = Flowable.interval(1, TimeUnit.MILLISECONDS)
            .onBackpressureDrop()
            .doOnSubscribe(feed -> feeds.add(Disposable.fromSubscription(feed)));

    @AfterEach
    void close() {
        feeds.dispose();
        rival.shutdownNow();
    }

    private interface Chain {
        Flowable<?> on(Scheduler scheduler);
    }

    private final List<Chain> kinds = List.of(
            s -> Flowable.timer(1, TimeUnit.HOURS, s),
            s -> Observable.interval(1, 3_600_000, TimeUnit.MILLISECONDS, s).toFlowable(BackpressureStrategy.DROP),
            s -> Flowable.range(1, 1_000_000).concatMap(n -> Flowable.just(n).delay(1, TimeUnit.MILLISECONDS, s)),
            s -> Flowable.never().timeout(1, TimeUnit.HOURS, s),
            s -> elsewhere.observeOn(s),
            s -> elsewhere.flatMapSingle(n -> Single.just(n).observeOn(s)),
            s -> elsewhere.switchMapMaybe(n -> Maybe.just(n).delay(1, TimeUnit.MILLISECONDS, s)),
            s -> elsewhere.subscribeOn(s).sample(1, TimeUnit.MILLISECONDS, s));

    private interface Guard {
        Flowable<?> around(Flowable<?> flow);
    }

    private void subscribeAll(Scheduler scheduler, Guard guard, int each, List<Recorder> recorders) {
        for (int n = 0; n < each; n++) {
            for (Chain kind : kinds) {
                Recorder recorder = new Recorder();
                guard.around(kind.on(scheduler)).subscribe(recorder);
                recorders.add(recorder);
                subscribed.incrementAndGet();
            }
        }
    }

    /** By the transformer, or by the plugin. */
    private static Guard guard(boolean plugin, EventLoop loop) {
        if (plugin) {
            LoopTransformers.enableFailOnClose();
            return flow -> flow;
        }
        return flow -> flow.compose(LoopTransformers.failOnClose(loop));
    }

    private static void assertEachEndedOnce(List<Recorder> recorders) throws InterruptedException {
        for (Recorder recorder : recorders) {
            assertThat(recorder.ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(recorders).allMatch(recorder -> recorder.ends.get() == 1);
        assertThat(recorders)
                .flatMap(recorder -> Undeliverable.parts(recorder.errors.get(0)).toList())
                .allMatch(error -> LoopClosedException.find(error).isPresent());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void close_withTenThousandInFlight_endsEachOnce(boolean plugin) throws Exception {
        List<Recorder> recorders = new ArrayList<>();
        EventLoopThread host = EventLoopThread.start("host");
        subscribeAll(LoopSchedulers.from(host.loop()), guard(plugin, host.loop()), EACH, recorders);

        rival.submit(host::close).get();

        assertThat(recorders).hasSize(10_000);
        assertEachEndedOnce(recorders);
        undeliverable.takeOutInnerFlowsOfTheClose();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void close_whileTheyAreSubscribed_endsEachOnce(boolean plugin) throws Exception {
        List<Recorder> recorders = new ArrayList<>();
        EventLoopThread host = EventLoopThread.start("host");
        Guard guard = guard(plugin, host.loop());
        Future<?> closing = rival.submit(() -> {
            while (subscribed.get() < EACH) {
                LockSupport.parkNanos(1_000);
            }
            host.close();
        });

        subscribeAll(LoopSchedulers.from(host.loop()), guard, EACH / 2, recorders);
        closing.get();

        assertEachEndedOnce(recorders);
        undeliverable.takeOutInnerFlowsOfTheClose();
    }

    @Test
    void shutdownOfAnOwner_withManyInFlight_endsEachOnce() throws Exception {
        List<Recorder> recorders = new ArrayList<>();
        Scheduler owner = LoopSchedulers.newSingle("owner");
        subscribeAll(owner, guard(/* plugin= */ false, ((LoopScheduler) owner).loop()), EACH / 4, recorders);

        rival.submit(owner::shutdown).get();

        assertEachEndedOnce(recorders);
        undeliverable.takeOutInnerFlowsOfTheClose();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void close_againstSubscribeAndDispose_endsAtMostOnceAndIsSilent(boolean plugin) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            EventLoopThread host = EventLoopThread.start("host");
            Scheduler scheduler = LoopSchedulers.from(host.loop());
            Guard guard = guard(plugin, host.loop());
            CyclicBarrier start = new CyclicBarrier(2);
            Future<?> closing = rival.submit(() -> {
                start.await();
                host.close();
                return null;
            });
            List<Recorder> disposed = new ArrayList<>();
            List<Recorder> kept = new ArrayList<>();
            subscribeAll(scheduler, guard, 1, disposed);

            start.await();
            subscribeAll(scheduler, guard, 1, kept);
            disposed.forEach(recorder -> recorder.upstream.dispose());
            closing.get();

            assertEachEndedOnce(kept);
            assertThat(disposed).as("round %d", round).allMatch(recorder -> recorder.ends.get() <= 1);
        }
        undeliverable.takeOutInnerFlowsOfTheClose();
    }

    @Test
    void schedule_againstTheClose_runsOrIsReportedAndIsDisposed() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            EventLoopThread host = EventLoopThread.start("host");
            Scheduler scheduler = LoopSchedulers.from(host.loop());
            Scheduler.Worker worker = scheduler.createWorker();
            CyclicBarrier start = new CyclicBarrier(2);
            AtomicInteger ran = new AtomicInteger();
            List<Disposable> tasks = new ArrayList<>();
            Future<?> closing = rival.submit(() -> {
                start.await();
                host.close();
                return null;
            });

            start.await();
            for (int n = 0; n < 50; n++) {
                tasks.add(scheduler.scheduleDirect(ran::incrementAndGet));
                tasks.add(worker.schedule(ran::incrementAndGet, 1, TimeUnit.MICROSECONDS));
            }
            closing.get();

            assertThat(tasks).as("round %d", round).allMatch(Disposable::isDisposed);
            assertThat(undeliverable.errors).as("round %d", round).hasSize(tasks.size() - ran.get());
            undeliverable.errors.clear();
        }
    }
}
