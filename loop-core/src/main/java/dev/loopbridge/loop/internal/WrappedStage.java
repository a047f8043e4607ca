package dev.loopbridge.loop.internal;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.LoopRunnable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A future of a loop that a stage completes from elsewhere. */
public final class WrappedStage<T extends @Nullable Object> extends SettableFuture<T> {
    private final CompletionStage<? extends T> stage;

    private WrappedStage(NativeLoop loop, CompletionStage<? extends T> stage) {
        super(loop);
        this.stage = stage;
    }

    /** As {@link LoopFuture#wrap}. */
    public static <T extends @Nullable Object> LoopFuture<T> wrap(EventLoop loop, CompletionStage<? extends T> stage) {
        requireNonNull(loop, "loop");
        WrappedStage<T> future = new WrappedStage<>((NativeLoop) loop, requireNonNull(stage, "stage"));
        stage.whenComplete(future::onStage);
        return future;
    }

    private void onStage(@Nullable T result, @Nullable Throwable error) {
        if (loop.inLoop()) {
            take(result, error);
        } else {
            loop.deliver(new Arrival(() -> take(result, error)));
        }
    }

    private void take(@Nullable T result, @Nullable Throwable error) {
        if (isDone()) {
            return; // cancelled here, or told by the close
        }
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof CancellationException) {
            super.cancelNow(cause.getMessage());
        } else {
            finish(result, cause);
        }
    }

    @Override
    boolean cancelNow(@Nullable String message) {
        boolean cancelled = super.cancelNow(message);
        if (cancelled && stage instanceof Future<?> future) {
            loop.afterwards(() -> future.cancel(/* mayInterruptIfRunning= */ true));
        }
        return cancelled;
    }

    /** Runs no user code, so any holder may run it; at the close, what waits for this is told by then. */
    private record Arrival(Runnable take) implements Step, LoopRunnable {
        @Override
        public void run() {
            take.run();
        }

        @Override
        public void onAbandoned(LoopClosedException closed) {}
    }
}
