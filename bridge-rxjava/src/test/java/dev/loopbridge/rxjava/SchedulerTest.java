package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Scheduler.Worker;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.exceptions.UndeliverableException;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The scheduler in virtual time, and at its end. */
class SchedulerTest {
    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private final VirtualEventLoop time =
            VirtualEventLoop.create(EventLoop.builder().name("api"));
    private final EventLoop loop = time.loop();
    private final Scheduler scheduler = LoopSchedulers.from(loop);
    private final List<String> trace = new ArrayList<>();

    @AfterEach
    void close() {
        time.close();
    }

    private Runnable step(String name) {
        return () -> trace.add(name);
    }

    /** Takes the reports out, so that the test may end. */
    private List<Throwable> reported() {
        List<Throwable> reported = undeliverable.errors.stream()
                .map(error -> {
                    assertThat(error).isInstanceOf(UndeliverableException.class);
                    return error.getCause();
                })
                .toList();
        undeliverable.errors.clear();
        return reported;
    }

    @Test
    void now_inVirtualTime_isTheLoopsClock() {
        time.advance(Duration.ofMinutes(3));

        assertThat(scheduler.now(TimeUnit.NANOSECONDS)).isEqualTo(loop.time());
        assertThat(scheduler.createWorker().now(TimeUnit.NANOSECONDS)).isEqualTo(loop.time());
        assertThat(scheduler.now(TimeUnit.MINUTES))
                .isEqualTo(Duration.ofNanos(loop.time()).toMinutes());
    }

    @Test
    void delayAndInterval_inVirtualTime_tickByTheLoopsClock() {
        TestSubscriber<Long> ticks =
                Flowable.interval(1, TimeUnit.HOURS, scheduler).test();
        TestSubscriber<Integer> late =
                Flowable.just(1).delay(90, TimeUnit.MINUTES, scheduler).test();

        time.advance(Duration.ofHours(1));
        late.assertEmpty();
        time.advance(Duration.ofHours(1));

        ticks.assertValues(0L, 1L).cancel();
        late.assertResult(1);
    }

    @Test
    void schedule_delayed_runsByDueTimeThenInOrder() {
        Worker worker = scheduler.createWorker();
        worker.schedule(step("2 s"), 2, TimeUnit.SECONDS);
        worker.schedule(step("1 s"), 1, TimeUnit.SECONDS);
        worker.schedule(step("1 s again"), 1, TimeUnit.SECONDS);
        worker.schedule(step("now"));

        time.advance(Duration.ofSeconds(2));

        assertThat(trace).containsExactly("now", "1 s", "1 s again", "2 s");
    }

    @Test
    void schedulePeriodically_always_keepsTheRate() {
        List<Long> at = new ArrayList<>();
        Disposable ticks = scheduler.schedulePeriodicallyDirect(
                () -> at.add(Duration.ofNanos(loop.time()).toMinutes()), 1, 2, TimeUnit.MINUTES);
        long start = Duration.ofNanos(loop.time()).toMinutes();

        time.advance(Duration.ofMinutes(6));
        ticks.dispose();
        time.advance(Duration.ofMinutes(6));

        assertThat(at).containsExactly(start + 1, start + 3, start + 5);
        assertThat(ticks.isDisposed()).isTrue();
    }

    @Test
    void schedulePeriodically_withoutPeriod_runsEveryTurnUntilDisposed() {
        Disposable[] spin = new Disposable[1];
        spin[0] = scheduler.schedulePeriodicallyDirect(
                () -> {
                    trace.add("spin");
                    if (trace.size() == 10) {
                        spin[0].dispose();
                    }
                },
                0,
                0,
                TimeUnit.SECONDS);

        time.runReady();

        assertThat(trace).hasSize(10);
    }

    @Test
    void scheduleEverything_whenClosed_isRefusedAndReportedOnceEach() {
        loop.shutdown(Duration.ZERO, "the end of the test")
                .toCompletableFuture()
                .join();
        Worker worker = scheduler.createWorker();

        List<Disposable> tasks = List.of(
                scheduler.scheduleDirect(step("never")),
                scheduler.scheduleDirect(step("never"), 1, TimeUnit.SECONDS),
                scheduler.schedulePeriodicallyDirect(step("never"), 1, 1, TimeUnit.SECONDS),
                worker.schedule(step("never")),
                worker.schedule(step("never"), 1, TimeUnit.SECONDS),
                worker.schedulePeriodically(step("never"), 1, 1, TimeUnit.SECONDS));

        assertThat(tasks).allMatch(task -> task == Disposable.disposed());
        assertThat(worker.isDisposed()).isFalse();
        assertThat(reported())
                .hasSize(6)
                .allSatisfy(error -> assertThat(error)
                        .isInstanceOf(LoopClosedException.class)
                        .hasMessageContaining("\"api\"")
                        .hasMessageContaining("the end of the test"));
        assertThat(trace).isEmpty();
    }

    @Test
    void close_withTasksWaiting_reportsEachOnceButThoseDisposed() {
        scheduler.scheduleDirect(step("never"));
        scheduler.scheduleDirect(step("never"), 1, TimeUnit.HOURS);
        scheduler.schedulePeriodicallyDirect(step("never"), 1, 1, TimeUnit.HOURS);
        scheduler.scheduleDirect(step("never"), 1, TimeUnit.HOURS).dispose();
        Worker worker = scheduler.createWorker();
        worker.schedule(step("never"));
        worker.dispose();

        time.close();

        assertThat(reported()).hasSize(3).allMatch(error -> error instanceof LoopClosedException);
        assertThat(trace).isEmpty();
    }

    @Test
    void schedule_whileTheLoopCloses_isReportedOnlyIfStillWantedAtTheEnd() {
        List<Disposable> tasks = new ArrayList<>();
        List<Throwable> early = new ArrayList<>();
        Worker dropped = scheduler.createWorker();
        loop.onClose(closed -> {
            tasks.add(scheduler.scheduleDirect(step("never")));
            tasks.add(scheduler.scheduleDirect(step("never")));
            tasks.add(dropped.schedule(step("never")));
        });
        loop.onClose(closed -> {
            early.addAll(undeliverable.errors);
            tasks.get(0).dispose();
            dropped.dispose();
        });

        time.close();

        assertThat(early).isEmpty();
        assertThat(tasks).hasSize(3).allMatch(Disposable::isDisposed);
        assertThat(reported()).singleElement().isInstanceOf(LoopClosedException.class);
    }

    @Test
    void shutdown_ofAView_doesNothing() {
        scheduler.shutdown();
        scheduler.start();
        scheduler.scheduleDirect(step("ran"), 1, TimeUnit.HOURS);

        time.advance(Duration.ofHours(1));

        assertThat(trace).containsExactly("ran");
    }

    @Test
    void schedule_onAFullLoop_isRefusedAndReportedAtOnce() {
        try (VirtualEventLoop full =
                VirtualEventLoop.create(EventLoop.builder().name("full").maxPending(1))) {
            Scheduler ofFull = LoopSchedulers.from(full.loop());
            ofFull.scheduleDirect(step("first"));

            Disposable second = ofFull.scheduleDirect(step("second"));
            full.runReady();

            assertThat(second).isSameAs(Disposable.disposed());
        }
        assertThat(trace).containsExactly("first");
        assertThat(reported()).singleElement().isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void newSingle_byName_runsOnAThreadOfThatName() {
        Scheduler own = LoopSchedulers.newSingle("own");

        String thread = Flowable.fromCallable(() -> Thread.currentThread().getName())
                .subscribeOn(own)
                .blockingFirst();
        own.shutdown();

        assertThat(thread).isEqualTo("own");
        assertThat(own).hasToString("loop(\"own\")");
        assertThat(own.createWorker()).hasToString("loop(\"own\").worker");
    }

    @Test
    void newSingle_ofARunningOrClosedLoop_isRefused() {
        EventLoop closed = EventLoop.create();
        closed.close();

        assertThatThrownBy(() -> LoopSchedulers.newSingle(closed)).isInstanceOf(LoopClosedException.class);
        try (EventLoopThread host = EventLoopThread.start("host")) {
            CountDownLatch running = new CountDownLatch(1);
            host.loop().execute(running::countDown);
            SchedulerContractTest.await(running);
            assertThatThrownBy(() -> LoopSchedulers.newSingle(host.loop()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("This event loop is already running");
        }
    }

    @Test
    void arguments_null_throwAtTheCall() {
        assertThatThrownBy(() -> LoopSchedulers.from(null)).hasMessage("loop");
        assertThatThrownBy(() -> LoopSchedulers.newSingle((String) null)).hasMessage("name");
        assertThatThrownBy(() -> LoopSchedulers.newSingle((EventLoop) null)).hasMessage("loop");
        assertThatThrownBy(() -> LoopTransformers.failOnClose(null)).hasMessage("loop");
        assertThatThrownBy(() -> scheduler.scheduleDirect(() -> {}, 1, null)).hasMessage("unit");
    }

    @Test
    void now_ofAnyOtherLoop_isTheTimeOfDay() {
        try (EventLoop plain = EventLoop.create()) {
            Scheduler ofPlain = LoopSchedulers.from(plain);
            long before = System.currentTimeMillis();

            long now = ofPlain.now(TimeUnit.MILLISECONDS);

            assertThat(now).isBetween(before, System.currentTimeMillis());
            assertThat(ofPlain.now(TimeUnit.SECONDS)).isBetween(before / 1000, System.currentTimeMillis() / 1000);
            assertThat(ofPlain.now(TimeUnit.NANOSECONDS) / 1_000_000).isBetween(before, System.currentTimeMillis());
        }
    }

    @Test
    void now_byAClockOfTheUsersOwn_isTheTimeOfDayAndGoesByIt() {
        AtomicLong nanos = new AtomicLong(-5);
        try (EventLoop own = EventLoop.builder().clock(nanos::get).build()) {
            Scheduler ofOwn = LoopSchedulers.from(own);
            long before = System.currentTimeMillis();
            long first = ofOwn.now(TimeUnit.MILLISECONDS);

            nanos.addAndGet(Duration.ofDays(1).toNanos());

            assertThat(first).isBetween(before, System.currentTimeMillis());
            assertThat(ofOwn.now(TimeUnit.MILLISECONDS) - first)
                    .isEqualTo(Duration.ofDays(1).toMillis());
        }
    }
}
