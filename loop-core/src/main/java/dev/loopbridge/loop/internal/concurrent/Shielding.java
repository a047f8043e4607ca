package dev.loopbridge.loop.internal.concurrent;

import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.internal.queue.Step;
import dev.loopbridge.loop.internal.task.SettableFuture;
import org.jspecify.annotations.Nullable;

/** A future that ends as another does, and can be cancelled without it: asyncio's {@code shield}. */
public final class Shielding<T extends @Nullable Object> extends SettableFuture<T> {
    /** Null once this is done. */
    private @Nullable SettableFuture<T> inner;

    private final Step onInner = this::takeOver;

    private Shielding(SettableFuture<T> inner) {
        super(inner.loop);
        this.inner = inner;
    }

    /** As {@code Tasks.shield(future)}. */
    public static <T extends @Nullable Object> LoopFuture<T> shield(LoopFuture<T> future) {
        if (future.isDone()) {
            return future;
        }
        Shielding<T> outer = new Shielding<>((SettableFuture<T>) future);
        outer.loop.confine("shield()", () -> ((SettableFuture<T>) future).addCallback(outer.onInner));
        return outer;
    }

    private void takeOver() {
        SettableFuture<T> done = inner;
        if (done == null || isDone()) {
            return;
        }
        if (loop.isClosed()) {
            failByClose(loop.closedException());
            return;
        }
        Throwable error = done.failure();
        if (done.isCancelled()) {
            cancelNow(error == null ? null : error.getMessage());
        } else if (error != null) {
            finish(null, error);
        } else {
            finish(done.result(), null);
        }
    }

    /** Something that lives long may be shielded often: none may stay behind. */
    @Override
    protected void release() {
        SettableFuture<T> present = inner;
        inner = null;
        if (present != null) {
            present.removeCallback(onInner);
        }
    }
}
