package dev.loopbridge.loop.concurrent;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Rows 7.6 and 8.20 of the semantics, and what turns into futures. */
class TasksTest extends OnALoop {
    private static final List<Duration> NO_TIME = List.of(Duration.ZERO, ms(-1));

    @Test
    void sleep_withAResult_returnsIt() {
        main(() -> {
            assertThat(await(Tasks.sleep(ms(5), "v"))).isEqualTo("v");
            assertThat(loop.time()).isEqualTo(ms(5).toNanos());
            assertThat(await(Tasks.sleep(Duration.ZERO, "w"))).isEqualTo("w");
            assertThat(await(Tasks.sleep(ms(1)))).isNull();
        });
    }

    @Test
    void sleep_zeroOrNegative_isOneBareYield() {
        for (Duration none : NO_TIME) {
            assertThat(costOf(() -> await(Tasks.sleep(none)))).isEqualTo(1);
        }
        main(() -> {
            spawn(() -> trace.add("other"));
            await(Tasks.sleep(Duration.ZERO));
            trace.add("after 0");
            spawn(() -> trace.add("other2"));
            await(Tasks.sleep(ms(-1)));
            trace.add("after -1");
        });
        assertThat(trace).containsExactly("other", "after 0", "other2", "after -1");
    }

    @Test
    void sleep_zeroAndCancelled_isCancelled() {
        main(() -> {
            Task<Object> task = spawn(() -> await(Tasks.sleep(Duration.ZERO)));
            loop.callSoon(task::cancel);

            assertThat(catchThrowable(() -> await(task))).isExactlyInstanceOf(CancelledError.class);
        });
    }

    @Test
    void sleep_zeroForSomeoneElse_isDone() {
        main(() -> {
            LoopFuture<String> none = Tasks.sleep(Duration.ZERO, "done");

            assertThat(none.result()).isEqualTo("done");
            assertThat(Tasks.gather(none, none).result()).containsExactly("done", "done");
        });
    }

    @Test
    void sleep_endedInAnyWay_leavesNoTimer() {
        main(() -> {
            Tasks.sleep(MINUTE).cancel();
            Tasks.sleep(MINUTE, "x").setResult("sooner");
            Tasks.<Object>sleep(MINUTE, "x").setException(new Boom("sooner"));
            Task<Object> sleeper = spawn(OnALoop::park);
            Tasks.yieldNow();
            sleeper.cancel();
            Tasks.yieldNow();
        });
        assertThat(time.advanceToNextTimer()).isFalse();
    }

    @Test
    void sleep_misused_isRefused() {
        assertThatThrownBy(() -> Tasks.sleep(ms(1)))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("no running event loop");
        assertThatThrownBy(() -> Tasks.sleep(null)).hasMessage("delay");
    }

    @Test
    void all_tasksOfTwoLoops_listsTheUnfinishedOfOneInOrderOfCreation() {
        main(() -> {
            Task<Object> x = spawn(() -> yields(1));
            Task<Object> y = spawn(() -> yields(4));
            Task<Integer> z = EventLoop.builder().name("other").build().createTask(() -> 1);

            assertThat(Tasks.all()).containsExactly(Tasks.current(), x, y).doesNotContain(z);
            yields(3);
            assertThat(Tasks.all(loop)).containsExactly(Tasks.current(), y);
            await(y);
        });
        assertThat(Tasks.all(loop)).isEmpty();
    }

    @Test
    void all_idleLoop_listsTasksThatHaveNotBegun() {
        Task<Integer> task = loop.createTask(() -> 1);

        assertThat(Tasks.all(loop)).containsExactly(task);
        loop.close();
        assertThat(Tasks.all(loop)).isEmpty();
    }

    @Test
    void all_itsResult_isACopyThatCannotBeChanged() {
        assertThatThrownBy(() -> Tasks.all(loop).clear()).isExactlyInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(Tasks::all)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("no running event loop");
    }

    @Test
    void ensureFuture_eachKind_isAFuture() {
        main(() -> {
            LoopFuture<Integer> future = done(1);
            CompletableFuture<Integer> stage = new CompletableFuture<>();
            loop.callSoon(() -> stage.complete(3));

            assertThat(Tasks.ensureFuture(future)).isSameAs(future);
            assertThat(Tasks.ensureFuture(() -> 2)).isInstanceOf(Task.class);
            assertThat(await(Tasks.ensureFuture(() -> 2))).isEqualTo(2);
            assertThat(await(Tasks.ensureFuture(stage))).isEqualTo(3);
        });
    }

    @Test
    void ensureFuture_null_isRefusedByName() {
        assertThatThrownBy(() -> Tasks.ensureFuture((LoopFuture<?>) null)).hasMessage("future");
    }
}
