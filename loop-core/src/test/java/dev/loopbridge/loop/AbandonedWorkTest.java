package dev.loopbridge.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** A loop that is used as an executor, and closed with work queued: nobody waits for ever. */
class AbandonedWorkTest {
    private final List<String> reported = new ArrayList<>();
    private final EventLoop loop = EventLoop.builder()
            .name("api")
            .exceptionHandler((of, context) -> reported.add(context.message()))
            .build();

    @Test
    void close_withSupplyAsyncQueued_runsIt() {
        CompletableFuture<String> queued = CompletableFuture.supplyAsync(() -> "ran, closed: " + loop.isClosed(), loop);

        loop.close();

        assertThat(queued).isCompletedWithValue("ran, closed: true");
        assertThat(Loops.report(loop).callbacksAbandoned()).isEqualTo(1);
    }

    @Test
    void close_withSupplyAsyncThatUsesTheLoop_failsIt() {
        CompletableFuture<Task<Integer>> queued = CompletableFuture.supplyAsync(() -> loop.submit(() -> 1), loop);

        loop.close();

        assertThatThrownBy(queued::join)
                .isExactlyInstanceOf(CompletionException.class)
                .hasCauseExactlyInstanceOf(LoopClosedException.class);
        assertThat(reported).isEmpty();
    }

    @Test
    void close_withAStepBehindAFailure_passesThatOn() {
        IllegalStateException failure = new IllegalStateException("before");
        CompletableFuture<Integer> queued =
                CompletableFuture.<Integer>failedFuture(failure).thenApplyAsync(n -> n + 1, loop);

        loop.close();

        assertThatThrownBy(queued::join).hasCause(failure);
    }

    @Test
    void close_withAFutureTaskQueued_cancelsIt() {
        FutureTask<Integer> queued = new FutureTask<>(() -> 1);
        loop.execute(queued);

        loop.close();

        assertThatThrownBy(queued::get).isExactlyInstanceOf(CancellationException.class);
    }

    @Test
    void close_withAnyOtherCommandQueued_onlyCountsIt() {
        loop.execute(() -> reported.add("ran"));

        loop.close();

        assertThat(reported).isEmpty();
        assertThat(Loops.report(loop).callbacksAbandoned()).isEqualTo(1);
    }
}
