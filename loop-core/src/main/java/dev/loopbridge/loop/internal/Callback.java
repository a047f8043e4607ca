package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.Handle;
import dev.loopbridge.loop.LoopClosedException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A user's callback with a handle: the handle is the queue entry. */
class Callback implements Handle, Wrapping {
    private static final VarHandle CANCELLED =
            FieldHandle.of(MethodHandles.lookup(), Callback.class, "cancelled", boolean.class);

    private final Runnable callback;

    /** Written by any thread, without a fence: nothing has to come after it. Once true, for good. */
    private volatile boolean cancelled;

    Callback(Runnable callback) {
        this.callback = callback;
    }

    @Override
    public void run() {
        if (!cancelled) {
            callback.run();
        }
    }

    @Override
    public final Runnable inner() {
        return callback;
    }

    @Override
    public void onAbandoned(LoopClosedException closed) {
        if (!cancelled) {
            Wrapping.super.onAbandoned(closed);
        }
    }

    @Override
    public void cancel() {
        CANCELLED.setRelease(this, true);
    }

    @Override
    public final boolean isCancelled() {
        return cancelled;
    }

    @Override
    public String toString() {
        return "<Handle" + (cancelled ? " cancelled " : " ") + SafeText.of(callback) + ">";
    }
}
