package dev.loopbridge.loop.internal.engine;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Whose turn it is, as seen by one thread. */
final class Turn {
    private static final long LOOK_NANOS = 50_000_000;

    volatile @Nullable Thread thread;
    volatile boolean mine;
    private final Runnable onInterrupt;
    private final @Nullable Runnable onLook;

    /**
     * @param onInterrupt called on the thread when it was interrupted while it waited: parking needs the flag down
     * @param onLook called there now and then while it waits
     */
    Turn(Runnable onInterrupt, @Nullable Runnable onLook) {
        this.onInterrupt = onInterrupt;
        this.onLook = onLook;
    }

    void give() {
        mine = true;
        LockSupport.unpark(thread);
    }

    void await() {
        while (!mine) {
            try {
                park();
            } catch (Throwable noStack) {
                // To return would be to go on without the turn.
            }
        }
        mine = false;
    }

    private void park() {
        if (onLook == null) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
        if (Thread.interrupted()) {
            onInterrupt.run();
        }
        if (onLook != null && !mine) {
            onLook.run();
        }
    }
}
