package dev.loopbridge.loop.internal.queue;

import dev.loopbridge.loop.internal.threading.HolderOnly;
import org.jspecify.annotations.Nullable;

/** What is ready to run, first in first out: a ring. */
@HolderOnly
final class ReadyQueue {
    private static final int INITIAL = 8;

    /** Larger than this, a ring is kept no longer than it is needed. */
    private static final int LARGE = 4096;

    private static final @Nullable Runnable[] NONE = {};

    /** Length is a power of two; made on first use. */
    private @Nullable Runnable[] ring = NONE;

    private int head;
    private int size;

    void add(Runnable item) {
        if (size == ring.length) {
            grow();
        }
        ring[(head + size) & (ring.length - 1)] = item;
        size++;
    }

    @Nullable
    Runnable poll() {
        if (size == 0) {
            return null;
        }
        Runnable item = ring[head];
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        size--;
        return item;
    }

    void removeIfLast(Runnable item) {
        int last = (head + size - 1) & (ring.length - 1);
        if (size > 0 && ring[last] == item) {
            ring[last] = null;
            size--;
        }
    }

    int size() {
        return size;
    }

    /** Keeps no more room than usual. Call when there is time. */
    void relax() {
        if (size == 0 && ring.length > LARGE) {
            ring = NONE;
            head = 0;
        }
    }

    private void grow() {
        @Nullable Runnable[] larger = new @Nullable Runnable[Math.max(INITIAL, ring.length * 2)];
        int untilEnd = ring.length - head;
        System.arraycopy(ring, head, larger, 0, untilEnd);
        System.arraycopy(ring, 0, larger, untilEnd, head);
        ring = larger;
        head = 0;
    }
}
