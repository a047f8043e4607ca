package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Scheduler.Worker;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.disposables.SerialDisposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.SchedulerRunnableIntrospection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What RxJava's and RxAndroid's own tests demand of a scheduler, of a borrowed loop's and of an owned one's. */
class SchedulerContractTest {
    enum Kind {
        BORROWED,
        OWNED
    }

    /** The ways to have a task run, each by a scheduler and by a worker of its own. */
    enum Way {
        DIRECT(false) {
            @Override
            Disposable schedule(Scheduler scheduler, Worker worker, Runnable task) {
                return scheduler.scheduleDirect(task);
            }
        },
        DIRECT_DELAYED(false) {
            @Override
            Disposable schedule(Scheduler scheduler, Worker worker, Runnable task) {
                return scheduler.scheduleDirect(task, 1, TimeUnit.MILLISECONDS);
            }
        },
        DIRECT_OVERDUE(false) {
            @Override
            Disposable schedule(Scheduler scheduler, Worker worker, Runnable task) {
                return scheduler.scheduleDirect(task, -1, TimeUnit.DAYS);
            }
        },
        DIRECT_PERIODIC(true) {
            @Override
            Disposable schedule(Scheduler scheduler, Worker worker, Runnable task) {
                return scheduler.schedulePeriodicallyDirect(task, 1, 1, TimeUnit.MILLISECONDS);
            }
        },
        WORKER(false) {
            @Override
            Disposable schedule(Scheduler scheduler, Worker worker, Runnable task) {
                return worker.schedule(task);
            }
        },
        WORKER_DELAYED(false) {
            @Override
            Disposable schedule(Scheduler scheduler, Worker worker, Runnable task) {
                return worker.schedule(task, 1, TimeUnit.MILLISECONDS);
            }
        },
        WORKER_OVERDUE(false) {
            @Override
            Disposable schedule(Scheduler scheduler, Worker worker, Runnable task) {
                return worker.schedule(task, -1, TimeUnit.DAYS);
            }
        },
        WORKER_PERIODIC(true) {
            @Override
            Disposable schedule(Scheduler scheduler, Worker worker, Runnable task) {
                return worker.schedulePeriodically(task, 1, 1, TimeUnit.MILLISECONDS);
            }
        };

        final boolean periodic;

        Way(boolean periodic) {
            this.periodic = periodic;
        }

        abstract Disposable schedule(Scheduler scheduler, Worker worker, Runnable task);

        boolean isOfWorker() {
            return name().startsWith("WORKER");
        }
    }

    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private final EventLoopThread host = EventLoopThread.start("api");
    private final EventLoop loop = host.loop();
    private final Scheduler scheduler = LoopSchedulers.from(loop);
    private final Worker worker = scheduler.createWorker();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        host.close();
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Until everything that the loop holds by now has run. */
    private void settle() {
        CountDownLatch settled = new CountDownLatch(1);
        loop.execute(() -> loop.execute(settled::countDown));
        await(settled);
    }

    private Disposable schedule(Way way, Runnable task) {
        return way.schedule(scheduler, worker, task);
    }

    @ParameterizedTest
    @EnumSource
    void schedule_always_runsOnTheHomeThread(Way way) {
        CountDownLatch ran = new CountDownLatch(way.periodic ? 3 : 1);
        AtomicBoolean elsewhere = new AtomicBoolean();

        Disposable task = schedule(way, () -> {
            elsewhere.compareAndSet(false, !loop.inLoop());
            ran.countDown();
        });

        await(ran);
        task.dispose();
        assertThat(elsewhere).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void schedule_always_passesTheHookOnce(Way way) {
        List<Runnable> hooked = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch ran = new CountDownLatch(way.periodic ? 3 : 1);
        Runnable mine = () -> {
            throw new AssertionError("the hook put another in its place");
        };
        RxJavaPlugins.setScheduleHandler(task -> {
            hooked.add(task);
            return ran::countDown;
        });

        Disposable task = schedule(way, mine);
        await(ran);
        task.dispose();

        assertThat(hooked).containsExactly(mine);
    }

    @ParameterizedTest
    @EnumSource
    void schedule_always_showsWhatItRunsUntilThatIsOver(Way way) {
        CountDownLatch shown = new CountDownLatch(1);
        Runnable mine = () -> await(shown);

        Disposable task = schedule(way, mine);

        assertThat(((SchedulerRunnableIntrospection) task).getWrappedRunnable()).isSameAs(mine);
        assertThat(task).hasToString(mine.toString());
        shown.countDown();
        task.dispose();
    }

    @ParameterizedTest
    @EnumSource
    void schedule_afterItHasRun_isDisposed(Way way) {
        CountDownLatch ran = new CountDownLatch(1);
        Disposable task = schedule(way, ran::countDown);
        await(ran);
        settle();

        assertThat(task.isDisposed()).isEqualTo(!way.periodic);

        task.dispose();
        assertThat(task.isDisposed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void dispose_beforeItRuns_keepsItFromRunning(Way way) {
        AtomicInteger ran = new AtomicInteger();
        scheduler.scheduleDirect(() -> await(release));

        schedule(way, ran::incrementAndGet).dispose();
        release.countDown();
        settle();

        assertThat(ran).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource
    void dispose_whileItRuns_interruptsNobodyAndEndsAPeriod(Way way) {
        SerialDisposable handle = new SerialDisposable();
        CountDownLatch running = new CountDownLatch(1);
        AtomicInteger ran = new AtomicInteger();
        AtomicBoolean interrupted = new AtomicBoolean();
        handle.set(schedule(way, () -> {
            ran.incrementAndGet();
            running.countDown();
            await(release);
            interrupted.set(Thread.currentThread().isInterrupted());
        }));
        await(running);

        handle.dispose();
        worker.dispose();
        release.countDown();
        settle();

        assertThat(ran).hasValue(1);
        assertThat(interrupted).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void schedule_thatThrows_isReportedOnceAndEnds(Way way) {
        CountDownLatch ran = new CountDownLatch(1);
        IllegalStateException mine = new IllegalStateException("mine");

        Disposable task = schedule(way, () -> {
            ran.countDown();
            throw mine;
        });
        await(ran);
        settle();

        assertThat(undeliverable.errors).containsExactly(mine);
        assertThat(task.isDisposed()).isTrue();
        assertThat(loop.isClosed()).isFalse();
        undeliverable.errors.clear();
    }

    @ParameterizedTest
    @EnumSource
    void schedule_ofNull_throwsAtTheCall(Way way) {
        assertThatThrownBy(() -> schedule(way, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("run is null");
    }

    @ParameterizedTest
    @EnumSource
    void schedule_onADisposedWorker_isRefusedInSilence(Way way) {
        worker.dispose();

        Disposable task = schedule(way, () -> {});

        assertThat(task == Disposable.disposed()).isEqualTo(way.isOfWorker());
        task.dispose();
        assertThat(worker.isDisposed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void workerDispose_withTasksWaiting_dropsItsOwnOnly(Way way) {
        AtomicInteger ran = new AtomicInteger();
        CountDownLatch other = new CountDownLatch(1);
        scheduler.scheduleDirect(() -> await(release));
        Disposable task = schedule(way, ran::incrementAndGet);
        scheduler.createWorker().schedule(other::countDown);

        worker.dispose();
        assertThat(task.isDisposed()).isEqualTo(way.isOfWorker());
        task.dispose();
        release.countDown();

        await(other);
        settle();
        assertThat(ran).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource
    void shutdown_ofBorrowed_leavesTheLoopOpenWhichOwnedCloses(Kind kind) {
        Scheduler mine = kind == Kind.OWNED ? LoopSchedulers.newSingle("own") : scheduler;
        CountDownLatch ran = new CountDownLatch(1);
        EventLoop its = ((LoopScheduler) mine).loop();
        mine.scheduleDirect(ran::countDown);
        await(ran);

        mine.shutdown();
        mine.shutdown();

        if (kind == Kind.OWNED) {
            its.shutdown(Duration.ZERO).toCompletableFuture().join();
        }
        assertThat(its.isClosed()).isEqualTo(kind == Kind.OWNED);
    }

    @ParameterizedTest
    @EnumSource
    void workers_always_takeTurnsTaskByTask(Kind kind) {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Scheduler mine = kind == Kind.OWNED ? LoopSchedulers.newSingle("own") : scheduler;
        CountDownLatch ran = new CountDownLatch(6);
        CountDownLatch scheduled = new CountDownLatch(1);
        mine.scheduleDirect(() -> await(scheduled));

        for (String name : List.of("a", "b")) {
            Worker of = mine.createWorker();
            of.schedule(new Runnable() {
                private int n;

                @Override
                public void run() {
                    order.add(name + ++n);
                    ran.countDown();
                    if (n < 3) {
                        of.schedule(this);
                    }
                }
            });
        }
        scheduled.countDown();
        await(ran);
        mine.shutdown();

        assertThat(order).containsExactly("a1", "b1", "a2", "b2", "a3", "b3");
    }

    @ParameterizedTest
    @EnumSource
    void observeOn_ofTwoFlows_interleavesTurnByTurn(Kind kind) {
        Scheduler mine = kind == Kind.OWNED ? LoopSchedulers.newSingle("own") : scheduler;
        Flowable<Integer> numbers = Flowable.range(1, 10)
                .publish(all -> Flowable.merge(
                        all.filter(n -> n % 2 == 0).observeOn(mine, false, 1).hide(),
                        all.filter(n -> n % 2 != 0).observeOn(mine, false, 1).hide()));

        numbers.test().awaitDone(10, TimeUnit.SECONDS).assertValueCount(10).assertComplete();
        mine.shutdown();
    }

    @ParameterizedTest
    @EnumSource
    void lotsOfTasks_ofOneWorker_runInOrder(Kind kind) {
        Scheduler mine = kind == Kind.OWNED ? LoopSchedulers.newSingle("own") : scheduler;
        Worker one = mine.createWorker();
        List<Integer> ran = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(1);

        for (int n = 0; n < 10_000; n++) {
            int mineNow = n;
            one.schedule(() -> ran.add(mineNow));
        }
        one.schedule(done::countDown);
        await(done);
        mine.shutdown();

        assertThat(ran).hasSize(10_000).isSorted();
    }
}
