package dev.loopbridge.loop.concurrent;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Rows 8.1 to 8.5 of the semantics. */
class GatherTest extends OnALoop {
    @Test
    void gather_bodies_givesResultsInOrderOfArguments() {
        List<String> results =
                loop.runUntilComplete(() -> await(Tasks.gather(after(20, "a"), after(5, "b"), after(10, "c"))));

        assertThat(results).containsExactly("a", "b", "c");
    }

    @Test
    void gather_bodies_startInOrderOfArguments() {
        main(() -> await(Tasks.gather(() -> trace.add("first"), () -> trace.add("second"))));

        assertThat(trace).containsExactly("first", "second");
    }

    @Test
    void gather_sameFutureTwice_waitsOnceAndHasTwoPlaces() {
        Task<String> shared = loop.createTask(after(5, "shared"));

        List<String> results = loop.runUntilComplete(Tasks.gather(List.of(shared, done("own"), shared)));

        assertThat(results).containsExactly("shared", "own", "shared");
    }

    @Test
    void cancel_afterTheEnd_isFalse() {
        LoopFuture<List<String>> all = Tasks.gather(List.of(done("a"), done("b")));
        main(() -> await(all));

        assertThat(all.cancel()).isFalse();
        assertThat(all.result()).containsExactly("a", "b");
    }

    @Test
    void gather_nothing_isDoneWithAnEmptyList() {
        main(() -> {
            assertThat(Tasks.gather(List.of()).result()).isEmpty();
            assertThat(Tasks.gatherReturnExceptions(List.of()).result()).isEmpty();
        });
    }

    @Test
    void gather_nothingWithoutALoop_isRefused() {
        Throwable refused = CompletableFuture.supplyAsync(
                        () -> catchThrowable(() -> Tasks.gather(List.of())),
                        work -> new Thread(work, "nowhere").start())
                .join();

        assertThat(refused)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("There is no current event loop in thread 'nowhere'");
    }

    @Test
    void gather_bodiesOutsideALoop_isRefused() {
        assertThatThrownBy(() -> Tasks.gather(() -> 1, () -> 2))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("no running event loop");
    }

    @Test
    void gather_futuresOfAnIdleLoop_canBeRun() {
        LoopFuture<String> first = loop.createFuture();
        LoopFuture<String> second = loop.createFuture();
        loop.callSoon(() -> second.setResult("second"));
        loop.callLater(ms(1), () -> first.setResult("first"));

        List<String> results = loop.runUntilComplete(Tasks.gather(first, second));

        assertThat(results).containsExactly("first", "second");
    }

    @Test
    void gather_futuresOfTwoLoops_isRefused() {
        LoopFuture<String> foreign = EventLoop.builder().name("other").build().createFuture();

        assertThatThrownBy(() -> Tasks.gather(loop.<String>createFuture(), foreign))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("The future belongs to a different loop than the one specified as the loop argument:"
                        + " <Future pending> is of loop \"other\", not \"api\"");
    }

    @Test
    void gather_null_isRefusedByName() {
        assertThatThrownBy(() -> Tasks.gather((List<LoopFuture<String>>) null))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage("futures");
        assertThatThrownBy(() -> Tasks.gather(done(1), null))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage("future");
    }

    @Test
    void gather_nullResults_areEntries() {
        assertThat(Tasks.gather(done(null), done(1)).result()).containsExactly(null, 1);
    }

    @Test
    void gather_itsResult_cannotBeChanged() {
        assertThatThrownBy(() -> Tasks.gather(done(1)).result().set(0, 2))
                .isExactlyInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void gather_firstError_failsAtOnceAndLeavesTheOthers() {
        main(() -> {
            Task<Object> slow = loop.createTask(after(5, "slow"));
            Task<Object> bad = loop.createTask(failingAfter(1, "x"));
            long start = loop.time();

            Throwable thrown = catchThrowable(() -> await(Tasks.gather(slow, bad)));

            assertThat(thrown).isExactlyInstanceOf(Boom.class).hasMessage("x");
            assertThat(loop.time() - start).isEqualTo(ms(1).toNanos());
            assertThat(slow.isDone()).isFalse();
            assertThat(await(slow)).isEqualTo("slow");
        });
    }

    @Test
    void gather_afterTheFirstError_laterOnesAreSilentAndCancelIsFalse() {
        main(() -> {
            Task<Object> bad = loop.createTask(failingAfter(1, "first"));
            Task<Object> worse = loop.createTask(failingAfter(2, "second"));
            Task<Object> rest = loop.createTask(after(3, "rest"));
            LoopFuture<List<Object>> all = Tasks.gather(bad, worse, rest);

            assertThat(catchThrowable(() -> await(all))).hasMessage("first");
            assertThat(all.cancel()).isFalse();
            sleep(5);

            assertThat(worse.exception()).hasMessage("second");
            assertThat(rest.result()).isEqualTo("rest");
            assertThat(all.exception()).hasMessage("first");
        });
    }

    @Test
    void gather_childCancelled_failsWithCancelledErrorAndIsNotCancelled() {
        main(() -> {
            Task<Object> child = loop.createTask(OnALoop::park);
            Task<Object> other = loop.createTask(after(5, "other"));
            LoopFuture<List<Object>> all = Tasks.gather(child, other);
            Tasks.yieldNow();
            child.cancel("why");

            assertThat(catchThrowable(() -> await(all)))
                    .isExactlyInstanceOf(CancelledError.class)
                    .hasMessage("why");
            assertThat(all.isCancelled()).isFalse();
            assertThat(all.exception())
                    .isExactlyInstanceOf(CancelledError.class)
                    .hasMessage("why");
            assertThat(Tasks.current().cancelling()).isZero();
            assertThat(await(other)).isEqualTo("other");
        });
    }

    @Test
    void gatherReturnExceptions_errorsAndCancellations_areEntries() {
        main(() -> {
            LoopFuture<Object> cancelled = loop.createFuture();
            cancelled.cancel("why");

            List<Object> outcomes = await(Tasks.gatherReturnExceptions(
                    loop.createTask(failingAfter(1, "x")), loop.createTask(after(5, 2)), cancelled));

            assertThat((Throwable) outcomes.get(0))
                    .isExactlyInstanceOf(Boom.class)
                    .hasMessage("x");
            assertThat(outcomes.get(1)).isEqualTo(2);
            assertThat((Throwable) outcomes.get(2))
                    .isExactlyInstanceOf(CancelledError.class)
                    .hasMessage("why");
        });
    }

    @Test
    void gatherReturnExceptions_bodies_waitsForAll() {
        List<Object> outcomes = loop.runUntilComplete(
                () -> await(Tasks.gatherReturnExceptions(failingAfter(1, "x"), after(5, "late"))));

        assertThat(outcomes).hasSize(2).last().isEqualTo("late");
    }

    @Test
    void cancel_gather_asksEachChildAndEndsWithTheFirst() {
        main(() -> {
            Task<Object> quick = loop.createTask(cleaningFor(1, "quick"));
            Task<Object> slow = loop.createTask(cleaningFor(9, "slow"));
            LoopFuture<List<Object>> all = Tasks.gather(slow, quick);
            Tasks.yieldNow();

            assertThat(all.cancel("enough")).isTrue();
            assertThat(all.isDone()).isFalse();
            assertThat(catchThrowable(() -> await(all)))
                    .isExactlyInstanceOf(CancelledError.class)
                    .hasMessage("enough");

            assertThat(trace).containsExactly("slow cleans", "quick cleans", "quick cleaned");
            assertThat(all.isCancelled()).isFalse();
            assertThat(all.exception()).isExactlyInstanceOf(CancelledError.class);
            assertThat(quick.isCancelled()).isTrue();
            assertThat(slow.isDone()).isFalse();
            await(Tasks.gatherReturnExceptions(slow));
            assertThat(slow.isCancelled()).isTrue();
        });
    }

    @Test
    void cancel_gatherReturnExceptions_endsWithTheLastAndStillThrows() {
        main(() -> {
            Task<Object> quick = loop.createTask(cleaningFor(1, "quick"));
            Task<Object> slow = loop.createTask(cleaningFor(9, "slow"));
            LoopFuture<List<Object>> all = Tasks.gatherReturnExceptions(quick, slow);
            Tasks.yieldNow();
            all.cancel();

            assertThat(catchThrowable(() -> await(all))).isExactlyInstanceOf(CancelledError.class);

            assertThat(trace).containsExactly("quick cleans", "slow cleans", "quick cleaned", "slow cleaned");
            assertThat(all.isCancelled()).isFalse();
        });
    }

    @Test
    void cancel_gatherWhoseChildrenRefuse_stillThrows() {
        main(() -> {
            LoopFuture<List<Object>> all = Tasks.gather(loop.createTask(refusing("a")), loop.createTask(refusing("b")));
            Tasks.yieldNow();
            all.cancel("why");

            assertThat(catchThrowable(() -> await(all)))
                    .isExactlyInstanceOf(CancelledError.class)
                    .hasMessage("why");
            assertThat(trace).containsExactly("a refuses", "b refuses");
            assertThat(all.isCancelled()).isFalse();
        });
    }

    @Test
    void cancel_gatherReturnExceptionsWhoseChildrenRefuse_stillThrows() {
        main(() -> {
            LoopFuture<List<Object>> all = Tasks.gatherReturnExceptions(loop.createTask(refusing("a")), done("b"));
            Tasks.yieldNow();
            all.cancel();

            assertThat(catchThrowable(() -> await(all))).isExactlyInstanceOf(CancelledError.class);
            assertThat(trace).containsExactly("a refuses");
        });
    }

    @Test
    void cancel_gatherWhoseChildFails_throwsThatError() {
        main(() -> {
            Task<Object> bad = spawn(() -> {
                try {
                    park();
                } catch (CancelledError cancelled) {
                    throw new Boom("instead");
                }
            });
            LoopFuture<List<Object>> all = Tasks.gather(bad);
            Tasks.yieldNow();
            all.cancel();

            assertThat(catchThrowable(() -> await(all)))
                    .isExactlyInstanceOf(Boom.class)
                    .hasMessage("instead");
        });
    }

    @Test
    void cancel_gatherWhoseChildrenAreDone_isFalseAndChangesNothing() {
        main(() -> {
            LoopFuture<String> child = loop.createFuture();
            LoopFuture<List<String>> all = Tasks.gather(child);
            child.setResult("a");

            assertThat(all.isDone()).isFalse();
            assertThat(all.cancel()).isFalse();
            assertThat(await(all)).containsExactly("a");
        });
    }

    @Test
    void cancel_gatherOfFuturesOneDone_cancelsTheOther() {
        main(() -> {
            LoopFuture<Object> open = loop.createFuture();
            LoopFuture<List<Object>> all = Tasks.gather(done("a"), open);

            assertThat(all.cancel()).isTrue();
            assertThat(all.cancel()).isFalse();
            assertThat(open.isCancelled()).isTrue();
            assertThat(catchThrowable(() -> await(all))).isExactlyInstanceOf(CancelledError.class);
        });
    }

    @Test
    void cancel_taskThatAwaitsAGather_cancelsTheChildrenFirst() {
        main(() -> {
            Task<Object> waiting = spawn(() -> {
                try {
                    await(Tasks.gather(cleaningFor(0, "k1"), cleaningFor(0, "k2")));
                } catch (CancelledError cancelled) {
                    trace.add("waiting cancelled");
                    throw cancelled;
                }
            });
            yields(2);
            waiting.cancel();

            assertThat(catchThrowable(() -> await(waiting))).isExactlyInstanceOf(CancelledError.class);
            assertThat(waiting.isCancelled()).isTrue();
            assertThat(trace)
                    .containsExactly("k1 cleans", "k2 cleans", "k1 cleaned", "k2 cleaned", "waiting cancelled");
        });
    }

    @Test
    void gather_ofGathers_cancelsThroughBoth() {
        main(() -> {
            Task<Object> leaf = loop.createTask(OnALoop::park);
            LoopFuture<List<List<Object>>> all = Tasks.gather(List.of(Tasks.gather(leaf)));
            Tasks.yieldNow();

            assertThat(all.cancel()).isTrue();
            assertThat(catchThrowable(() -> await(all))).isExactlyInstanceOf(CancelledError.class);
            assertThat(leaf.isCancelled()).isTrue();
        });
    }

    @Test
    void gather_allDone_isDoneOnReturn() {
        main(() -> {
            assertThat(Tasks.gather(done(1), done(2)).result()).containsExactly(1, 2);
            assertThat(Tasks.gather(done(1), failed(new Boom("x"))).exception()).hasMessage("x");
            LoopFuture<Object> cancelled = loop.createFuture();
            cancelled.cancel("why");
            assertThat(Tasks.gather(cancelled).exception())
                    .isExactlyInstanceOf(CancelledError.class)
                    .hasMessage("why");
            assertThat(Tasks.gather(done(1), loop.createFuture()).isDone()).isFalse();
            assertThat(Tasks.gather(failed(new Boom("y")), loop.createFuture()).exception())
                    .hasMessage("y");
        });
    }

    @Test
    void gather_immediateBody_costsThreeIterations() {
        assertThat(costOf(() -> await(Tasks.gather(() -> 1)))).isEqualTo(3);
        assertThat(costOf(() -> await(Tasks.gather(() -> 1, () -> 2)))).isEqualTo(3);
        assertThat(costOf(() -> await(Tasks.gather(done(1), done(2))))).isZero();
    }

    @Test
    void get_ofACancelledGather_isCancellationAtTheBorder() {
        LoopFuture<Object> open = loop.createFuture();
        LoopFuture<List<Object>> all = Tasks.gather(open);
        CompletableFuture<List<Object>> copy = all.toCompletableFuture();
        all.cancel("why");
        time.runReady();

        assertThatThrownBy(all::get)
                .isExactlyInstanceOf(CancellationException.class)
                .hasMessage("why");
        assertThat(copy.isCancelled()).isTrue();
    }

    @Test
    void close_withAGatherUnderWay_failsItAndReportsNothing() {
        List<Throwable> told = new ArrayList<>();
        loop.createTask(() -> {
            LoopFuture<List<Object>> all = Tasks.gather(OnALoop::park, OnALoop::park);
            all.addDoneCallback(ended -> told.add(ended.exception()));
            return await(Tasks.gather(all));
        });
        time.runReady();

        loop.close();

        assertThat(told).singleElement().isExactlyInstanceOf(LoopClosedException.class);
        assertThat(reported).isEmpty();
    }

    @Test
    void gather_mixedTypes_compiles() {
        Coroutine<Integer> number = () -> 1;
        Coroutine<String> text = () -> "x";

        List<Object> results = loop.runUntilComplete(() -> await(Tasks.gather(number, text)));

        assertThat(results).containsExactly(1, "x");
    }
}
