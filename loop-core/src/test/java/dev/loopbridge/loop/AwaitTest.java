package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.concurrent.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AwaitTest {
    private final EventLoop loop = EventLoop.builder().name("api").build();
    private final List<String> trace = new ArrayList<>();

    private static String outside() {
        return "await() is for coroutines, called from thread \""
                + Thread.currentThread().getName()
                + "\" outside of one; use runUntilComplete(), or get() on a plain thread";
    }

    @Test
    void await_outsideACoroutine_isRefused() {
        assertThatThrownBy(() -> await(loop.createFuture()))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(outside());
        assertThatThrownBy(() -> await(new CompletableFuture<>()))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(outside());
        assertThatThrownBy(Tasks::yieldNow)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(outside());
    }

    @Test
    void await_inACallback_isRefused() {
        List<Throwable> refused = new ArrayList<>();
        loop.callSoon(() -> refused.add(catchThrowable(() -> await(loop.createFuture()))));

        loop.runUntilComplete(() -> 1);

        assertThat(refused).singleElement().isExactlyInstanceOf(IllegalStateException.class);
        assertThat(refused.get(0)).hasMessage(outside());
    }

    @Test
    void await_null_isRefusedByName() {
        assertThatThrownBy(() -> await((LoopFuture<String>) null))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage("future");
        assertThatThrownBy(() -> await((CompletableFuture<String>) null))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage("stage");
    }

    @Test
    void await_itself_isRefusedOneIterationLater() {
        Task<?>[] self = new Task<?>[1];
        self[0] = loop.createTask(() -> await(self[0]));
        self[0].setName("mine");

        assertThatThrownBy(() -> loop.runUntilComplete(self[0]))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Task cannot await on itself: <Task pending name='mine'>");
    }

    @Test
    void await_futureOfAnotherLoop_isRefusedOneIterationLater() {
        LoopFuture<String> foreign = EventLoop.builder().name("other").build().createFuture();
        Task<String> task = loop.createTask(() -> await(foreign));
        task.setName("mine");

        assertThatThrownBy(() -> loop.<String>runUntilComplete(task))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Task <Task pending name='mine'> of loop \"api\" got Future <Future pending> attached to a"
                        + " different loop, \"other\"");
    }

    @Test
    void await_done_doesNotSwitch() {
        LoopFuture<String> done = loop.createFuture();
        done.setResult("done");

        loop.runUntilComplete(() -> {
            loop.callSoon(() -> trace.add("other"));
            for (int i = 0; i < 3; i++) {
                trace.add(await(done));
            }
            trace.add(await(CompletableFuture.completedFuture("stage")));
            Tasks.yieldNow();
            return 1;
        });

        assertThat(trace).containsExactly("done", "done", "done", "stage", "other");
    }

    @Test
    void yieldNow_always_costsOneIteration() {
        loop.runUntilComplete(() -> {
            loop.callSoon(() -> {
                trace.add("1");
                loop.callSoon(() -> trace.add("3"));
            });
            Tasks.yieldNow();
            trace.add("2");
            Tasks.yieldNow();
            trace.add("4");
            return 1;
        });

        assertThat(trace).containsExactly("1", "2", "3", "4");
    }

    @Test
    void await_stageCompletedElsewhere_returnsItsResult() {
        CompletableFuture<String> stage = new CompletableFuture<>();

        String result = loop.runUntilComplete(() -> {
            Elsewhere.start("completer", () -> stage.complete("from elsewhere"));
            return await(stage);
        });

        assertThat(result).isEqualTo("from elsewhere");
    }

    @Test
    void await_stageFailed_throwsItsCause() {
        Exception failure = new Exception("checked");
        CompletableFuture<String> stage = CompletableFuture.failedFuture(failure);

        assertThat(catchThrowable(() -> loop.runUntilComplete(() -> await(stage.thenApply(x -> x)))))
                .isSameAs(failure);
    }

    @Test
    void await_stageCancelled_throwsCancelledError() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        loop.callSoon(() -> stage.cancel(true));

        assertThat(catchThrowable(() -> loop.runUntilComplete(() -> await(stage))))
                .isExactlyInstanceOf(CancelledError.class);
    }

    @Test
    void await_taskCancelled_cancelsTheStage() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        Task<String> task = loop.createTask(() -> await(stage));
        loop.createTask(() -> task.cancel("why"));

        assertThat(catchThrowable(() -> loop.<String>runUntilComplete(task)))
                .isExactlyInstanceOf(CancelledError.class)
                .hasMessage("why");
        assertThat(stage).isCancelled();
    }
}
