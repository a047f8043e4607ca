package dev.loopbridge.loop.concurrent;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows 12.2 and 12.3 of the semantics, and 1.15. */
class ExecutorTest {
    private static final long PATIENCE_SECONDS = 20;

    private final List<String> reported = new ArrayList<>();
    private final EventLoop loop = EventLoop.builder()
            .name("api")
            .exceptionHandler((source, context) -> reported.add(context.message()))
            .build();
    private final List<Runnable> accepted = new ArrayList<>();

    /** A pool whose threads the test plays. */
    private final Executor byHand = accepted::add;

    @AfterEach
    void closeTheLoop() {
        loop.close();
        assertThat(reported).isEmpty();
    }

    private void iterate() {
        loop.stop();
        loop.runForever();
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private static <T> T await(LoopFuture<T> future) {
        return dev.loopbridge.loop.Await.await(future);
    }

    @Test
    void inExecutor_default_runsOnANamedDaemonThread() {
        Thread thread = loop.runUntilComplete(() -> await(Tasks.inExecutor(Thread::currentThread)));

        assertThat(thread.getName()).isEqualTo("api-executor-1");
        assertThat(thread.isDaemon()).isTrue();
    }

    @Test
    void inExecutor_error_comesOutAsItIs() {
        Exception error = new Exception("x");

        assertThat(catchThrowable(() -> loop.runUntilComplete(() -> await(Tasks.inExecutor(() -> {
                    throw error;
                })))))
                .isSameAs(error);
    }

    @Test
    void inExecutor_result_goesOnOnTheLoop() {
        loop.runUntilComplete(() -> {
            assertThat(await(Tasks.inExecutor(() -> loop.inLoop()))).isFalse();
            assertThat(loop.inLoop()).isTrue();
            return 1;
        });
    }

    @Test
    void inExecutor_nullResult_isTaken() {
        assertThat(loop.<Object>runUntilComplete(() -> await(Tasks.inExecutor(() -> null))))
                .isNull();
    }

    @Test
    void inExecutor_own_isUsed() {
        LoopFuture<String> future = Tasks.inExecutor(loop, byHand, () -> "own");
        accepted.get(0).run();
        assertThat(future.isDone()).isFalse();

        iterate();

        assertThat(future.result()).isEqualTo("own");
    }

    @Test
    void inExecutor_completingOnTheLoopItself_waitsForTheNextIteration() {
        loop.runUntilComplete(() -> {
            LoopFuture<String> future = Tasks.inExecutor(Runnable::run, () -> "direct");
            assertThat(future.isDone()).isFalse();
            Tasks.yieldNow();
            assertThat(future.result()).isEqualTo("direct");
            return 1;
        });
    }

    @Test
    void cancel_callThatHasNotBegun_neverRuns() {
        LoopFuture<Boolean> future = Tasks.inExecutor(loop, byHand, () -> {
            throw new AssertionError("must not run");
        });

        assertThat(future.cancel("why")).isTrue();
        accepted.get(0).run();
        iterate();

        assertThat(future.isCancelled()).isTrue();
        assertThat(catchThrowable(future::result))
                .isExactlyInstanceOf(CancelledError.class)
                .hasMessage("why");
    }

    @Test
    void cancel_callThatHasBegun_dropsItsResult() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Task<String> task = loop.createTask(() -> await(Tasks.inExecutor(() -> {
            begun.countDown();
            goOn.await();
            ended.countDown();
            return "dropped";
        })));
        iterate();
        await(begun);

        task.cancel();
        iterate();
        iterate();
        goOn.countDown();
        await(ended);

        assertThat(task.isCancelled()).isTrue();
        assertThat(loop.<Object>runUntilComplete(() -> await(Tasks.inExecutor(() -> "next"))))
                .isEqualTo("next");
    }

    @Test
    void cancel_jobInsideThePool_cancelsTheFuture() {
        LoopFuture<String> future = Tasks.inExecutor(loop, byHand, () -> "never");
        ((Future<?>) accepted.get(0)).cancel(false);

        iterate();

        assertThat(future.isCancelled()).isTrue();
    }

    @Test
    void close_beforeTheCallEnds_dropsItsResultSilently() {
        LoopFuture<String> future = Tasks.inExecutor(loop, byHand, () -> "dropped");
        loop.close();

        accepted.get(0).run();

        assertThat(future.isDone()).isFalse();
    }

    @Test
    void close_betweenTheCallAndItsArrival_dropsItsResultSilently() {
        LoopFuture<String> future = Tasks.inExecutor(loop, byHand, () -> "dropped");
        accepted.get(0).run();

        loop.close();

        assertThat(future.isDone()).isFalse();
    }

    @Test
    void close_withSomeoneWaitingElsewhere_tellsThem() {
        LoopFuture<String> future = Tasks.inExecutor(loop, byHand, () -> "dropped");
        CountDownLatch told = new CountDownLatch(1);
        future.toCompletableFuture().whenComplete((result, error) -> told.countDown());
        loop.close();

        assertThatThrownBy(future::get)
                .isExactlyInstanceOf(ExecutionException.class)
                .hasCauseExactlyInstanceOf(LoopClosedException.class);
        assertThat(told.getCount()).isZero();
    }

    @Test
    void inExecutor_closedLoop_isRefusedAtTheCall() {
        loop.close();

        assertThatThrownBy(() -> Tasks.inExecutor(loop, byHand, () -> 1))
                .isExactlyInstanceOf(LoopClosedException.class);
        assertThatThrownBy(() -> Tasks.inExecutor(loop, null, () -> 1)).isExactlyInstanceOf(LoopClosedException.class);
        assertThatThrownBy(() -> Tasks.shutdownDefaultExecutor(loop)).isExactlyInstanceOf(LoopClosedException.class);
        assertThat(accepted).isEmpty();
    }

    @Test
    void inExecutor_executorThatRefuses_throwsThat() {
        Executor full = command -> {
            throw new RejectedExecutionException("full");
        };

        assertThatThrownBy(() -> Tasks.inExecutor(loop, full, () -> 1))
                .isExactlyInstanceOf(RejectedExecutionException.class)
                .hasMessage("full");
    }

    @Test
    void inExecutor_noRunningLoop_isRefused() {
        assertThatThrownBy(() -> Tasks.inExecutor(() -> 1))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("no running event loop");
    }

    @Test
    void inExecutor_null_isRefusedByName() {
        loop.runUntilComplete(() -> {
            assertThatThrownBy(() -> Tasks.inExecutor(null)).hasMessage("call");
            assertThatThrownBy(() -> Tasks.inExecutor(null, () -> 1)).hasMessage("executor");
            assertThatThrownBy(() -> Tasks.inExecutor(null, byHand, () -> 1)).hasMessage("loop");
            return 1;
        });
    }

    @Test
    void inExecutor_manyAtOnce_useNoMoreThreadsThanCPythons() throws InterruptedException {
        int most = Math.min(32, Runtime.getRuntime().availableProcessors() + 4);
        CountDownLatch begun = new CountDownLatch(most);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        List<LoopFuture<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < most + 5; i++) {
            calls.add(Tasks.inExecutor(loop, null, () -> {
                int now = running.incrementAndGet();
                begun.countDown();
                goOn.await();
                running.decrementAndGet();
                return now;
            }));
        }

        await(begun);
        assertThat(running).hasValue(most);
        goOn.countDown();

        assertThat(loop.runUntilComplete(Tasks.gather(calls)))
                .allSatisfy(now -> assertThat(now).isLessThanOrEqualTo(most));
    }

    @Test
    void toThread_call_runsInTheDefaultExecutor() {
        assertThat(loop.<Object>runUntilComplete(
                        () -> await(Tasks.toThread(() -> Thread.currentThread().getName()))))
                .isEqualTo("api-executor-1");
    }

    @Test
    void shutdownDefaultExecutor_withACallUnderWay_waitsForIt() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        LoopFuture<Boolean> call = Tasks.inExecutor(loop, null, () -> {
            begun.countDown();
            return goOn.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        });
        await(begun);

        LoopFuture<Void> first = Tasks.shutdownDefaultExecutor(loop);
        LoopFuture<Void> second = Tasks.shutdownDefaultExecutor(loop);
        first.cancel();
        iterate();
        assertThat(second.isDone()).isFalse();
        goOn.countDown();
        loop.<Object>runUntilComplete(second);

        assertThat(call.result()).isTrue();
    }

    @Test
    void shutdownDefaultExecutor_never_used_isDoneAtOnce() {
        loop.runUntilComplete(() -> {
            assertThat(await(Tasks.shutdownDefaultExecutor())).isNull();
            assertThat(await(Tasks.shutdownDefaultExecutor())).isNull();
            return 1;
        });
    }

    @Test
    void inExecutor_afterTheShutdown_isRefusedUnlessItHasItsOwn() {
        loop.runUntilComplete(() -> {
            assertThat(await(Tasks.inExecutor(() -> 1))).isEqualTo(1);
            await(Tasks.shutdownDefaultExecutor());
            assertThatThrownBy(() -> Tasks.inExecutor(() -> 2))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("Executor shutdown has been called: the default executor of loop \"api\" takes no more"
                            + " calls; give inExecutor() an executor of your own");
            assertThatThrownBy(() -> Tasks.toThread(() -> 2)).isExactlyInstanceOf(IllegalStateException.class);
            assertThat(await(Tasks.inExecutor(Runnable::run, () -> 3))).isEqualTo(3);
            return 1;
        });
    }

    @Test
    void defaultExecutor_given_isUsedRefusedAfterShutdownAndNotShutDown() {
        ExecutorService mine = Executors.newSingleThreadExecutor(work -> new Thread(work, "mine"));
        try (EventLoop own =
                EventLoop.builder().name("own").defaultExecutor(mine).build()) {
            own.runUntilComplete(() -> {
                assertThat(await(Tasks.inExecutor(() -> Thread.currentThread().getName())))
                        .isEqualTo("mine");
                assertThat(await(Tasks.shutdownDefaultExecutor())).isNull();
                assertThatThrownBy(() -> Tasks.inExecutor(() -> 2))
                        .isExactlyInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("Executor shutdown has been called");
                return 1;
            });
        }

        assertThat(mine.isShutdown()).isFalse();
        mine.shutdown();
    }

    @Test
    void close_withTheDefaultPoolIdle_endsItsThreads() throws InterruptedException {
        Thread thread = loop.runUntilComplete(() -> await(Tasks.inExecutor(Thread::currentThread)));

        loop.close();

        thread.join(TimeUnit.SECONDS.toMillis(2));
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void close_withCallsQueued_runsThemAllAndWaitsForNone() throws InterruptedException {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(50);
        for (int i = 0; i < 50; i++) {
            Tasks.inExecutor(loop, null, () -> {
                goOn.await();
                all.countDown();
                return 1;
            });
        }

        loop.close();

        goOn.countDown();
        await(all);
    }

    @Test
    void cancel_beforeTheCallBegan_keepsItFromRunning() {
        AtomicInteger calls = new AtomicInteger();
        LoopFuture<Integer> future = Tasks.inExecutor(loop, byHand, calls::incrementAndGet);

        assertThat(future.cancel()).isTrue();
        assertThat(future.cancel()).isFalse();
        accepted.forEach(Runnable::run);

        assertThat(calls).hasValue(0);
    }

    @Test
    void inExecutor_whichClosesTheLoopAndRefuses_isRefusedByTheLoop() {
        Executor closing = job -> {
            loop.close();
            throw new RejectedExecutionException("of the pool");
        };

        Throwable refused = catchThrowable(() -> Tasks.inExecutor(loop, closing, () -> 1));

        assertThat(refused).isInstanceOf(LoopClosedException.class);
    }
}
