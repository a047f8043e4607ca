package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.concurrent.Tasks;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules 4.5 and 4.6 of the semantics: what nobody asked for is reported, once its future is collected or the loop closes. */
class UnheardFailuresTest {
    private static final String ENGINES = "dev.loopbridge.loop.Loops#engines";
    private static final LoopLocal<String> REQUEST = LoopLocal.withDefault("none");

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
                for (int n = 0; n < 20_000; n++) {
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
    void fail_manyThatAreReachable_waitForTheClose() {
        List<LoopFuture<Integer>> failed = fail(2_000);
        System.gc();
        spin(loop);
        assertThat(reports).isEmpty();

        loop.close();

        assertThat(reports)
                .hasSize(2_000)
                .extracting(LoopExceptionHandler.Context::exception)
                .startsWith(failed.get(0).exception());
    }

    @Test
    void fail_oneInTheMiddleHeard_isNotReported() {
        List<LoopFuture<Integer>> failed = fail(3);
        failed.get(1).exception();

        loop.close();

        assertThat(reports)
                .extracting(context -> context.exception().getMessage())
                .containsExactly("failure 0", "failure 2");
        assertThat(failed).hasSize(3);
    }

    /** One task that nobody keeps. */
    private void failUnseen(EventLoop of) {
        of.createTask(() -> {
                    REQUEST.set("r-1");
                    throw failure;
                })
                .setName("mine");
        spin(of);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void fail_taskThatIsCollected_isReportedOnTheHomeThreadOnce(CoroutineEngine engine) {
        EventLoop engineLoop = EventLoop.builder()
                .name("api")
                .engine(engine)
                .exceptionHandler((of, context) -> reports.add(new LoopExceptionHandler.Context(
                        context.message() + " in " + Thread.currentThread().getName() + " for " + REQUEST.get(),
                        context.exception(),
                        context.details())))
                .build();
        failUnseen(engineLoop);

        collectUntilReported(engineLoop);
        engineLoop.close();

        assertThat(reports)
                .singleElement()
                .satisfies(report -> assertThat(report.message())
                        .isEqualTo("Task exception was never retrieved in "
                                + Thread.currentThread().getName() + " for r-1"))
                .satisfies(report -> assertThat(report.exception()).isSameAs(failure))
                .satisfies(report -> assertThat(report.details().get("future"))
                        .isInstanceOfSatisfying(Task.class, task -> {
                            assertThat(task.name()).isEqualTo("mine");
                            assertThat(task.exception()).isSameAs(failure);
                            assertThat(task.loop()).isSameAs(engineLoop);
                        }));
    }

    @Test
    void fail_futureThatIsCollected_isReported() {
        fail(1);

        collectUntilReported(loop);

        assertThat(reports).singleElement().satisfies(report -> {
            assertThat(report.message()).isEqualTo("Future exception was never retrieved");
            assertThat(report.exception()).hasMessage("failure 0");
        });
    }

    @Test
    void close_failedTask_isReportedWhereItKeptItsLocals() {
        List<String> seen = new ArrayList<>();
        EventLoop mine = EventLoop.builder()
                .exceptionHandler((of, context) -> seen.add(REQUEST.get()))
                .build();
        failUnseen(mine);

        mine.close();

        assertThat(seen).containsExactly("r-1");
    }

    private void collectUntilReported(EventLoop of) {
        Awaitility.await().pollInSameThread().until(() -> {
            System.gc();
            spin(of);
            return !reports.isEmpty();
        });
    }

    @Test
    void exception_heard_isNotKeptBehindOneThatIsNot() {
        WeakReference<LoopFuture<Integer>> heard = new WeakReference<>(heardFailure());
        failed();

        Awaitility.await().pollInSameThread().until(() -> {
            System.gc();
            return heard.get() == null;
        });
        loop.close();

        assertThat(reports).hasSize(1);
    }

    private LoopFuture<Integer> heardFailure() {
        LoopFuture<Integer> future = fail(1).get(0);
        future.exception();
        return future;
    }
}
