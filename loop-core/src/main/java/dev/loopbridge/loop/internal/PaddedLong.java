package dev.loopbridge.loop.internal;

import java.util.concurrent.atomic.AtomicLongArray;

/** A number that one side of a hand-over writes all the time, alone in its cache line. */
final class PaddedLong extends AtomicLongArray {
    /** A line's worth of nothing on either side: 64 bytes. */
    private static final int MIDDLE = 8;

    PaddedLong() {
        super(2 * MIDDLE + 1);
    }

    long now() {
        return get(MIDDLE);
    }

    boolean replace(long expected, long next) {
        return compareAndSet(MIDDLE, expected, next);
    }

    /** For what only one thread at a time writes: no fence, which would cost as much as all the rest of a take. */
    void release(long next) {
        setRelease(MIDDLE, next);
    }
}
