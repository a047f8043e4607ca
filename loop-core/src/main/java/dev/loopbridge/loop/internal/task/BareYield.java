package dev.loopbridge.loop.internal.task;

import org.jspecify.annotations.Nullable;

/** A future that is done and yet costs whoever awaits it one iteration: {@code sleep(0)}. */
public final class BareYield<T extends @Nullable Object> extends SettableFuture<T> {
    public BareYield(TaskLoop loop, T result) {
        super(loop);
        finish(result, null);
    }
}
