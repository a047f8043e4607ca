package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The corners of the semantics' rows 1.8 to 1.16, each trace that of CPython.
 *
 * <p>Among them the corpus's lc_run_until_complete_done_future, lc_stale_stop_after_early_exit,
 * lc_complete_future_of_closed_loop, lc_cancel_tasks_of_closed_loop, lc_fatal_in_callback and lc_fatal_in_task.
 */
class LifecycleEdgesTest {
    private static final String STOPPED = "run!IllegalStateException: Event loop stopped before Future completed.";

    private final EventLoop loop = VirtualEventLoop.create().loop();
    private final Traced trace = new Traced();

    private void run(LoopFuture<?> future) {
        trace.attempt("run", () -> loop.runUntilComplete(future));
    }

    /** Three callbacks, each of which queues the next. */
    private void chain(String... names) {
        loop.callSoon(() -> {
            trace.add(names[0]);
            if (names.length > 1) {
                chain(List.of(names).subList(1, names.length).toArray(String[]::new));
            } else {
                loop.stop();
            }
        });
    }

    private void tear() {
        throw new Error("fatal");
    }

    @Test
    void runUntilComplete_doneInTheIterationOfAStop_cutsTheNextRunShort() {
        LoopFuture<Integer> future = loop.createFuture();
        loop.callSoon(() -> future.setResult(1));
        loop.callSoon(loop::stop);

        run(future);
        chain("a", "b", "c");
        loop.runForever();
        trace.add("second run");
        loop.runForever();

        assertThat(trace.lines()).containsExactly("run=1", "a", "second run", "b", "c");
    }

    @Test
    void runUntilComplete_afterAStaleStop_isStoppedBeforeItsFutureCompleted() {
        LoopFuture<Integer> future = loop.createFuture();
        loop.callSoon(() -> future.setResult(1));
        loop.callSoon(loop::stop);
        run(future);
        Task<String> main = loop.createTask(() -> {
            Tasks.yieldNow();
            return "fine";
        });

        run(main);
        run(main);

        assertThat(trace.lines()).containsExactly("run=1", STOPPED, "run=fine");
    }

    @Test
    void runUntilComplete_stoppedFirst_doesNotStopTheRunInWhichTheFutureCompletes() {
        LoopFuture<Integer> future = loop.createFuture();
        loop.callSoon(loop::stop);

        run(future);
        loop.callSoon(() -> future.setResult(1));
        chain("a", "b", "c");
        loop.runForever();

        assertThat(trace.lines()).containsExactly(STOPPED, "a", "b", "c");
    }

    @Test
    void runUntilComplete_doneFutureAndAStopFromBefore_leavesNoStopBehind() {
        LoopFuture<Integer> future = loop.createFuture();
        future.setResult(1);
        loop.stop();

        run(future);
        chain("a", "b");
        loop.runForever();

        assertThat(trace.lines()).containsExactly("run=1", "a", "b");
    }

    @Test
    void fatalError_inACallback_leavesTheRestAndItsRunnersTaskForTheNextRun() {
        Task<String> main = loop.createTask(() -> {
            trace.add("main 1");
            Tasks.yieldNow();
            trace.add("main 2");
            Tasks.yieldNow();
            return "fine";
        });
        loop.callSoon(loop::stop);
        loop.callSoon(this::tear);
        loop.callSoon(() -> trace.add("rest"));

        run(main);
        trace.add("running=" + loop.isRunning() + " done=" + main.isDone());
        run(main);

        assertThat(trace.lines())
                .containsExactly(
                        "main 1", "run!Error: fatal", "running=false done=false", "rest", "main 2", "run=fine");
    }

    @Test
    void fatalError_inADoneCallback_keepsTheOthers() {
        LoopFuture<Integer> future = loop.createFuture();
        future.addDoneCallback(done -> trace.add("1"));
        future.addDoneCallback(done -> tear());
        future.addDoneCallback(done -> trace.add("2"));
        future.setResult(7);

        run(future);
        run(future);

        assertThat(trace.lines()).containsExactly("1", "run!Error: fatal", "2", "run=7");
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void fatalError_inTheMainTask_isStoredAndLeavesNoStopBehind(CoroutineEngine engine) {
        EventLoop engineLoop = Loops.on(engine);
        Task<String> main = engineLoop.createTask(() -> {
            Tasks.yieldNow();
            throw new Error("fatal");
        });
        main.addDoneCallback(done -> trace.add("callback"));

        trace.attempt("run", () -> engineLoop.<String>runUntilComplete(main));
        trace.add(Traced.text(main.exception()));
        engineLoop.callSoon(() -> engineLoop.callSoon(() -> {
            trace.add("second iteration");
            engineLoop.stop();
        }));
        engineLoop.runForever();

        assertThat(trace.lines()).containsExactly("run!Error: fatal", "Error: fatal", "callback", "second iteration");
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void fatalError_inAChild_tearsFirstAndIsThrownToTheParentInTheNextRun(CoroutineEngine engine) {
        EventLoop engineLoop = Loops.on(engine);
        Task<String> main = engineLoop.createTask(() -> {
            Task<String> child = engineLoop.createTask(() -> {
                throw new Error("fatal");
            });
            return "saw " + Traced.text(catchThrowable(() -> await(child)));
        });

        trace.attempt("run", () -> engineLoop.<String>runUntilComplete(main));
        trace.add("done=" + main.isDone());
        trace.attempt("run", () -> engineLoop.<String>runUntilComplete(main));

        assertThat(trace.lines()).containsExactly("run!Error: fatal", "done=false", "run=saw Error: fatal");
    }

    @Test
    void fatalError_inAChildThatTheParentDoesNotCatch_tearsTwice() {
        Task<String> main = loop.createTask(() -> await(loop.<String>createTask(() -> {
            throw new Error("fatal");
        })));

        run(main);
        trace.add("done=" + main.isDone());
        run(main);
        trace.add("done=" + main.isDone());

        assertThat(trace.lines()).containsExactly("run!Error: fatal", "done=false", "run!Error: fatal", "done=true");
    }

    /** CPython waits for ever here, since nothing tears through the loop; an error is no rarity on a JVM. */
    @Test
    void runUntilComplete_futureFailedWithAnError_throwsIt() {
        LoopFuture<Integer> future = loop.createFuture();
        future.setException(new Error("not thrown by the loop"));
        loop.callLater(Duration.ofHours(1), () -> {
            trace.add("an hour later");
            loop.stop();
        });

        run(future);

        assertThat(trace.lines()).containsExactly("run!Error: not thrown by the loop");
    }

    @Test
    void futures_ofAClosedLoop_changeTheirStateAndRefuseTheirCallbacks() {
        LoopFuture<Integer> set = loop.createFuture();
        LoopFuture<Integer> cancelled = loop.createFuture();
        LoopFuture<Integer> alone = loop.createFuture();
        LoopFuture<Integer> pending = loop.createFuture();
        set.addDoneCallback(done -> trace.add("never"));
        cancelled.addDoneCallback(done -> trace.add("never"));
        loop.close();

        assertThat(catchThrowable(() -> set.setResult(1))).isExactlyInstanceOf(LoopClosedException.class);
        assertThat(set.result()).isEqualTo(1);
        assertThat(catchThrowable(cancelled::cancel)).isExactlyInstanceOf(LoopClosedException.class);
        assertThat(cancelled.isCancelled()).isTrue();
        alone.setResult(2);
        assertThat(alone.result()).isEqualTo(2);
        assertThat(catchThrowable(() -> alone.addDoneCallback(done -> {})))
                .isExactlyInstanceOf(LoopClosedException.class);
        pending.addDoneCallback(done -> {});
        assertThat(catchThrowable(() -> set.setResult(3))).isExactlyInstanceOf(InvalidStateException.class);
        assertThat(set.cancel()).isFalse();
        assertThat(trace.lines()).isEmpty();
    }

    /** Where CPython leaves them pending for ever, and throws "Event loop is closed" at whoever cancels the waiting one. */
    @Test
    void tasks_ofAClosedLoop_haveFailedAndCannotBeCancelled() {
        Task<Integer> waiting = loop.createTask(() -> {
            try {
                return await(loop.createFuture());
            } finally {
                trace.add("finally");
            }
        });
        loop.stop();
        loop.runForever();
        Task<String> unstarted = loop.createTask(() -> "never");

        loop.close();

        for (Task<?> task : List.of(waiting, unstarted)) {
            assertThat(task.cancel()).isFalse();
            assertThat(task.cancelling()).isZero();
            assertThat(task.exception()).isExactlyInstanceOf(LoopClosedException.class);
        }
        assertThat(trace.lines()).containsExactly("finally");
    }
}
