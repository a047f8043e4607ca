package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.concurrent.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules 4.5 and 4.6 of the semantics: what nobody asked for is reported, here when the loop closes. */
class UnheardFailuresTest {
    private static final String ENGINES = "dev.loopbridge.loop.Loops#engines";
    private static final int MOST_KEPT = 1_000;

    private final Exception failure = new Exception("failing");
    private final List<LoopExceptionHandler.Context> reports = new ArrayList<>();
    private final EventLoop loop = builder().build();

    private EventLoop.Builder builder() {
        return EventLoop.builder().name("api").exceptionHandler((of, context) -> reports.add(context));
    }

    private static void spin(EventLoop loop) {
        loop.stop();
        loop.runForever();
    }

    private Task<Integer> failed() {
        Task<Integer> task = loop.createTask(() -> {
            throw failure;
        });
        spin(loop);
        return task;
    }

    private static LoopExceptionHandler.Context unheard(String kind, LoopFuture<?> future, Throwable failure) {
        return new LoopExceptionHandler.Context(
                kind + " exception was never retrieved", failure, Map.of("future", future));
    }

    @Test
    void close_failedTask_isReported() {
        Task<Integer> task = failed();
        assertThat(reports).isEmpty();

        loop.close();

        assertThat(reports).containsExactly(unheard("Task", task, failure));
    }

    @Test
    void close_failedFuture_isReported() {
        LoopFuture<Integer> future = loop.createFuture();
        future.setException(failure);

        loop.close();

        assertThat(reports).containsExactly(unheard("Future", future, failure));
    }

    @Test
    void close_failedWrappedStage_isReported() {
        LoopFuture<Integer> future = LoopFuture.wrap(loop, CompletableFuture.<Integer>failedFuture(failure));
        spin(loop);

        loop.close();

        assertThat(reports).containsExactly(unheard("Future", future, failure));
    }

    @Test
    void close_severalFailed_areReportedInOrder() {
        Task<Integer> first = failed();
        LoopFuture<Integer> second = loop.createFuture();
        second.setException(failure);
        Task<Integer> third = failed();

        loop.close();

        assertThat(reports)
                .containsExactly(
                        unheard("Task", first, failure),
                        unheard("Future", second, failure),
                        unheard("Task", third, failure));
    }

    @Test
    void close_withoutAHandler_isLogged() {
        EventLoop logging = EventLoop.builder().name("api").build();
        Task<Integer> task = logging.createTask(() -> {
            throw failure;
        });
        task.setName("mine");
        spin(logging);

        try (CapturedLogScope log = new CapturedLogScope()) {
            logging.close();

            assertThat(log.captured.messages(Level.SEVERE))
                    .containsExactly("Task exception was never retrieved\n"
                            + "future: <Task finished exception=java.lang.Exception: failing name='mine'>");
            assertThat(log.captured.records().get(0).getThrown()).isSameAs(failure);
        }
    }

    private static final class CapturedLogScope implements AutoCloseable {
        final CapturedLog captured = new CapturedLog();

        @Override
        public void close() {
            captured.close();
        }
    }

    /** Whatever counts as asking. */
    enum Asking {
        AWAIT {
            @Override
            void ask(LoopFuture<Integer> failed) {
                failed.loop().runUntilComplete(() -> catchThrowable(() -> await(failed)));
            }
        },
        RESULT {
            @Override
            void ask(LoopFuture<Integer> failed) {
                catchThrowable(failed::result);
            }
        },
        EXCEPTION {
            @Override
            void ask(LoopFuture<Integer> failed) {
                failed.exception();
            }
        },
        GET {
            @Override
            void ask(LoopFuture<Integer> failed) {
                catchThrowable(failed::get);
            }
        },
        GET_WITH_A_LIMIT {
            @Override
            void ask(LoopFuture<Integer> failed) {
                catchThrowable(() -> failed.get(1, TimeUnit.SECONDS));
            }
        },
        CANCEL {
            @Override
            void ask(LoopFuture<Integer> failed) {
                assertThat(failed.cancel()).isFalse();
            }
        },
        CANCEL_AS_A_FUTURE {
            @Override
            void ask(LoopFuture<Integer> failed) {
                assertThat(failed.cancel(true)).isFalse();
            }
        },
        TO_COMPLETABLE_FUTURE {
            @Override
            void ask(LoopFuture<Integer> failed) {
                var unused = failed.toCompletableFuture();
            }
        },
        RUN_UNTIL_COMPLETE {
            @Override
            void ask(LoopFuture<Integer> failed) {
                catchThrowable(() -> failed.loop().<Integer>runUntilComplete(failed));
            }
        };

        abstract void ask(LoopFuture<Integer> failed);
    }

    @ParameterizedTest
    @EnumSource(Asking.class)
    void close_somebodyAsked_isNotReported(Asking asking) {
        asking.ask(failed());

        loop.close();

        assertThat(reports).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Asking.class)
    void close_somebodyAskedForAFuture_isNotReported(Asking asking) {
        LoopFuture<Integer> future = loop.createFuture();
        future.setException(failure);
        asking.ask(future);

        loop.close();

        assertThat(reports).isEmpty();
    }

    @Test
    void close_copyMadeBeforeTheFailure_isNotReported() {
        LoopFuture<Integer> future = loop.createFuture();
        CompletableFuture<Integer> copy = future.toCompletableFuture();
        future.setException(failure);

        loop.close();

        assertThat(copy).isCompletedExceptionally();
        assertThat(reports).isEmpty();
    }

    @Test
    void close_onlyLookedAt_isReported() {
        Task<Integer> task = failed();
        task.addDoneCallback(LoopFuture::isDone);
        spin(loop);
        assertThat(task.isCancelled()).isFalse();
        assertThat(task.toString()).contains("failing");

        loop.close();

        assertThat(reports).containsExactly(unheard("Task", task, failure));
    }

    @Test
    void close_askedTooEarly_isReported() {
        LoopFuture<Integer> future = loop.createFuture();
        catchThrowable(future::result);
        catchThrowable(future::exception);
        catchThrowable(() -> future.get(0, TimeUnit.NANOSECONDS));
        future.setException(failure);

        loop.close();

        assertThat(reports).containsExactly(unheard("Future", future, failure));
    }

    @Test
    void close_failedAfterBeingAskedToCancel_isReported() {
        Task<Integer> task = loop.createTask(() -> {
            try {
                return await(loop.<Integer>createFuture());
            } catch (CancelledError cancelled) {
                throw failure;
            }
        });
        spin(loop);
        task.cancel();
        spin(loop);

        loop.close();

        assertThat(reports).containsExactly(unheard("Task", task, failure));
    }

    @Test
    void close_waiterCancelledAsTheFutureFailed_isNotReported() {
        LoopFuture<Integer> future = loop.createFuture();
        Task<Integer> waiter = loop.createTask(() -> await(future));
        spin(loop);
        future.setException(failure);
        waiter.cancel();
        spin(loop);

        loop.close();

        assertThat(waiter.isCancelled()).isTrue();
        assertThat(reports).isEmpty();
    }

    @Test
    void close_failurePassedOnByAnotherTask_isReportedForThatOneOnly() {
        Task<Integer> inner = loop.createTask(() -> {
            throw failure;
        });
        Task<Integer> outer = loop.createTask(() -> await(inner));
        spin(loop);
        spin(loop);

        loop.close();

        assertThat(reports).containsExactly(unheard("Task", outer, failure));
    }

    @Test
    void close_cancelledTasksAndFutures_areNotReported() {
        Task<Integer> task = loop.createTask(() -> await(loop.<Integer>createFuture()));
        spin(loop);
        task.cancel();
        loop.createFuture().cancel();
        spin(loop);

        loop.close();

        assertThat(task.isCancelled()).isTrue();
        assertThat(reports).isEmpty();
    }

    @Test
    void close_mainThatFailed_isNotReported() {
        assertThat(catchThrowable(() -> loop.runUntilComplete(() -> {
                    throw failure;
                })))
                .isSameAs(failure);

        loop.close();

        assertThat(reports).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void close_tasksItFailsItself_areNotReported(CoroutineEngine engine) {
        EventLoop engineLoop = builder().engine(engine).build();
        LoopFuture<Integer> awaited = engineLoop.createFuture();
        engineLoop.createTask(() -> await(awaited));
        spin(engineLoop);
        engineLoop.createTask(() -> 1);
        engineLoop.submit(() -> 1);
        var unused = engineLoop.createFuture().toCompletableFuture();

        engineLoop.close();

        assertThat(Loops.report(engineLoop).tasksFailed()).isEqualTo(3);
        assertThat(reports).isEmpty();
    }

    @Test
    void shutdown_taskThatFailsOfIt_isReported() {
        Task<Integer> task = loop.createTask(() -> {
            try {
                return await(loop.<Integer>createFuture());
            } finally {
                throwIt(failure);
            }
        });
        spin(loop);

        loop.shutdown(Duration.ofSeconds(1)).toCompletableFuture().join();

        assertThat(reports).containsExactly(unheard("Task", task, failure));
    }

    private static void throwIt(Exception error) throws Exception {
        throw error;
    }

    @Test
    void runnerClose_leftoverThatFails_isReportedOnce() {
        try (Runner runner = new Runner(() -> loop)) {
            runner.run(() -> {
                loop.createTask(() -> {
                    try {
                        return await(loop.<Integer>createFuture());
                    } finally {
                        throwIt(failure);
                    }
                });
                return 1;
            });
        }

        assertThat(reports)
                .extracting(LoopExceptionHandler.Context::message)
                .containsExactly("unhandled exception during EventLoops.run() shutdown");
    }

    @Test
    void run_taskThatFailedUnheard_isReported() {
        EventLoops.run(
                () -> {
                    loop.createTask(() -> {
                        throw failure;
                    });
                    Tasks.yieldNow();
                    return 1;
                },
                () -> loop);

        assertThat(reports)
                .extracting(LoopExceptionHandler.Context::message)
                .containsExactly("Task exception was never retrieved");
    }

    @Test
    void setException_onAClosedLoopFromManyThreads_disturbsNobody() {
        loop.close();
        CountDownLatch go = new CountDownLatch(1);
        List<Elsewhere<Boolean>> failing = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            failing.add(Elsewhere.start("failing", () -> {
                go.await();
                for (int n = 0; n < 20 * MOST_KEPT; n++) {
                    loop.<Integer>createFuture().setException(failure);
                }
                return true;
            }));
        }

        go.countDown();

        assertThat(failing).allSatisfy(each -> assertThat(each.await()).isTrue());
    }

    private List<LoopFuture<Integer>> fail(int many) {
        List<LoopFuture<Integer>> failed = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            LoopFuture<Integer> future = loop.createFuture();
            future.setException(new Exception("failure " + i));
            failed.add(future);
        }
        return failed;
    }

    @Test
    void fail_asManyAsAreKept_waitsForTheClose() {
        fail(MOST_KEPT);
        assertThat(reports).isEmpty();

        loop.close();

        assertThat(reports).hasSize(MOST_KEPT);
    }

    @Test
    void fail_oneMoreThanIsKept_reportsTheOldestAtOnce() {
        List<LoopFuture<Integer>> failed = fail(MOST_KEPT + 1);
        spin(loop);

        assertThat(reports)
                .containsExactly(unheard("Future", failed.get(0), failed.get(0).exception()));
        loop.close();

        assertThat(reports)
                .hasSize(MOST_KEPT + 1)
                .extracting(context -> context.exception().getMessage())
                .startsWith("failure 0", "failure 1", "failure 2")
                .endsWith("failure 1000");
    }

    @Test
    void fail_oneMoreThanIsKeptButTheOldestWasHeard_reportsNothing() {
        List<LoopFuture<Integer>> failed = fail(MOST_KEPT);
        failed.get(0).exception();

        failed(); // its exception is not asked for either

        assertThat(reports).isEmpty();
        loop.close();
        assertThat(reports).hasSize(MOST_KEPT);
    }

    @Test
    void fail_manyAllHeardAtOnce_pushesNoneOut() {
        LoopFuture<Integer> oldest = loop.createFuture();
        oldest.setException(failure);
        for (int i = 0; i < 2 * MOST_KEPT; i++) {
            fail(1).get(0).exception();
        }

        assertThat(reports).isEmpty();
        loop.close();

        assertThat(reports).containsExactly(unheard("Future", oldest, failure));
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void fail_oneTaskMoreThanIsKept_isReportedOnTheHomeThread(CoroutineEngine engine) {
        List<Thread> threads = new ArrayList<>();
        EventLoop engineLoop = EventLoop.builder()
                .engine(engine)
                .exceptionHandler((of, context) -> threads.add(Thread.currentThread()))
                .build();
        for (int i = 0; i <= MOST_KEPT; i++) {
            engineLoop.createTask(() -> {
                throw failure;
            });
        }

        spin(engineLoop);
        spin(engineLoop);

        assertThat(threads).containsExactly(Thread.currentThread());
        engineLoop.close();
    }
}
