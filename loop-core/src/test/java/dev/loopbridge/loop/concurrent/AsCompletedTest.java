package dev.loopbridge.loop.concurrent;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Row 8.12 of the semantics. */
class AsCompletedTest extends OnALoop {
    private static <T> List<LoopFuture<T>> drain(AsyncIterator<LoopFuture<T>> completed) {
        List<LoopFuture<T>> all = new ArrayList<>();
        while (completed.next()) {
            all.add(completed.current());
        }
        return all;
    }

    @Test
    void next_severalTasks_yieldsTheOriginalsInOrderOfCompletion() {
        main(() -> {
            Task<Object> a = loop.createTask(after(20, "a"));
            Task<Object> b = loop.createTask(after(5, "b"));
            Task<Object> c = loop.createTask(failingAfter(10, "c"));

            assertThat(drain(Tasks.asCompleted(List.of(a, b, c)))).containsExactly(b, c, a);
        });
    }

    @Test
    void next_cancelledOne_isYieldedToo() {
        main(() -> {
            LoopFuture<Object> cancelled = loop.createFuture();
            cancelled.cancel();

            assertThat(drain(Tasks.asCompleted(List.of(cancelled)))).containsExactly(cancelled);
        });
    }

    @Test
    void next_duplicates_areYieldedOnce() {
        main(() -> {
            LoopFuture<Integer> one = done(1);
            Task<Integer> two = loop.createTask(after(1, 2));

            assertThat(drain(Tasks.asCompleted(List.of(two, one, two, one)))).containsExactly(one, two);
        });
    }

    @Test
    void next_nothing_isFalse() {
        main(() -> {
            AsyncIterator<LoopFuture<Object>> completed = Tasks.asCompleted(List.of(), MINUTE);

            assertThat(completed.next()).isFalse();
            assertThat(completed.next()).isFalse();
        });
        assertThat(time.advanceToNextTimer()).isFalse();
    }

    @Test
    void next_allDoneWhileNobodyAsked_yieldsThemWithoutSuspending() {
        main(() -> {
            AsyncIterator<LoopFuture<Integer>> completed = Tasks.asCompleted(List.of(done(1), done(2)));
            Tasks.yieldNow();
            loop.callSoon(() -> trace.add("other"));

            assertThat(drain(completed)).hasSize(2);
            assertThat(trace).isEmpty();
        });
    }

    @Test
    void next_immediateTask_costsThreeIterations() {
        assertThat(costOf(() ->
                        Tasks.asCompleted(List.of(loop.createTask(() -> 1))).next()))
                .isEqualTo(3);
    }

    @Test
    void next_late_throwsOnceForEachThatIsLeft() {
        main(() -> {
            Task<String> quick = loop.createTask(after(1, "quick"));
            Task<String> slow = loop.createTask(after(20, "slow"));
            Task<String> slower = loop.createTask(after(30, "slower"));
            AsyncIterator<LoopFuture<String>> completed = Tasks.asCompleted(List.of(slow, quick, slower), ms(10));

            assertThat(completed.next()).isTrue();
            assertThat(completed.current()).isSameAs(quick);
            for (int i = 0; i < 2; i++) {
                assertThat(catchThrowable(completed::next))
                        .isExactlyInstanceOf(TimeoutException.class)
                        .hasMessage("not done within PT0.01S");
                assertThatThrownBy(completed::current).isExactlyInstanceOf(IllegalStateException.class);
            }
            assertThat(loop.time()).isEqualTo(ms(10).toNanos());
            assertThat(completed.next()).isFalse();
            assertThat(await(slow)).isEqualTo("slow");
            assertThat(await(slower)).isEqualTo("slower");
        });
    }

    @Test
    void next_doneBeforeTheTimeout_isYieldedAfterIt() {
        main(() -> {
            Task<String> quick = loop.createTask(after(1, "quick"));
            AsyncIterator<LoopFuture<String>> completed =
                    Tasks.asCompleted(List.of(quick, loop.createFuture()), ms(10));
            sleep(20);

            assertThat(completed.next()).isTrue();
            assertThat(completed.current()).isSameAs(quick);
            assertThat(catchThrowable(completed::next)).isExactlyInstanceOf(TimeoutException.class);
        });
    }

    @Test
    void next_insideATimeout_isDeclared() {
        main(() -> {
            try {
                Tasks.timeout(ms(5)).run(() -> drain(Tasks.asCompleted(List.of(loop.createFuture()))));
                trace.add("in time");
            } catch (TimeoutException late) {
                trace.add("late");
            }
        });
        assertThat(trace).containsExactly("late");
    }

    @Test
    void next_allInTime_leavesNoTimer() {
        main(() -> assertThat(drain(Tasks.asCompleted(List.of(loop.createTask(after(1, 1))), MINUTE)))
                .hasSize(1));
        assertThat(time.advanceToNextTimer()).isFalse();
    }

    @Test
    void next_cancelled_canBeAskedAgain() {
        main(() -> {
            Task<String> input = loop.createTask(after(20, "x"));
            AsyncIterator<LoopFuture<String>> completed = Tasks.asCompleted(List.of(input));
            Task<Object> waiter = spawn(completed::next);
            Tasks.yieldNow();
            waiter.cancel();

            assertThat(catchThrowable(() -> await(waiter))).isExactlyInstanceOf(CancelledError.class);
            assertThat(input.isDone()).isFalse();
            assertThat(drain(completed)).containsExactly(input);
        });
    }

    @Test
    void next_whileAnotherCoroutineIsInThere_isRefused() {
        main(() -> {
            LoopFuture<String> input = loop.createFuture();
            AsyncIterator<LoopFuture<String>> completed = Tasks.asCompleted(List.of(input));
            Task<Object> waiter = spawn(completed::next);
            Tasks.yieldNow();

            assertThatThrownBy(completed::next)
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("next() is for one coroutine at a time, and another one waits in it");
            input.setResult("x");
            await(waiter);
            assertThat(completed.current()).isSameAs(input);
        });
    }

    @Test
    void current_beforeTheFirstAndAfterTheLast_isRefused() {
        main(() -> {
            AsyncIterator<LoopFuture<Integer>> completed = Tasks.asCompleted(List.of(done(1)));
            refusesCurrent(completed);
            assertThat(drain(completed)).hasSize(1);
            refusesCurrent(completed);
        });
    }

    private static void refusesCurrent(AsyncIterator<?> completed) {
        assertThatThrownBy(completed::current)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("there is no current future; call current() after a next() that returned true");
    }

    @Test
    void finish_halfWay_endsTheIterationAndLeavesTheFutures() {
        main(() -> {
            Task<Integer> open = loop.createTask(after(9, 2));
            AsyncIterator<LoopFuture<Integer>> completed = Tasks.asCompleted(List.of(done(1), open), MINUTE);
            completed.next();
            Task<Object> waiter = spawn(() -> trace.add("next " + completed.next()));
            Tasks.yieldNow();

            completed.finish();
            completed.finish();

            await(waiter);
            assertThat(trace).containsExactly("next false");
            refusesCurrent(completed);
            assertThat(await(open)).isEqualTo(2);
            assertThat(completed.next()).isFalse();
        });
        assertThat(time.advanceToNextTimer()).isFalse();
    }

    @Test
    void asCompleted_futureOfAnotherLoop_isRefused() {
        LoopFuture<Object> foreign = EventLoop.builder().name("other").build().createFuture();

        main(() -> assertThatThrownBy(() -> Tasks.asCompleted(List.of(foreign)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("The future belongs to a different loop than the one specified as the loop argument:"
                        + " <Future pending> is of loop \"other\", not \"api\""));
    }

    @Test
    void asCompleted_outsideALoop_isRefused() {
        assertThatThrownBy(() -> Tasks.asCompleted(List.of(done(1))))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("no running event loop");
    }

    @Test
    void close_whileWaiting_unwindsAndReportsNothing() {
        spawn(() -> {
            try {
                drain(Tasks.asCompleted(List.of(loop.<Object>createTask(OnALoop::park)), MINUTE));
            } finally {
                trace.add("unwound");
            }
        });
        time.runReady();

        loop.close();

        assertThat(trace).containsExactly("unwound");
    }
}
