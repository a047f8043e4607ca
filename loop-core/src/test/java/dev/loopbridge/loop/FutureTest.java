package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FutureTest {
    private final EventLoop loop = EventLoop.builder().name("api").build();
    private final LoopFuture<String> future = loop.createFuture();
    private final List<String> trace = new ArrayList<>();

    private void iterate() {
        loop.stop();
        loop.runForever();
    }

    @Test
    void result_pending_isRefused() {
        assertThatThrownBy(future::result)
                .isExactlyInstanceOf(InvalidStateException.class)
                .hasMessage("Result is not set.");
        assertThatThrownBy(future::exception)
                .isExactlyInstanceOf(InvalidStateException.class)
                .hasMessage("Exception is not set.");
    }

    @Test
    void setResult_twice_isRefused() {
        future.setResult("first");

        assertThatThrownBy(() -> future.setResult("second"))
                .isExactlyInstanceOf(InvalidStateException.class)
                .hasMessage("invalid state");
        assertThatThrownBy(() -> future.setException(new Exception()))
                .isExactlyInstanceOf(InvalidStateException.class)
                .hasMessage("invalid state");
        assertThat(future.result()).isEqualTo("first");
        assertThat(future.exception()).isNull();
        assertThat(future.cancel()).isFalse();
    }

    @Test
    void setException_askedTwice_throwsTheSameInstance() {
        Exception failure = new Exception("checked");
        future.setException(failure);

        assertThat(catchThrowable(future::result)).isSameAs(failure);
        assertThat(catchThrowable(future::result)).isSameAs(failure);
        assertThat(future.exception()).isSameAs(failure);
    }

    @Test
    void setException_null_isRefusedByName() {
        assertThatThrownBy(() -> future.setException(null))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage("exception");
        assertThat(future.isDone()).isFalse();
    }

    @Test
    void setResult_fromAnotherThreadWhileRunning_isRefused() {
        Loops.whileRunning(
                loop,
                running -> assertThatThrownBy(() -> future.setResult("foreign"))
                        .isExactlyInstanceOf(IllegalStateException.class)
                        .hasMessage("setResult() is for loop \"api\" itself, called from thread \""
                                + Thread.currentThread().getName() + "\" while it runs; use callSoonThreadsafe()"));
        assertThat(future.isDone()).isFalse();
    }

    @Test
    void cancel_pending_cancelsWithItsMessage() {
        assertThat(future.cancel("why")).isTrue();

        assertThat(future.isCancelled()).isTrue();
        assertThatThrownBy(future::result)
                .isExactlyInstanceOf(CancelledError.class)
                .hasMessage("why");
        assertThatThrownBy(future::exception)
                .isExactlyInstanceOf(CancelledError.class)
                .hasMessage("why");
        assertThatThrownBy(future::get)
                .isExactlyInstanceOf(CancellationException.class)
                .hasMessage("why");
        assertThat(future.cancel()).isFalse();
    }

    @Test
    void cancel_fromAnotherThreadWhileRunning_isCarriedOutOnTheLoop() {
        Loops.whileRunning(loop, running -> {
            assertThat(future.cancel("foreign")).isTrue();

            assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS)).isExactlyInstanceOf(CancellationException.class);
        });
    }

    @Test
    void addDoneCallback_several_areQueuedAtCompletionInOrder() {
        future.addDoneCallback(done -> trace.add("first"));
        future.addDoneCallback(done -> trace.add("second"));
        loop.callSoon(() -> trace.add("before"));

        future.setResult("done");
        loop.callSoon(() -> trace.add("after"));
        assertThat(trace).isEmpty();
        iterate();

        assertThat(trace).containsExactly("before", "first", "second", "after");
    }

    @Test
    void addDoneCallback_onADoneFuture_isQueued() {
        future.setResult("done");

        future.addDoneCallback(done -> trace.add(done.result()));
        assertThat(trace).isEmpty();
        iterate();

        assertThat(trace).containsExactly("done");
    }

    @Test
    void addDoneCallback_throwing_isReportedAndTheRestRuns() {
        List<String> reported = new ArrayList<>();
        EventLoop reporting = EventLoop.builder()
                .exceptionHandler(
                        (of, context) -> reported.add(context.exception().getMessage()))
                .build();
        LoopFuture<String> failing = reporting.createFuture();
        failing.addDoneCallback(done -> {
            throw new IllegalStateException("callback");
        });
        failing.addDoneCallback(done -> trace.add("next"));
        failing.setResult("done");

        reporting.stop();
        reporting.runForever();

        assertThat(reported).containsExactly("callback");
        assertThat(trace).containsExactly("next");
    }

    @Test
    void removeDoneCallback_addedTwice_removesBoth() {
        Consumer<LoopFuture<String>> callback = done -> trace.add("called");
        future.addDoneCallback(callback);
        future.addDoneCallback(done -> trace.add("other"));
        future.addDoneCallback(callback);

        assertThat(future.removeDoneCallback(callback)).isEqualTo(2);
        future.setResult("done");
        assertThat(future.removeDoneCallback(callback)).isZero();
        iterate();

        assertThat(trace).containsExactly("other");
    }

    @Test
    void removeDoneCallback_consumerThatIsARunnableToo_removesIt() {
        class Both implements Consumer<LoopFuture<String>>, Runnable {
            @Override
            public void accept(LoopFuture<String> done) {
                trace.add("accepted");
            }

            @Override
            public void run() {
                trace.add("run");
            }
        }
        Both both = new Both();
        future.addDoneCallback(both);

        assertThat(future.removeDoneCallback(both)).isEqualTo(1);
    }

    @Test
    void get_onTheLoop_isRefused() {
        String[] thread = {null};
        Throwable refused = loop.runUntilComplete(() -> {
            thread[0] = Thread.currentThread().getName();
            return catchThrowable(future::get);
        });

        assertThat(refused)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "get() would wait for ever: <Future pending> needs loop \"api\", which runs on this thread, \""
                                + thread[0] + "\"; use await()");
    }

    @Test
    void get_onAPlainThread_waits() {
        Elsewhere<String> waiting = Elsewhere.start("plain", future::get);

        future.setResult("done");

        assertThat(waiting.await()).isEqualTo("done");
    }

    @Test
    void get_failed_wrapsTheException() {
        Exception failure = new Exception("failed");
        future.setException(failure);

        assertThatThrownBy(future::get)
                .isExactlyInstanceOf(ExecutionException.class)
                .hasCause(failure);
    }

    @Test
    void get_timedOut_leavesItAlone() {
        assertThatThrownBy(() -> future.get(1, TimeUnit.NANOSECONDS))
                .isExactlyInstanceOf(TimeoutException.class)
                .hasMessage("<Future pending> is not done after 1 NANOSECONDS");
        assertThat(future.isDone()).isFalse();
    }

    @Test
    void get_interrupted_leavesItAlone() {
        Throwable thrown = Elsewhere.call("plain", () -> {
            Thread.currentThread().interrupt();
            return catchThrowable(future::get);
        });

        assertThat(thrown).isExactlyInstanceOf(InterruptedException.class);
        assertThat(future.isDone()).isFalse();
    }

    @Test
    void toCompletableFuture_finished_copiesTheOutcomeOnTheLoop() {
        List<Boolean> inLoop = new ArrayList<>();
        CompletableFuture<String> copy = future.toCompletableFuture();
        copy.thenAccept(result -> inLoop.add(loop.inLoop() && result.equals("done")));

        future.setResult("done");
        assertThat(copy).isNotDone();
        iterate();

        assertThat(inLoop).containsExactly(true);
    }

    @Test
    void toCompletableFuture_failedOrCancelled_copiesThat() {
        LoopFuture<String> cancelled = loop.createFuture();
        IllegalStateException failure = new IllegalStateException("failed");
        CompletableFuture<String> failedCopy = future.toCompletableFuture();
        CompletableFuture<String> cancelledCopy = cancelled.toCompletableFuture();

        future.setException(failure);
        cancelled.cancel("why");
        iterate();

        assertThatThrownBy(failedCopy::join)
                .isExactlyInstanceOf(CompletionException.class)
                .hasCause(failure);
        assertThat(cancelledCopy.handle((result, error) -> error).join())
                .isExactlyInstanceOf(CancellationException.class)
                .hasMessage("why");
        assertThat(cancelledCopy).isCancelled();
    }

    @Test
    void toCompletableFuture_copyCancelled_cancelsTheFuture() {
        future.toCompletableFuture().cancel(true);

        assertThat(future.isCancelled()).isTrue();
    }

    @Test
    void wrap_stageCompletedElsewhere_isDoneOnTheLoop() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        LoopFuture<String> wrapped = LoopFuture.wrap(loop, stage);
        Elsewhere.run("completer", () -> stage.complete("done"));

        assertThat(wrapped.isDone()).isFalse();
        assertThat(loop.<String>runUntilComplete(wrapped)).isEqualTo("done");
    }

    @Test
    void wrap_stageFailed_unwrapsCompletionException() {
        IllegalStateException failure = new IllegalStateException("failed");
        LoopFuture<Object> wrapped =
                LoopFuture.wrap(loop, CompletableFuture.failedFuture(failure).thenApply(x -> x));

        assertThat(catchThrowable(() -> loop.runUntilComplete(wrapped))).isSameAs(failure);
    }

    @Test
    void wrap_cancelled_cancelsTheStage() {
        CompletableFuture<String> stage = new CompletableFuture<>();

        LoopFuture.wrap(loop, stage).cancel();

        assertThat(stage).isCancelled();
    }

    @Test
    void wrap_stageCompletedAfterTheClose_isDropped() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        LoopFuture<String> wrapped = LoopFuture.wrap(loop, stage);
        CompletableFuture<String> copy = wrapped.toCompletableFuture();
        loop.close();

        stage.complete("late");

        assertThat(copy).isCompletedExceptionally();
        assertThat(wrapped.exception()).isInstanceOf(LoopClosedException.class);
    }

    @Test
    void createFuture_onTheLoop_completesAnAwait() {
        String result = loop.runUntilComplete(() -> {
            loop.callLater(Duration.ZERO, () -> future.setResult("later"));
            return await(future);
        });

        assertThat(result).isEqualTo("later");
    }

    @Test
    void get_withTimeout_returnsTheResult() throws Exception {
        future.setResult("done");

        assertThat(future.get(1, TimeUnit.NANOSECONDS)).isEqualTo("done");
    }

    @Test
    void cancel_ofAWrappedStage_saysWhetherItDid() {
        LoopFuture<String> pending = LoopFuture.wrap(loop, new CompletableFuture<String>());

        assertThat(pending.cancel()).isTrue();
        assertThat(pending.cancel()).isFalse();
    }
}
