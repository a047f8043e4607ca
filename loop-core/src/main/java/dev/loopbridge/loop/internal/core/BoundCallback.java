package dev.loopbridge.loop.internal.core;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.internal.report.SafeText;
import dev.loopbridge.loop.internal.report.Wrapping;

/** A callback with the {@code LoopLocal}s that were there when it was registered, or with those of a context. */
public final class BoundCallback implements Wrapping {
    private final MutableContext context;
    private final Runnable callback;

    public BoundCallback(Bindings captured, Runnable callback) {
        this(new MutableContext(captured), callback);
    }

    /** Shares {@code context} with whatever else runs in it. */
    public BoundCallback(MutableContext context, Runnable callback) {
        this.context = context;
        this.callback = callback;
    }

    @Override
    public void run() {
        context.run(callback);
    }

    @Override
    public Runnable inner() {
        return callback;
    }

    /** Runs {@code action} where {@code item} ran, if that was bound. */
    public static void inPlaceOf(Runnable item, Runnable action) {
        Runnable inside = item;
        while (inside instanceof Wrapping wrapping) {
            if (inside instanceof BoundCallback bound) {
                bound.context.run(action);
                return;
            }
            inside = wrapping.inner();
        }
        action.run();
    }

    @Override
    public void onAbandoned(LoopClosedException closed) {
        context.run(() -> Wrapping.super.onAbandoned(closed));
    }

    @Override
    public String toString() {
        return SafeText.of(callback);
    }
}
