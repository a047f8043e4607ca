package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.concurrent.Tasks;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Two tasks that await each other: a user's mistake, of which the loop must not die.
 *
 * <p>The semantics' row 7.21 hands a cancellation on without end here. CPython gives up with a RecursionError, which is an
 * ordinary exception; a StackOverflowError would tear through the loop.
 */
class AwaitCycleTest {
    private final Traced trace = new Traced();

    private List<Task<String>> cycle(EventLoop loop) {
        Task<?>[] tasks = {null, null};
        Task<String> first = loop.createTask(() -> waitFor(tasks[1], "first"));
        Task<String> second = loop.createTask(() -> waitFor(tasks[0], "second"));
        tasks[0] = first;
        tasks[1] = second;
        return List.of(first, second);
    }

    private String waitFor(LoopFuture<?> other, String name) {
        try {
            await(other);
            return name;
        } finally {
            trace.add(name + " unwinds");
        }
    }

    private void iterate(EventLoop loop) {
        loop.stop();
        loop.runForever();
    }

    @Test
    void cancel_ofOneOfTheTwo_doesNotOverflowTheStack() {
        EventLoop loop = EventLoop.create();
        List<Task<String>> both = cycle(loop);
        iterate(loop);

        assertThat(both.get(0).cancel()).isTrue();
        iterate(loop);
        iterate(loop);

        assertThat(both).allSatisfy(task -> assertThat(task.isCancelled()).isTrue());
        assertThat(trace.lines()).containsExactly("second unwinds", "first unwinds");
    }

    @Test
    void shutdown_ofAnIdleLoop_closesItAllTheSame() {
        Elsewhere.run("closer", () -> {
            EventLoop loop = EventLoop.create();
            List<Task<String>> tasks = cycle(loop);
            iterate(loop);

            Throwable thrown = catchThrowable(() -> loop.shutdown(Duration.ZERO));

            assertThat(thrown).isNull();
            assertThat(loop.isRunning()).isFalse();
            assertThat(loop.isClosed()).isTrue();
            assertThat(tasks).allMatch(Task::isDone);
            assertThat(trace.lines()).containsExactlyInAnyOrder("first unwinds", "second unwinds");
        });
    }

    @Test
    void run_thatLeavesThemBehind_returnsItsResult() {
        Elsewhere<String> run = Elsewhere.start(
                "runner",
                () -> EventLoops.run(() -> {
                    cycle(EventLoops.getRunningLoop());
                    Tasks.yieldNow();
                    return "main";
                }));

        assertThat(run.await()).isEqualTo("main");
    }
}
