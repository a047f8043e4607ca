package dev.loopbridge.loop.internal.task;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.LoopRunnable;
import dev.loopbridge.loop.internal.report.SafeText;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A user's done-callback, queued. The future is done, so a close before it ran still calls it: the outcome stands. */
record DoneCallback<T extends @Nullable Object>(SettableFuture<T> future, Consumer<? super LoopFuture<T>> callback)
        implements LoopRunnable {
    @Override
    public void run() {
        callback.accept(future);
    }

    @Override
    public void onAbandoned(LoopClosedException closed) {
        callback.accept(future);
    }

    @Override
    public String toString() {
        return SafeText.of(callback) + " of " + future;
    }
}
