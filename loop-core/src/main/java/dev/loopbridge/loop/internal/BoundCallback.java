package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopRunnable;

/** A callback with the {@code LoopLocal}s that were there when it was registered, or with those of a context. */
public final class BoundCallback implements LoopRunnable {
    private final SharedBindings context;
    private final Runnable callback;

    BoundCallback(Bindings captured, Runnable callback) {
        this(new SharedBindings(captured), callback);
    }

    /** Shares {@code context} with whatever else runs in it. */
    public BoundCallback(SharedBindings context, Runnable callback) {
        this.context = context;
        this.callback = callback;
    }

    @Override
    public void run() {
        context.run(callback);
    }

    @Override
    public void onAbandoned(LoopClosedException closed) {
        if (callback instanceof LoopRunnable told) {
            context.run(() -> told.onAbandoned(closed));
        }
    }

    @Override
    public String toString() {
        return callback.toString();
    }
}
