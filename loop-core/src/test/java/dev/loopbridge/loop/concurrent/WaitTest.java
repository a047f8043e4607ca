package dev.loopbridge.loop.concurrent;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Row 8.6 of the semantics. */
class WaitTest extends OnALoop {
    @Test
    void wait_allCompleted_returnsAfterTheLastInOrderOfArguments() {
        main(() -> {
            Task<String> slow = loop.createTask(after(9, "slow"));
            Task<String> quick = loop.createTask(after(1, "quick"));
            long start = loop.time();

            DoneAndPending<Task<String>> result = Tasks.wait(List.of(slow, quick));

            assertThat(result.done()).containsExactly(slow, quick);
            assertThat(result.pending()).isEmpty();
            assertThat(loop.time() - start).isEqualTo(ms(9).toNanos());
        });
    }

    @Test
    void wait_firstCompleted_returnsAfterOne() {
        main(() -> {
            Task<String> slow = loop.createTask(after(9, "slow"));
            Task<String> quick = loop.createTask(after(1, "quick"));

            DoneAndPending<Task<String>> result = Tasks.wait(List.of(slow, quick), ReturnWhen.FIRST_COMPLETED);

            assertThat(result.done()).containsExactly(quick);
            assertThat(result.pending()).containsExactly(slow);
        });
    }

    @Test
    void wait_firstCompletedOfACancelledOne_returns() {
        main(() -> {
            LoopFuture<Object> open = loop.createFuture();
            LoopFuture<Object> cancelled = loop.createFuture();
            loop.callSoon(cancelled::cancel);

            assertThat(Tasks.wait(List.of(open, cancelled), ReturnWhen.FIRST_COMPLETED)
                            .done())
                    .containsExactly(cancelled);
        });
    }

    @Test
    void wait_firstException_ignoresResultsAndCancellations() {
        main(() -> {
            Task<Object> fine = loop.createTask(after(1, "fine"));
            Task<Object> cancelled = loop.createTask(OnALoop::park);
            Task<Object> bad = loop.createTask(failingAfter(5, "x"));
            Task<Object> open = loop.createTask(OnALoop::park);
            loop.callSoon(cancelled::cancel);

            DoneAndPending<Task<Object>> result =
                    Tasks.wait(List.of(fine, cancelled, bad, open), ReturnWhen.FIRST_EXCEPTION);

            assertThat(result.done()).containsExactly(fine, cancelled, bad);
            assertThat(result.pending()).containsExactly(open);
        });
    }

    @Test
    void wait_firstExceptionWithoutAny_returnsAfterTheLast() {
        main(() -> {
            Task<String> a = loop.createTask(after(1, "a"));
            Task<String> b = loop.createTask(after(2, "b"));

            assertThat(Tasks.wait(List.of(a, b), ReturnWhen.FIRST_EXCEPTION).done())
                    .containsExactly(a, b);
        });
    }

    @Test
    void wait_timeout_returnsWhatIsDoneAndLeavesTheRest() {
        main(() -> {
            Task<String> quick = loop.createTask(after(1, "quick"));
            Task<String> slow = loop.createTask(after(20, "slow"));
            long start = loop.time();

            DoneAndPending<Task<String>> result = Tasks.wait(List.of(quick, slow), ms(10));

            assertThat(result.done()).containsExactly(quick);
            assertThat(result.pending()).containsExactly(slow);
            assertThat(loop.time() - start).isEqualTo(ms(10).toNanos());
            assertThat(await(slow)).isEqualTo("slow");
        });
    }

    @Test
    void wait_timeoutZeroOrNegative_stillLooksOnce() {
        main(() -> {
            LoopFuture<String> done = done("done");
            LoopFuture<String> open = loop.createFuture();

            for (Duration none : List.of(Duration.ZERO, ms(-5))) {
                DoneAndPending<LoopFuture<String>> result = Tasks.wait(List.of(done, open), none);
                assertThat(result.done()).containsExactly(done);
                assertThat(result.pending()).containsExactly(open);
            }
        });
    }

    @Test
    void wait_inTime_leavesNoTimer() {
        main(() -> Tasks.wait(List.of(loop.createTask(after(1, "a"))), MINUTE));

        assertThat(time.advanceToNextTimer()).isFalse();
    }

    @Test
    void wait_failedOnes_areDoneAndThrowNothing() {
        main(() -> {
            LoopFuture<Object> bad = failed(new Boom("x"));

            assertThat(Tasks.wait(List.of(bad)).done()).containsExactly(bad);
        });
    }

    @Test
    void wait_allDone_suspendsAllTheSame() {
        assertThat(costOf(() -> Tasks.wait(List.of(done(1), done(2))))).isEqualTo(2);
        assertThat(costOf(() -> Tasks.wait(List.of(loop.createTask(() -> 1))))).isEqualTo(3);
    }

    @Test
    void wait_duplicates_countOnce() {
        main(() -> {
            LoopFuture<Object> f = loop.createFuture();
            loop.callSoon(() -> f.setResult(1));

            assertThat(Tasks.wait(Arrays.asList(f, f)).done()).containsExactly(f);
        });
    }

    @Test
    void wait_waiterCancelled_leavesTheOthersAlone() {
        main(() -> {
            LoopFuture<Object> open = loop.createFuture();
            Task<Object> waiter = spawn(() -> Tasks.wait(List.of(open), MINUTE));
            Tasks.yieldNow();
            waiter.cancel("why");

            assertThat(catchThrowable(() -> await(waiter)))
                    .isExactlyInstanceOf(CancelledError.class)
                    .hasMessage("why");
            assertThat(open.isDone()).isFalse();
            open.setResult(1);
        });
        assertThat(time.advanceToNextTimer()).isFalse();
    }

    @Test
    void wait_nothing_isRefused() {
        main(() -> assertThatThrownBy(() -> Tasks.wait(Set.of()))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Set of Tasks/Futures is empty."));
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void wait_coroutinesInARawCollection_isRefused() {
        Coroutine<Integer> body = () -> 1;

        main(() -> assertThatThrownBy(() -> Tasks.wait((Iterable) List.of(body)))
                .isExactlyInstanceOf(ClassCastException.class)
                .hasMessage("Passing coroutines is forbidden, use tasks explicitly."));
    }

    @Test
    void wait_futureOfAnotherLoop_isRefused() {
        LoopFuture<Object> foreign = EventLoop.builder().name("other").build().createFuture();

        main(() -> assertThatThrownBy(() -> Tasks.wait(List.of(foreign)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("The future belongs to a different loop than the one specified as the loop argument:"
                        + " <Future pending> is of loop \"other\", not \"api\""));
    }

    @Test
    void wait_nulls_areRefusedByName() {
        main(() -> {
            assertThatThrownBy(() -> Tasks.wait((Iterable<LoopFuture<?>>) null)).hasMessage("futures");
            assertThatThrownBy(() -> Tasks.wait(Arrays.asList((LoopFuture<?>) null)))
                    .hasMessage("future");
            assertThatThrownBy(() -> Tasks.wait(List.of(done(1)), (ReturnWhen) null))
                    .hasMessage("returnWhen");
        });
    }

    @Test
    void wait_outsideACoroutine_isRefused() {
        assertThatThrownBy(() -> Tasks.wait(List.of(done(1))))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("await() is for coroutines, called from thread \""
                        + Thread.currentThread().getName()
                        + "\" outside of one; use runUntilComplete(), or get() on a plain thread");
    }

    @Test
    void close_whileWaiting_unwindsAndReportsNothing() {
        spawn(() -> {
            try {
                Tasks.wait(List.of(loop.createTask(OnALoop::park), loop.createTask(OnALoop::park)), MINUTE);
            } finally {
                trace.add("unwound");
            }
        });
        time.runReady();

        loop.close();

        assertThat(trace).containsExactly("unwound");
    }
}
