package dev.loopbridge.loop.internal.queue;

import dev.loopbridge.loop.LoopClock;

/** Time that stands still while the loop has work, and is moved by whoever owns the loop, or by its idleness. */
public final class VirtualClock implements LoopClock {
    /** Written by the holder of the loop. */
    private volatile long nanos;

    /** Whether the loop may jump when it has nothing to do; else its run ends then. */
    public boolean jumps = true;

    @Override
    public long nanoTime() {
        return nanos;
    }

    /** Time never goes back. */
    public void moveTo(long deadlineNanos) {
        if (deadlineNanos - nanos > 0) {
            nanos = deadlineNanos;
        }
    }
}
