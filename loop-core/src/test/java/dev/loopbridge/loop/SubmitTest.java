package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.concurrent.Tasks;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** The semantics' row 12.1: a body handed to a loop that runs on another thread, and what the one who waits can do to it. */
class SubmitTest {
    private final EventLoop loop = EventLoop.builder().name("api").build();
    private final CountDownLatch suspended = new CountDownLatch(1);
    private final CountDownLatch cleaned = new CountDownLatch(1);
    private final Traced trace = new Traced();

    private String waitForEver() {
        try {
            loop.callSoon(suspended::countDown);
            return await(loop.createFuture());
        } finally {
            trace.add("cleans up, cancelling=" + Tasks.current().cancelling());
            Tasks.yieldNow();
            trace.add("is clean");
            cleaned.countDown();
        }
    }

    @Test
    void get_bodyThatAwaits_returnsItsResult() {
        Loops.whileRunning(loop, running -> {
            Task<String> task = running.submit(() -> {
                Tasks.yieldNow();
                return "on " + EventLoops.getRunningLoop().name();
            });

            trace.attempt("get", task::get);
        });

        assertThat(trace.lines()).containsExactly("get=on api");
    }

    @Test
    void get_bodyThatThrows_wrapsIt() {
        Exception failure = new Exception("checked");
        Loops.whileRunning(loop, running -> {
            Task<String> task = running.submit(() -> {
                throw failure;
            });

            assertThat(catchThrowable(task::get))
                    .isExactlyInstanceOf(ExecutionException.class)
                    .hasCause(failure);
        });
    }

    @Test
    void get_bodyThatCancelsItself_isCancelled() {
        Loops.whileRunning(loop, running -> {
            Task<String> task = running.submit(() -> {
                throw new CancelledError("own");
            });

            assertThat(catchThrowable(task::get))
                    .isExactlyInstanceOf(CancellationException.class)
                    .hasMessage("own");
            assertThat(task.isCancelled()).isTrue();
        });
    }

    @Test
    void get_timedOut_leavesTheBodyAlone() {
        Loops.whileRunning(loop, running -> {
            LoopFuture<String> gate = running.createFuture();
            Task<String> task = running.submit(() -> await(gate));

            assertThat(catchThrowable(() -> task.get(1, TimeUnit.MILLISECONDS)))
                    .isExactlyInstanceOf(TimeoutException.class);
            trace.add("done=" + task.isDone() + " cancelling=" + task.cancelling());
            running.callSoonThreadsafe(() -> gate.setResult("late"));
            trace.attempt("get", task::get);
        });

        assertThat(trace.lines()).containsExactly("done=false cancelling=0", "get=late");
    }

    /** As CPython's concurrent future: the copy is cancelled at once, and the body cleans up meanwhile. */
    @Test
    void cancel_ofTheCopy_isDoneAtOnceAndCancelsTheBody() {
        Loops.whileRunning(loop, running -> {
            Task<String> task = running.submit(this::waitForEver);
            CompletableFuture<String> copy = task.toCompletableFuture();
            Elsewhere.await(suspended);

            assertThat(copy.cancel(true)).isTrue();
            assertThat(copy).isCancelled();
            assertThat(catchThrowable(task::get)).isExactlyInstanceOf(CancellationException.class);
        });

        assertThat(trace.lines()).containsExactly("cleans up, cancelling=1", "is clean");
    }

    /** Where CPython's future is cancelled at once, the task is when its body has cleaned up. */
    @Test
    void cancel_ofTheTask_isDoneWhenTheBodyHasCleanedUp() {
        Loops.whileRunning(loop, running -> {
            Task<String> task = running.submit(this::waitForEver);
            Elsewhere.await(suspended);

            assertThat(task.cancel("enough")).isTrue();
            assertThat(catchThrowable(task::get))
                    .isExactlyInstanceOf(CancellationException.class)
                    .hasMessage("enough");
            trace.add("got");
        });

        assertThat(trace.lines()).containsExactly("cleans up, cancelling=1", "is clean", "got");
    }

    @Test
    void submit_manyFromOneThread_beginInThatOrder() {
        Loops.whileRunning(loop, running -> {
            Task<?> last = null;
            for (int i = 1; i <= 5; i++) {
                String name = "body " + i;
                last = running.submit(() -> {
                    trace.add(name);
                    return 1;
                });
            }
            trace.attempt("get", last::get);
        });

        assertThat(trace.lines()).containsExactly("body 1", "body 2", "body 3", "body 4", "body 5", "get=1");
    }

    @Test
    void submit_closedLoop_isRefusedAndTheBodyNeverRuns() {
        loop.close();

        Throwable refused = Elsewhere.call(
                "poster",
                () -> catchThrowable(() -> loop.submit(() -> {
                    trace.add("never");
                    return 1;
                })));

        assertThat(refused).isExactlyInstanceOf(LoopClosedException.class);
        assertThat(trace.lines()).isEmpty();
    }

    @Test
    void submit_idleLoop_waitsForTheNextRun() {
        Task<String> task = loop.submit(() -> "ran");

        assertThat(task.isDone()).isFalse();
        loop.<String>runUntilComplete(task);

        assertThat(task.result()).isEqualTo("ran");
    }
}
