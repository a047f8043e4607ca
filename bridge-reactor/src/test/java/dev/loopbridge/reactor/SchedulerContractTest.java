package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Scheduler.Worker;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** What reactor-core's own tests demand of every scheduler, of a borrowed loop's and of an owned one's. */
class SchedulerContractTest {
    private static final String KEY = "SchedulerContractTest";

    enum Kind {
        BORROWED,
        OWNED
    }

    private final EventLoop loop = EventLoop.builder().name("api").build();
    private final CountDownLatch release = new CountDownLatch(1);
    private EventLoopThread host;
    private Scheduler scheduler;

    private Scheduler start(Kind kind) {
        if (kind == Kind.OWNED) {
            scheduler = LoopSchedulers.newSingle(loop);
        } else {
            host = EventLoopThread.start(loop);
            awaitRunning(loop);
            scheduler = LoopSchedulers.from(loop);
        }
        return scheduler;
    }

    @AfterEach
    void close() {
        release.countDown();
        scheduler.dispose();
        if (host != null) {
            host.close();
        }
        loop.shutdown(Duration.ZERO).toCompletableFuture().join();
        Schedulers.resetOnScheduleHook(KEY);
        Schedulers.resetOnHandleError(KEY);
    }

    /** While it is idle, whoever shuts it down runs what it holds. */
    static void awaitRunning(EventLoop loop) {
        CountDownLatch running = new CountDownLatch(1);
        loop.execute(running::countDown);
        await(running);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A task of {@code schedule} that is disposed while it runs, then the scheduler; it must refuse from there on. */
    private void scheduleThenDispose(Function<Runnable, Disposable> schedule, Disposable of) {
        CountDownLatch runs = new CountDownLatch(1);
        assertThat(of.isDisposed()).isFalse();
        Disposable task = schedule.apply(() -> {
            runs.countDown();
            await(release);
        });
        await(runs);

        assertThat(task.isDisposed()).isFalse();
        task.dispose();
        task.dispose();
        assertThat(task.isDisposed()).isTrue();
        of.dispose();
        of.dispose();

        assertThat(of.isDisposed()).isTrue();
        assertThatThrownBy(() -> schedule.apply(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @ParameterizedTest
    @EnumSource
    void schedule_thenDispose_refuses(Kind kind) {
        Scheduler mine = start(kind);
        scheduleThenDispose(mine::schedule, mine);
    }

    @ParameterizedTest
    @EnumSource
    void scheduleDelayed_thenDispose_refuses(Kind kind) {
        Scheduler mine = start(kind);
        scheduleThenDispose(task -> mine.schedule(task, 1, TimeUnit.MILLISECONDS), mine);
    }

    @ParameterizedTest
    @EnumSource
    void schedulePeriodically_thenDispose_refuses(Kind kind) {
        Scheduler mine = start(kind);
        scheduleThenDispose(task -> mine.schedulePeriodically(task, 1, 1, TimeUnit.MILLISECONDS), mine);
    }

    @ParameterizedTest
    @EnumSource
    void workerSchedule_thenDispose_refusesByReactorsInstance(Kind kind) {
        Worker worker = start(kind).createWorker();
        scheduleThenDispose(worker::schedule, worker);
        assertThatThrownBy(() -> worker.schedule(() -> {})).isSameAs(Exceptions.failWithRejected());
    }

    @ParameterizedTest
    @EnumSource
    void workerScheduleDelayed_thenDispose_refusesByReactorsInstance(Kind kind) {
        Worker worker = start(kind).createWorker();
        scheduleThenDispose(task -> worker.schedule(task, 1, TimeUnit.MILLISECONDS), worker);
        assertThatThrownBy(() -> worker.schedule(() -> {}, 1, TimeUnit.SECONDS))
                .isSameAs(Exceptions.failWithRejected());
    }

    @ParameterizedTest
    @EnumSource
    void workerSchedulePeriodically_thenDispose_refusesByReactorsInstance(Kind kind) {
        Worker worker = start(kind).createWorker();
        scheduleThenDispose(task -> worker.schedulePeriodically(task, 1, 1, TimeUnit.MILLISECONDS), worker);
        assertThatThrownBy(() -> worker.schedulePeriodically(() -> {}, 1, 1, TimeUnit.SECONDS))
                .isSameAs(Exceptions.failWithRejected());
    }

    @ParameterizedTest
    @EnumSource
    void workerDispose_withManyTasks_disposesAll(Kind kind) {
        Worker worker = start(kind).createWorker();
        AtomicInteger ran = new AtomicInteger();
        scheduler.schedule(() -> await(release));
        List<Disposable> tasks = new ArrayList<>();
        for (int n = 0; n < 10; n++) {
            tasks.add(worker.schedule(ran::incrementAndGet));
            tasks.add(worker.schedule(ran::incrementAndGet, 1, TimeUnit.MILLISECONDS));
            tasks.add(worker.schedulePeriodically(ran::incrementAndGet, 1, 1, TimeUnit.MILLISECONDS));
        }

        worker.dispose();
        release.countDown();
        settle();

        assertThat(tasks).allMatch(Disposable::isDisposed);
        assertThat(ran).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource
    void workerDispose_always_leavesOthersAlone(Kind kind) {
        Worker mine = start(kind).createWorker();
        Worker other = scheduler.createWorker();
        CountDownLatch ran = new CountDownLatch(1);

        mine.dispose();
        other.schedule(ran::countDown);

        await(ran);
        assertThat(scheduler.isDisposed()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void workerIsDisposed_whenTheLoopCloses_isFalse(Kind kind) {
        Worker worker = start(kind).createWorker();

        loop.shutdown(Duration.ZERO).toCompletableFuture().join();

        // Operators take a disposed worker for their own cancel, and would keep the error to themselves.
        assertThat(worker.isDisposed()).isFalse();
        assertThat(scheduler.isDisposed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void disposeBorrowed_never_closesTheLoopWhichOwnedDoes(Kind kind) {
        start(kind).dispose();

        scheduler.disposeGracefully().block(Duration.ofSeconds(10));

        assertThat(loop.isClosed()).isEqualTo(kind == Kind.OWNED);
    }

    @ParameterizedTest
    @EnumSource
    void init_beforeDispose_doesNothing(Kind kind) {
        start(kind).init();
        scheduler.init();

        assertThat(scheduler.isDisposed()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void init_afterDispose_throws(Kind kind) {
        start(kind).dispose();

        assertThatThrownBy(scheduler::init)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("loop(\"api\") is disposed, and there is no way back; make another with LoopSchedulers");
    }

    @ParameterizedTest
    @EnumSource
    void init_afterDisposeGracefully_throws(Kind kind) {
        start(kind).disposeGracefully().block(Duration.ofSeconds(10));

        assertThatThrownBy(scheduler::init).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("deprecation") // start() is
    void start_afterDispose_doesNotRestart(Kind kind) {
        start(kind).dispose();

        scheduler.start();

        assertThat(scheduler.isDisposed()).isTrue();
        assertThatThrownBy(() -> scheduler.schedule(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @ParameterizedTest
    @EnumSource
    void disposeGracefully_severalTimes_hasOneOutcome(Kind kind) {
        start(kind).schedule(() -> await(release));
        Mono<Void> one = scheduler.disposeGracefully();
        Mono<Void> two = scheduler.disposeGracefully();

        StepVerifier.create(one).expectTimeout(Duration.ofMillis(50)).verify();
        StepVerifier.create(two).expectTimeout(Duration.ofMillis(50)).verify();
        release.countDown();

        StepVerifier.create(one).expectComplete().verify(Duration.ofSeconds(10));
        StepVerifier.create(two).expectComplete().verify(Duration.ofSeconds(10));
        assertThat(scheduler.isDisposed()).isTrue();
        assertThatThrownBy(() -> scheduler.schedule(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @ParameterizedTest
    @EnumSource
    void disposeGracefully_notSubscribed_doesNothing(Kind kind) {
        Mono<Void> unused = start(kind).disposeGracefully();

        assertThat(scheduler.isDisposed()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void disposeGracefully_fromManyThreads_hasOneOutcome(Kind kind) throws Exception {
        start(kind).schedule(() -> await(release));
        ExecutorService callers = Executors.newFixedThreadPool(10);
        List<Future<?>> calls = new ArrayList<>();
        for (int n = 0; n < 10; n++) {
            calls.add(callers.submit(() -> assertThatThrownBy(() -> scheduler
                            .disposeGracefully()
                            .timeout(Duration.ofMillis(40))
                            .block())
                    .hasCauseInstanceOf(TimeoutException.class)));
        }
        for (Future<?> call : calls) {
            call.get(10, TimeUnit.SECONDS);
        }
        callers.shutdown();

        release.countDown();

        scheduler.disposeGracefully().block(Duration.ofSeconds(10));
        scheduler.disposeGracefully().block(Duration.ofSeconds(10));
        assertThat(scheduler.isDisposed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void disposeGracefully_thenDispose_ends(Kind kind) {
        start(kind).schedule(() -> await(release));
        StepVerifier.create(scheduler.disposeGracefully())
                .expectTimeout(Duration.ofMillis(20))
                .verify();

        scheduler.dispose();
        release.countDown();

        scheduler.disposeGracefully().block(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @EnumSource
    void disposeGracefully_withQueuedTasks_runsThem(Kind kind) {
        List<Integer> ran = Collections.synchronizedList(new ArrayList<>());
        start(kind).schedule(() -> await(release));
        Worker worker = scheduler.createWorker();
        worker.schedule(() -> ran.add(1));
        scheduler.schedule(() -> ran.add(2));
        Mono<Void> gone = scheduler.disposeGracefully().cache();
        gone.subscribe();

        release.countDown();
        gone.block(Duration.ofSeconds(10));

        assertThat(ran).containsExactly(1, 2);
    }

    @ParameterizedTest
    @EnumSource
    void schedule_always_passesOnScheduleOnce(Kind kind) {
        start(kind);
        Worker worker = scheduler.createWorker();
        AtomicInteger hooked = new AtomicInteger();
        CountDownLatch ran = new CountDownLatch(6);
        Schedulers.onScheduleHook(KEY, task -> {
            hooked.incrementAndGet();
            return task;
        });

        scheduler.schedule(ran::countDown);
        scheduler.schedule(ran::countDown, 1, TimeUnit.MILLISECONDS);
        Disposable tick = scheduler.schedulePeriodically(ran::countDown, 0, 1, TimeUnit.HOURS);
        worker.schedule(ran::countDown);
        worker.schedule(ran::countDown, 1, TimeUnit.MILLISECONDS);
        worker.schedulePeriodically(ran::countDown, 0, 1, TimeUnit.HOURS);

        await(ran);
        tick.dispose();
        assertThat(hooked).hasValue(6);
    }

    @ParameterizedTest
    @EnumSource
    void schedule_thatThrows_isHandledAsReactorDoes(Kind kind) {
        start(kind);
        List<Throwable> handled = Collections.synchronizedList(new ArrayList<>());
        List<Throwable> uncaught = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger hooked = new AtomicInteger();
        CountDownLatch told = new CountDownLatch(2);
        scheduler.schedule(
                () -> Thread.currentThread().setUncaughtExceptionHandler((thread, error) -> uncaught.add(error)));
        Schedulers.onHandleError(KEY, (thread, error) -> {
            handled.add(error);
            told.countDown();
        });
        IllegalStateException mine = new IllegalStateException("mine");
        StackOverflowError fatal = new StackOverflowError("mine");
        Schedulers.onScheduleHook(KEY, task -> {
            hooked.incrementAndGet();
            return task;
        });

        scheduler.schedule(() -> {
            throw mine;
        });
        scheduler.createWorker().schedule(() -> {
            throw fatal;
        });

        await(told);
        assertThat(handled).containsExactly(mine, fatal);
        assertThat(uncaught).containsExactly(mine, fatal);
        assertThat(hooked).as("tasks scheduled").hasValue(2);
        assertThat(scheduler.isDisposed()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void schedulePeriodically_thatThrows_goesOn(Kind kind) {
        start(kind);
        CountDownLatch three = new CountDownLatch(3);
        Schedulers.onHandleError(KEY, (thread, error) -> three.countDown());
        scheduler.schedule(() -> Thread.currentThread().setUncaughtExceptionHandler((thread, error) -> {}));

        Disposable tick = scheduler.schedulePeriodically(
                () -> {
                    throw new IllegalStateException("mine");
                },
                0,
                1,
                TimeUnit.MILLISECONDS);

        await(three);
        tick.dispose();
    }

    @ParameterizedTest
    @EnumSource
    void dispose_ofTaskWorkerAndScheduler_interruptsNobody(Kind kind) {
        Worker worker = start(kind).createWorker();
        CountDownLatch runs = new CountDownLatch(1);
        List<Boolean> interrupted = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch ended = new CountDownLatch(1);
        Disposable task = worker.schedule(() -> {
            runs.countDown();
            await(release);
            interrupted.add(Thread.currentThread().isInterrupted());
            ended.countDown();
        });
        await(runs);

        task.dispose();
        worker.dispose();
        scheduler.dispose();
        release.countDown();

        await(ended);
        assertThat(interrupted).containsExactly(false);
    }

    @ParameterizedTest
    @EnumSource
    void schedule_ofNull_throwsAtTheCall(Kind kind) {
        Worker worker = start(kind).createWorker();

        assertThatThrownBy(() -> scheduler.schedule(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("task");
        assertThatThrownBy(() -> worker.schedulePeriodically(null, 1, 1, TimeUnit.SECONDS))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("task");
    }

    @ParameterizedTest
    @EnumSource
    void lotsOfTasks_ofOneWorker_runInOrder(Kind kind) {
        Worker worker = start(kind).createWorker();
        int many = 200_000;
        CountDownLatch ran = new CountDownLatch(many);
        AtomicInteger outOfOrder = new AtomicInteger();
        int[] last = {-1};
        for (int n = 0; n < many; n++) {
            int mine = n;
            worker.schedule(() -> {
                if (last[0] != mine - 1) {
                    outOfOrder.incrementAndGet();
                }
                last[0] = mine;
                ran.countDown();
            });
        }

        await(ran);
        assertThat(outOfOrder).hasValue(0);
    }

    /** Behind everything that the loop holds and that is due in a few milliseconds. */
    private void settle() {
        CountDownLatch passed = new CountDownLatch(1);
        scheduler.schedule(passed::countDown, 20, TimeUnit.MILLISECONDS);
        await(passed);
    }
}
