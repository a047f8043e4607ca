package dev.loopbridge.loop.internal.task;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A future of a loop that a stage completes from elsewhere. */
public final class WrappedStage<T extends @Nullable Object> extends SettableFuture<T> {
    /** Null once this is done. */
    private @Nullable CompletionStage<? extends T> stage;

    private WrappedStage(TaskLoop loop, CompletionStage<? extends T> stage) {
        super(loop);
        this.stage = stage;
    }

    /** As {@link LoopFuture#wrap}. */
    public static <T extends @Nullable Object> LoopFuture<T> wrap(EventLoop loop, CompletionStage<? extends T> stage) {
        requireNonNull(loop, "loop");
        WrappedStage<T> future = new WrappedStage<>((TaskLoop) loop, requireNonNull(stage, "stage"));
        stage.whenComplete(future::onStage);
        return future;
    }

    private void onStage(@Nullable T result, @Nullable Throwable error) {
        if (loop.inLoop()) {
            take(result, error);
        } else {
            loop.deliverStep(() -> take(result, error)); // runs no user code
        }
    }

    private void take(@Nullable T result, @Nullable Throwable error) {
        if (isDone()) {
            return; // cancelled here, or told by the close
        }
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof CancellationException) {
            super.cancelNow(cause.getMessage());
        } else if (cause instanceof LoopClosedException closed && loop.isClosed()) {
            failByClose(closed); // a stage that hangs on this loop: the close tells, and there is nobody to report to
        } else {
            finish(result, cause);
        }
    }

    @Override
    public boolean cancelNow(@Nullable String message) {
        CompletionStage<? extends T> source = stage;
        boolean cancelled = super.cancelNow(message);
        if (cancelled && source instanceof Future<?> future) {
            // It may be a copy of another future here, of a task that awaits such a copy, and so on.
            loop.afterwards(() -> Trampoline.run(() -> cancelSource(future)));
        }
        return cancelled;
    }

    private void cancelSource(Future<?> future) {
        loop.errors().guard("Exception in cancel of", future, () -> {
            var unused = future.cancel(/* mayInterruptIfRunning= */ true);
        });
    }

    @Override
    protected void release() {
        stage = null;
    }
}
