package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loopbridge.loop.concurrent.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CloseTest {
    private static final String ENGINES = "dev.loopbridge.loop.Loops#engines";

    private final FakeClock clock = new FakeClock();
    private final List<String> trace = new ArrayList<>();

    /** Tells what became of it. */
    private record Told(List<Object> trace) implements LoopRunnable {
        @Override
        public void run() {
            trace.add("ran");
        }

        @Override
        public void onAbandoned(LoopClosedException closed) {
            trace.add(closed);
        }
    }

    /** Lets the loop do {@code iterations} iterations. */
    private static void spin(EventLoop loop, int iterations) {
        for (int i = 0; i < iterations; i++) {
            loop.stop();
            loop.runForever();
        }
    }

    private <T> Task<T> suspended(EventLoop loop) {
        LoopFuture<T> never = loop.createFuture();
        Task<T> task = loop.createTask(() -> await(never));
        spin(loop, 1);
        return task;
    }

    @Test
    void close_withEverythingPending_tellsEachOnceWithAnExceptionOfItsOwn() {
        EventLoop loop = EventLoop.create();
        List<Object> told = new ArrayList<>();
        Task<String> suspended = suspended(loop);
        loop.onClose(told::add);
        loop.onClose(told::add);
        loop.callSoon(new Told(told));
        loop.execute(new Told(told));
        loop.callLater(Duration.ofHours(1), new Told(told));
        Task<String> unstarted = loop.submit(() -> "never");

        loop.close();

        told.add(suspended.exception());
        told.add(unstarted.exception());
        Set<Object> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        distinct.addAll(told);
        assertThat(distinct).hasSize(7).allSatisfy(error -> assertThat(error).isInstanceOf(LoopClosedException.class));
        assertThat(told).hasSize(7);
    }

    @Test
    void close_withEverythingPending_countsIt() {
        EventLoop loop = EventLoop.create();
        suspended(loop);
        loop.onClose(closed -> {});
        loop.callSoon(() -> {});
        loop.execute(new Told(new ArrayList<>()));
        loop.callSoon(() -> {}).cancel();
        loop.callLater(Duration.ofHours(1), () -> {});
        loop.callLater(Duration.ofHours(2), () -> {});
        loop.submit(() -> 1);
        loop.createTask(() -> 2);

        loop.close();

        CloseReport report = Loops.report(loop);
        assertThat(report).isEqualTo(new CloseReport(report.info(), 0, 0, 3, 2, 2, 1, List.of(), List.of()));
    }

    @Test
    void close_cancelledTimerNotYetTakenIn_isNotCounted() {
        EventLoop loop = EventLoop.create();
        loop.callLater(Duration.ofHours(1), () -> {}).cancel();

        loop.close();

        assertThat(Loops.report(loop).timersAbandoned()).isZero();
    }

    @Test
    void close_taskThatAPlainThreadWaitsFor_isCountedAsATask() {
        EventLoop loop = EventLoop.create();
        Task<String> task = suspended(loop);
        CompletableFuture<String> copy = task.toCompletableFuture();

        loop.close();

        assertThat(copy).isCompletedExceptionally();
        assertThat(Loops.report(loop).tasksFailed()).isEqualTo(1);
        assertThat(Loops.report(loop).listenersTold()).isZero();
    }

    @Test
    void close_severalListeners_tellsThemInOrder() {
        EventLoop loop = EventLoop.create();
        for (int i = 0; i < 4; i++) {
            String name = "listener " + i;
            loop.onClose(closed -> trace.add(name));
        }

        loop.close();
        loop.close();

        assertThat(trace).containsExactly("listener 0", "listener 1", "listener 2", "listener 3");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void close_suspendedCoroutines_unwindByCoroutineExit(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        LoopFuture<String> never = loop.createFuture();
        for (int i = 0; i < 3; i++) {
            String name = "body " + i;
            loop.createTask(() -> {
                try {
                    return await(never);
                } catch (Exception swallowed) {
                    trace.add("caught as an Exception");
                    return "";
                } catch (CoroutineExit exit) {
                    trace.add(name + ": " + exit.getMessage());
                    throw exit;
                } finally {
                    trace.add(name + " finally, inLoop=" + loop.inLoop());
                }
            });
        }
        spin(loop, 1);
        loop.onClose(closed -> trace.add("listener"));

        loop.close();

        assertThat(trace)
                .containsExactly(
                        "listener",
                        "body 0: Event loop \"api\" is closing; this coroutine must end",
                        "body 0 finally, inLoop=true",
                        "body 1: Event loop \"api\" is closing; this coroutine must end",
                        "body 1 finally, inLoop=true",
                        "body 2: Event loop \"api\" is closing; this coroutine must end",
                        "body 2 finally, inLoop=true");
        assertThat(Loops.report(loop).notUnwound()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void close_awaitAndSubmitInFinally_areRefused(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        List<Throwable> refused = new ArrayList<>();
        LoopFuture<String> never = loop.createFuture();
        LoopFuture<String> done = loop.createFuture();
        done.setResult("done");
        loop.createTask(() -> {
            try {
                return await(never);
            } finally {
                refused.add(catchThrowable(() -> await(done)));
                refused.add(catchThrowable(() -> await(CompletableFuture.completedFuture(1))));
                refused.add(catchThrowable(Tasks::yieldNow));
                refused.add(catchThrowable(() -> loop.createTask(() -> 1)));
                refused.add(catchThrowable(() -> loop.callSoon(() -> {})));
            }
        });
        spin(loop, 1);

        loop.close();

        assertThat(refused).hasSize(5);
        assertThat(refused.subList(0, 3)).hasOnlyElementsOfType(CoroutineExit.class);
        assertThat(refused.subList(3, 5)).hasOnlyElementsOfType(LoopClosedException.class);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void close_bodyThatSwallowsItsExitForEver_isGivenUpAndNamed(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        LoopFuture<String> never = loop.createFuture();
        Task<String> stubborn = loop.createTask(() -> {
            for (; ; ) {
                try {
                    await(never);
                } catch (CoroutineExit swallowed) {
                    // and again
                }
            }
        });
        stubborn.setName("stubborn");
        Task<String> decent = loop.createTask(() -> {
            try {
                return await(never);
            } finally {
                trace.add("decent");
            }
        });
        spin(loop, 1);

        Elsewhere.run("closer", loop::close);

        assertThat(Loops.report(loop).notUnwound()).containsExactly("stubborn");
        assertThat(Loops.report(loop).tasksFailed()).isEqualTo(2);
        assertThat(trace).containsExactly("decent");
        assertThat(decent.exception()).isInstanceOf(LoopClosedException.class);
    }

    @Test
    void close_bodyThatSwallowsItsExitAHundredTimesAndEnds_isUnwound() {
        EventLoop loop = EventLoop.create();
        LoopFuture<String> never = loop.createFuture();
        loop.createTask(() -> {
            for (int i = 0; i < 100; i++) {
                try {
                    await(never);
                } catch (CoroutineExit swallowed) {
                    trace.add("swallowed");
                }
            }
            trace.add("ended");
            return "";
        });
        spin(loop, 1);

        loop.close();

        assertThat(trace).hasSize(101).endsWith("ended");
        assertThat(Loops.report(loop).notUnwound()).isEmpty();
    }

    @Test
    void close_bodyNotBegun_neverRuns() {
        EventLoop loop = EventLoop.create();
        Task<Boolean> task = loop.createTask(() -> trace.add("ran"));

        loop.close();

        assertThat(trace).isEmpty();
        assertThat(task.exception()).isInstanceOf(LoopClosedException.class);
    }

    @Test
    void close_handlersThatSubmit_areRefused() {
        EventLoop loop = EventLoop.create();
        List<Throwable> refused = new ArrayList<>();
        loop.onClose(closed -> refused.add(catchThrowable(() -> loop.submit(() -> 1))));
        loop.onClose(closed -> refused.add(catchThrowable(() -> loop.runUntilComplete(() -> 1))));
        loop.execute(new LoopRunnable() {
            @Override
            public void run() {}

            @Override
            public void onAbandoned(LoopClosedException closed) {
                refused.add(catchThrowable(() -> loop.execute(this)));
            }
        });

        loop.close();

        assertThat(refused).hasSize(3).hasOnlyElementsOfType(LoopClosedException.class);
    }

    @Test
    void close_listenerThrowing_tellsTheOthersAndReportsIt() {
        List<Throwable> reported = new ArrayList<>();
        EventLoop loop = EventLoop.builder()
                .exceptionHandler((of, context) -> reported.add(context.exception()))
                .build();
        RuntimeException failure = new RuntimeException("listener");
        loop.onClose(closed -> {
            throw failure;
        });
        loop.onClose(closed -> trace.add("told"));

        loop.close();

        assertThat(trace).containsExactly("told");
        assertThat(reported).containsExactly(failure);
    }

    @Test
    void close_exceptionHandlerThrowingAnError_tellsTheOthersAllTheSame() {
        EventLoop loop = EventLoop.builder()
                .exceptionHandler((of, context) -> {
                    throw new AssertionError("handler");
                })
                .build();
        loop.onClose(closed -> {
            throw new RuntimeException("listener");
        });
        loop.onClose(closed -> trace.add("told"));
        Task<String> task = loop.submit(() -> "never");

        Elsewhere.call("closer", () -> catchThrowable(loop::close));

        assertThat(trace).containsExactly("told");
        assertThat(task.isDone()).isTrue();
        assertThat(loop.shutdown(Duration.ZERO).toCompletableFuture()).isDone();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void close_finallyThrowingAndExceptionHandlerThrowingAnError_ends(CoroutineEngine engine) {
        EventLoop loop = EventLoop.builder()
                .engine(engine)
                .exceptionHandler((of, context) -> {
                    throw new AssertionError("handler");
                })
                .build();
        LoopFuture<String> never = loop.createFuture();
        loop.createTask(() -> {
            try {
                return await(never);
            } finally {
                trace.add("finally");
                throwUp();
            }
        });
        spin(loop, 1);

        Elsewhere.start("closer", () -> catchThrowable(loop::close)).await(5);

        assertThat(trace).containsExactly("finally");
        assertThat(loop.shutdown(Duration.ZERO).toCompletableFuture()).isDone();
    }

    private static void throwUp() {
        throw new IllegalStateException("clean-up failed");
    }

    @Test
    void close_finallyThrowing_isReported() {
        List<String> reported = new ArrayList<>();
        EventLoop loop = EventLoop.builder()
                .exceptionHandler((of, context) -> reported.add(
                        context.message() + ": " + context.exception().getMessage()))
                .build();
        LoopFuture<String> never = loop.createFuture();
        loop.createTask(() -> {
            try {
                return await(never);
            } finally {
                throwUp();
            }
        });
        spin(loop, 1);

        loop.close();

        assertThat(reported).containsExactly("Exception in a coroutine whose loop closes: clean-up failed");
    }

    @Test
    void get_whileTheLoopCloses_endsWithLoopClosedException() {
        EventLoop loop = EventLoop.create();
        LoopFuture<String> future = loop.createFuture();
        Task<String> task = suspended(loop);
        Elsewhere<Throwable> onFuture = Elsewhere.start("on future", () -> catchThrowable(future::get));
        Elsewhere<Throwable> onTask = Elsewhere.start("on task", () -> catchThrowable(task::get));

        loop.close();

        assertThat(onFuture.await()).isExactlyInstanceOf(ExecutionException.class);
        assertThat(onFuture.await().getCause()).isExactlyInstanceOf(LoopClosedException.class);
        assertThat(onTask.await()).isExactlyInstanceOf(ExecutionException.class);
        assertThat(onTask.await().getCause()).isExactlyInstanceOf(LoopClosedException.class);
    }

    @Test
    void get_ofAPendingFutureOfAClosedLoop_endsWithLoopClosedException() {
        EventLoop loop = Loops.closed(EventLoop.create());
        LoopFuture<String> future = loop.createFuture();

        Throwable error = Elsewhere.call("plain", () -> catchThrowable(future::get));

        assertThat(error).isExactlyInstanceOf(ExecutionException.class);
        assertThat(error.getCause()).isExactlyInstanceOf(LoopClosedException.class);
    }

    @Test
    void toCompletableFuture_whenTheLoopCloses_fails() {
        EventLoop loop = EventLoop.create();
        CompletableFuture<String> copy = loop.<String>createFuture().toCompletableFuture();

        loop.close();

        assertThat(catchThrowableOfType(CompletionException.class, copy::join).getCause())
                .isExactlyInstanceOf(LoopClosedException.class);
    }

    @Test
    void addDoneCallback_ofAPendingTask_isCalledByTheClose() {
        EventLoop loop = EventLoop.create();
        Task<String> task = suspended(loop);
        task.addDoneCallback(done -> trace.add("done=" + done.isDone()));

        loop.close();

        assertThat(trace).containsExactly("done=true");
    }

    @Test
    void addDoneCallback_ofADoneFuture_isCalledByTheCloseWithWhatCameFirst() {
        EventLoop loop = EventLoop.create();
        LoopFuture<String> future = loop.createFuture();
        future.addDoneCallback(done -> trace.add(done.result()));
        future.setResult("in time");

        loop.close();

        assertThat(trace).containsExactly("in time");
    }

    @Test
    void setResult_onClosedLoopWithCallbacks_changesTheStateThenThrows() {
        EventLoop loop = EventLoop.create();
        LoopFuture<String> future = loop.createFuture();
        future.addDoneCallback(done -> trace.add("called"));
        loop.close();

        Throwable refused = catchThrowable(() -> future.setResult("late"));

        assertThat(refused).isExactlyInstanceOf(LoopClosedException.class);
        assertThat(future.result()).isEqualTo("late");
        assertThat(trace).isEmpty();
    }

    @Test
    void onClose_afterTheClose_isCalledInline() {
        EventLoop loop = Loops.closed(EventLoop.create());
        List<Object> told = new ArrayList<>();

        Registration registration = loop.onClose(closed -> told.add(Thread.currentThread()));
        registration.cancel();

        assertThat(told).containsExactly(Thread.currentThread());
    }

    @Test
    void onClose_inAListener_isCalledInline() {
        EventLoop loop = EventLoop.create();
        loop.onClose(closed -> {
            loop.onClose(late -> trace.add("late"));
            trace.add("listener");
        });
        loop.onClose(closed -> trace.add("second"));

        loop.close();

        assertThat(trace).containsExactly("late", "listener", "second");
    }

    @Test
    void registration_cancelled_isNotTold() {
        EventLoop loop = EventLoop.create();
        Registration first = loop.onClose(closed -> trace.add("first"));
        Registration middle = loop.onClose(closed -> trace.add("middle"));
        loop.onClose(closed -> trace.add("kept"));
        Registration last = loop.onClose(closed -> trace.add("last"));

        middle.cancel();
        middle.cancel();
        last.cancel();
        first.cancel();
        loop.close();

        assertThat(trace).containsExactly("kept");
        assertThat(Loops.report(loop).listenersTold()).isEqualTo(1);
    }

    @Test
    void registration_cancelledByAnEarlierListener_isNotTold() {
        EventLoop loop = EventLoop.create();
        Registration[] second = new Registration[1];
        loop.onClose(closed -> second[0].cancel());
        second[0] = loop.onClose(closed -> trace.add("second"));

        loop.close();

        assertThat(trace).isEmpty();
    }

    @Test
    void close_cancelledHandles_areNotTold() {
        EventLoop loop = EventLoop.create();
        List<Object> told = new ArrayList<>();
        loop.callSoon(new Told(told)).cancel();
        loop.callLater(Duration.ofHours(1), new Told(told)).cancel();

        loop.close();

        assertThat(told).isEmpty();
    }

    @Test
    void shutdown_idleWithSuspendedTasks_cancelsAndCountsThem() {
        EventLoop loop = EventLoop.create();
        LoopFuture<String> never = loop.createFuture();
        for (int i = 0; i < 3; i++) {
            loop.createTask(() -> {
                try {
                    return await(never);
                } finally {
                    Tasks.yieldNow(); // a clean-up that takes time
                    trace.add("cleaned up");
                }
            });
        }
        spin(loop, 1);

        CloseReport report = loop.shutdown(Duration.ofSeconds(5), "test")
                .toCompletableFuture()
                .join();

        assertThat(trace).containsExactly("cleaned up", "cleaned up", "cleaned up");
        assertThat(report).isEqualTo(new CloseReport(report.info(), 0, 3, 0, 0, 0, 0, List.of(), List.of()));
        assertThat(report.info().reason()).isEqualTo("test");
        assertThat(report.info().closedBy()).isEqualTo(Thread.currentThread().getName());
    }

    @Test
    void shutdown_twice_onlyTheFirstCounts() {
        EventLoop loop = EventLoop.create();
        loop.callSoon(() -> {
            loop.shutdown(Duration.ofSeconds(1), "first");
            loop.shutdown(Duration.ofSeconds(1), "second");
        });

        loop.runForever();

        assertThat(Loops.report(loop).info().reason()).isEqualTo("first");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void shutdown_inACoroutineOfTheLoop_cancelsThatToo(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        LoopFuture<String> never = loop.createFuture();

        Throwable end = catchThrowable(() -> loop.runUntilComplete(() -> {
            loop.shutdown(Duration.ofSeconds(5));
            trace.add("goes on, closed=" + loop.isClosed());
            return await(never);
        }));

        assertThat(end).isExactlyInstanceOf(CancelledError.class);
        assertThat(trace).containsExactly("goes on, closed=false");
        assertThat(Loops.report(loop).tasksCancelled()).isEqualTo(1);
    }

    @Test
    void shutdown_graceZero_takesWhatIsReadyButDoesNotWait() {
        EventLoop loop = EventLoop.create();
        LoopFuture<String> never = loop.createFuture();
        loop.createTask(() -> {
            try {
                return await(never);
            } finally {
                Tasks.yieldNow();
                trace.add("quick");
            }
        });
        loop.createTask(() -> {
            try {
                return await(never);
            } catch (CancelledError waitsInstead) {
                return await(loop.<String>createFuture());
            } finally {
                trace.add("slow, closed=" + loop.isClosed());
            }
        });
        spin(loop, 1);

        CloseReport report = loop.shutdown(Duration.ZERO).toCompletableFuture().join();

        assertThat(trace).containsExactly("quick", "slow, closed=true");
        assertThat(report).isEqualTo(new CloseReport(report.info(), 0, 1, 1, 0, 0, 0, List.of(), List.of()));
    }

    @Test
    void shutdown_graceZeroAndATaskThatIsAlwaysReady_closesAnyway() {
        EventLoop loop = EventLoop.create();
        AtomicBoolean over = new AtomicBoolean();
        loop.createTask(() -> {
            while (!over.get()) {
                try {
                    Tasks.yieldNow();
                } catch (CancelledError refused) {
                    trace.add("refused");
                }
            }
            return 1;
        });
        spin(loop, 1);

        try {
            Elsewhere.start("closer", () -> loop.shutdown(Duration.ZERO)).await(5);
        } finally {
            over.set(true);
        }

        assertThat(trace).containsExactly("refused");
        assertThat(loop.isClosed()).isTrue();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void shutdown_taskThatRefusesToEnd_isFailedPastTheGrace(CoroutineEngine engine) {
        EventLoop loop = EventLoop.builder().engine(engine).clock(clock).build();
        Task<String> stubborn = loop.createTask(() -> {
            for (; ; ) {
                try {
                    Tasks.yieldNow();
                    clock.advance(Duration.ofMillis(10));
                } catch (CancelledError refused) {
                    trace.add("refused");
                }
            }
        });
        spin(loop, 1);

        CloseReport report =
                loop.shutdown(Duration.ofSeconds(1)).toCompletableFuture().join();

        assertThat(trace).containsExactly("refused");
        assertThat(report).isEqualTo(new CloseReport(report.info(), 0, 0, 1, 0, 0, 0, List.of(), List.of()));
        assertThat(stubborn.exception()).isInstanceOf(LoopClosedException.class);
    }

    @Test
    void close_byAStageThatACancelCompletes_doesNotDeadlock() {
        EventLoop loop = EventLoop.create();
        CompletableFuture<String> stage = new CompletableFuture<>();
        LoopFuture<String> wrapped = LoopFuture.wrap(loop, stage);
        stage.whenComplete((result, error) -> loop.close());

        Elsewhere.start("canceller", () -> wrapped.cancel()).await(5);

        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void shutdown_whileAnotherThreadTakesTheLoopOver_closesAllTheSame() {
        for (int round = 0; round < 300; round++) {
            EventLoop loop = EventLoop.create();
            CountDownLatch running = new CountDownLatch(1);
            loop.execute(running::countDown);
            AtomicBoolean over = new AtomicBoolean();
            List<Elsewhere<Boolean>> homes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                homes.add(Elsewhere.start("home " + i, () -> {
                    while (!loop.isClosed() && !over.get()) {
                        catchThrowable(loop::runForever);
                    }
                    return true;
                }));
            }
            Elsewhere.await(running);

            CompletableFuture<CloseReport> closed =
                    loop.shutdown(Duration.ofSeconds(5)).toCompletableFuture();

            try {
                assertThat(closed).succeedsWithin(Duration.ofSeconds(5));
            } finally {
                over.set(true); // or those who are left would spin
            }
            homes.forEach(Elsewhere::await);
        }
    }

    @Test
    void find_throughCausesAndSuppressed_findsTheNearest() {
        EventLoop loop = Loops.closed(EventLoop.create());
        LoopClosedException near = catchThrowableOfType(LoopClosedException.class, () -> loop.execute(() -> {}));
        LoopClosedException far = catchThrowableOfType(LoopClosedException.class, () -> loop.execute(() -> {}));
        RuntimeException deep = new RuntimeException(new RuntimeException(far));
        RuntimeException both = new RuntimeException(deep);
        both.addSuppressed(near);

        assertThat(LoopClosedException.find(near)).containsSame(near);
        assertThat(LoopClosedException.find(deep)).containsSame(far);
        assertThat(LoopClosedException.find(both)).containsSame(near);
    }

    @Test
    void find_nothingThere_isEmpty() {
        RuntimeException first = new RuntimeException();
        RuntimeException second = new RuntimeException(first);
        first.initCause(second); // a circle

        assertThat(LoopClosedException.find(null)).isEmpty();
        assertThat(LoopClosedException.find(second)).isEmpty();
    }

    @Test
    void close_inDebugMode_keepsWhere() {
        EventLoop loop = EventLoop.builder().name("api").debug(true).build();
        loop.close();

        LoopClosedException refused = catchThrowableOfType(LoopClosedException.class, () -> loop.execute(() -> {}));

        Throwable where = refused.info().where();
        assertThat(where).hasMessage("loop \"api\" was closed here");
        assertThat(refused.getSuppressed()).containsExactly(where);
        assertThat(where.getStackTrace())
                .anySatisfy(frame -> assertThat(frame.getMethodName()).isEqualTo("close_inDebugMode_keepsWhere"));
    }

    @Test
    void close_onAnotherThread_namesIt() {
        EventLoop loop = EventLoop.create();
        List<LoopClosedException> told = new ArrayList<>();
        Consumer<LoopClosedException> listener = told::add;
        loop.onClose(listener);

        Elsewhere.run("janitor", loop::close);

        assertThat(told).singleElement().satisfies(closed -> {
            assertThat(closed.info().closedBy()).isEqualTo("janitor");
            assertThat(closed).hasMessage(Loops.closedText(closed.info()));
        });
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void close_bodyThatHadArrivedAndNotBegun_neverRuns(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        List<Task<Boolean>> tasks = new ArrayList<>();
        loop.callSoon(() -> {
            tasks.add(loop.createTask(() -> trace.add("ran")));
            loop.stop();
        });
        loop.runForever();

        loop.close();

        assertThat(trace).isEmpty();
        assertThat(tasks.get(0).exception()).isInstanceOf(LoopClosedException.class);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void close_interruptedWhileABodyUnwinds_leavesTheInterruptForTheCaller(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        Thread home = Thread.currentThread();
        LoopFuture<String> never = loop.createFuture();
        loop.createTask(() -> {
            try {
                return await(never);
            } finally {
                home.interrupt();
            }
        });
        spin(loop, 1);

        loop.close();

        assertThat(Thread.interrupted()).isTrue();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void shutdown_bodyThatThrowsAnErrorAsItUnwinds_reportsItAndCloses(CoroutineEngine engine) {
        List<String> reported = new ArrayList<>();
        EventLoop loop = EventLoop.builder()
                .engine(engine)
                .exceptionHandler((where, context) -> reported.add(context.message() + ": " + context.exception()))
                .build();
        AssertionError error = new AssertionError("of the body");
        LoopFuture<String> never = loop.createFuture();
        Task<String> task = loop.createTask(() -> {
            try {
                return await(never);
            } finally {
                trace.add("unwound");
                throwIt(error);
            }
        });
        spin(loop, 1);

        loop.shutdown(Duration.ofSeconds(1));

        assertThat(loop.isClosed()).isTrue();
        assertThat(trace).containsExactly("unwound");
        assertThat(task.exception()).isSameAs(error);
        assertThat(reported)
                .containsExactly(
                        "Fatal error while the loop shuts down: " + error,
                        "Task exception was never retrieved: " + error);
    }

    private static void throwIt(Error error) {
        throw error;
    }
}
