package dev.loopbridge.loop.internal.report;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopRunnable;

/** A queue entry around another: a handle, a context, a watch. */
public interface Wrapping extends LoopRunnable {
    /** {@return what this runs} */
    Runnable inner();

    @Override
    default void onAbandoned(LoopClosedException closed) {
        if (inner() instanceof LoopRunnable told) {
            told.onAbandoned(closed);
        }
    }
}
