package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.concurrent.Tasks;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who comes before whom in the corners of the semantics' rows 2.1 to 2.7, 6.4 to 6.6 and 6.11, each trace that of CPython.
 *
 * <p>Among them the corpus's sc_zero_timer_after_ready, sc_blocked_thread_order, tm_many_ties, tm_cancel_due_sibling,
 * tm_overdue_after_idle, fu_callbacks_and_waiters_mixed and fu_foreign_loop.
 */
class OrderEdgesTest {
    private final FakeClock clock = new FakeClock();
    private final EventLoop loop = EventLoop.builder().name("api").clock(clock).build();
    private final Traced trace = new Traced();

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    private void soon(String name) {
        loop.callSoon(() -> trace.add(name));
    }

    private Handle later(long millis, String name) {
        return loop.callLater(ms(millis), () -> trace.add(name));
    }

    private void iterate() {
        loop.stop();
        loop.runForever();
        trace.add("|");
    }

    @Test
    void callLater_zeroInACallback_runsBehindWhatThatCallbackQueuedInTheNextIteration() {
        loop.callSoon(() -> {
            later(0, "timer");
            loop.callSoon(() -> {
                trace.add("soon");
                soon("one later");
            });
            later(0, "another");
        });
        soon("same");

        iterate();
        iterate();
        iterate();

        assertThat(trace.lines()).containsExactly("same", "|", "soon", "timer", "another", "|", "one later", "|");
    }

    @Test
    void timers_thatCameDueWhileACallbackBlocked_runBehindAllThatIsReady() {
        later(5, "5");
        later(3, "3");
        loop.callSoon(() -> {
            soon("before the block");
            clock.advance(ms(10));
            soon("after the block");
            later(0, "zero");
            later(-1, "minus 1");
        });
        soon("rest of the snapshot");

        iterate();
        iterate();

        assertThat(trace.lines())
                .containsExactly(
                        "rest of the snapshot",
                        "|",
                        "before the block",
                        "after the block",
                        "3",
                        "5",
                        "minus 1",
                        "zero",
                        "|");
    }

    @Test
    void timers_thatCameDueWhileTheLoopWasIdle_runBehindAllThatIsReadyInTheFirstIteration() {
        later(4, "4");
        later(2, "2");
        soon("soon");
        clock.advance(ms(10));
        soon("soon, later");

        iterate();

        assertThat(trace.lines()).containsExactly("soon", "soon, later", "2", "4", "|");
    }

    @Test
    void timers_withOneDeadlineMadeInSeveralWays_runInOrderOfCall() {
        later(10, "1");
        loop.callAt(ms(10).toNanos(), () -> trace.add("2"));
        clock.advance(ms(4));
        later(6, "3");
        Handle cancelled = later(6, "never");
        loop.callAt(ms(10).toNanos(), () -> trace.add("4"));
        later(5, "earlier");
        cancelled.cancel();

        clock.advance(ms(6));
        iterate();

        assertThat(trace.lines()).containsExactly("earlier", "1", "2", "3", "4", "|");
    }

    @Test
    void cancel_ofADueTimerByOneBefore_skipsItAndNotTheNext() {
        Handle[] sibling = {null};
        loop.callLater(ms(2), () -> {
            trace.add("a");
            sibling[0].cancel();
        });
        sibling[0] = later(3, "b");
        later(4, "c");

        clock.advance(ms(6));
        iterate();

        assertThat(trace.lines()).containsExactly("a", "c", "|");
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void callbacksAndWaiters_ofOneFuture_takeTurnsInOrderOfRegistration(CoroutineEngine engine) {
        EventLoop engineLoop = Loops.on(engine);
        engineLoop.runUntilComplete(() -> {
            LoopFuture<Integer> future = engineLoop.createFuture();
            future.addDoneCallback(done -> trace.add("callback 1"));
            engineLoop.createTask(() -> waitFor(future, "waiter 1"));
            Tasks.yieldNow();
            future.addDoneCallback(done -> trace.add("callback 2"));
            engineLoop.createTask(() -> waitFor(future, "waiter 2"));
            Tasks.yieldNow();
            future.addDoneCallback(done -> {
                trace.add("callback 3");
                engineLoop.callSoon(() -> trace.add("queued by 3"));
            });

            future.setResult(3);
            engineLoop.callSoon(() -> trace.add("soon"));
            trace.add("set, got " + await(future));
            Tasks.yieldNow();
            trace.add("main");
            Tasks.yieldNow();
            return 1;
        });

        assertThat(trace.lines())
                .containsExactly(
                        "set, got 3",
                        "callback 1",
                        "waiter 1",
                        "callback 2",
                        "waiter 2",
                        "callback 3",
                        "soon",
                        "main",
                        "queued by 3");
    }

    private int waitFor(LoopFuture<Integer> future, String name) {
        await(future);
        trace.add(name);
        return 1;
    }

    @Test
    void addDoneCallback_inADoneCallback_isQueuedBehindWhatIsReady() {
        LoopFuture<Integer> future = loop.createFuture();
        future.addDoneCallback(done -> {
            trace.add("1");
            done.addDoneCallback(again -> trace.add("3"));
        });
        future.addDoneCallback(done -> trace.add("2"));
        future.setResult(0);
        soon("soon");

        iterate();
        iterate();

        assertThat(trace.lines()).containsExactly("1", "2", "soon", "|", "3", "|");
    }

    @Test
    void cancel_ofAFuture_queuesItsCallbacks() {
        LoopFuture<Integer> future = loop.createFuture();
        future.addDoneCallback(done -> trace.add("cancelled=" + done.isCancelled()));

        future.cancel();
        trace.add("after");
        iterate();

        assertThat(trace.lines()).containsExactly("after", "cancelled=true", "|");
    }

    @Test
    void removeDoneCallback_afterTheCompletion_comesTooLate() {
        LoopFuture<Integer> future = loop.createFuture();
        java.util.function.Consumer<LoopFuture<Integer>> callback = done -> trace.add("called");
        future.addDoneCallback(callback);
        future.setResult(0);

        trace.add("removed " + future.removeDoneCallback(callback));
        iterate();

        assertThat(trace.lines()).containsExactly("removed 0", "called", "|");
    }

    @Test
    void await_futureOfAnotherLoop_costsOneIterationAndLeavesItAlone() {
        LoopFuture<Integer> foreign = EventLoop.builder().name("other").build().createFuture();
        int[] iterations = {0};
        count(iterations);
        loop.runUntilComplete(() -> {
            int before = iterations[0];
            try {
                await(foreign);
            } catch (IllegalStateException refused) {
                trace.add("refused @" + (iterations[0] - before) + " done=" + foreign.isDone());
            }
            foreign.setResult(5);
            trace.add("done: " + await(foreign) + " @" + (iterations[0] - before));
            return 1;
        });

        assertThat(trace.lines()).containsExactly("refused @1 done=false", "done: 5 @1");
    }

    private void count(int[] iterations) {
        loop.callSoon(() -> {
            iterations[0]++;
            count(iterations);
        });
    }

    @Test
    void await_taskOfAnotherLoop_doesNotCancelIt() {
        EventLoop other = EventLoop.create();
        Task<Integer> foreign = other.createTask(() -> 1);

        trace.attempt("run", () -> loop.runUntilComplete(() -> await(foreign)));

        assertThat(trace.lines()).singleElement().asString().contains(" attached to a different loop, ");
        assertThat(foreign.cancelling()).isZero();
        assertThat(other.<Integer>runUntilComplete(foreign)).isEqualTo(1);
    }
}
