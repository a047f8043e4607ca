package dev.loopbridge.loop.bridge;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The elements of a {@link HandOver} that wait, how many more of them may come, and how many are wanted. */
final class Backlog<T> {
    private final int prefetch;
    private final Queue<T> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong demand = new AtomicLong();

    /** Of upstream alone. */
    private long arrived;

    /** Written by who delivers. */
    private final AtomicLong delivered = new AtomicLong();

    /** Since upstream was last asked. Of who delivers. */
    private int unasked;

    Backlog(int prefetch) {
        this.prefetch = prefetch;
    }

    private boolean isLimited() {
        return prefetch != Integer.MAX_VALUE;
    }

    // Upstream's side.

    /** {@return for how many to ask at first} */
    long firstRequest() {
        return isLimited() ? prefetch : Long.MAX_VALUE;
    }

    /** {@return whether another was asked for} */
    boolean hasRoom() {
        return !isLimited() || arrived - delivered.get() < prefetch;
    }

    void add(T item) {
        arrived++;
        queue.add(item);
    }

    // Downstream's side.

    void want(long n) {
        demand.getAndUpdate(before -> before > Long.MAX_VALUE - n ? Long.MAX_VALUE : before + n);
    }

    long wanted() {
        return demand.get();
    }

    // Who delivers.

    /** {@return whether one waits that is wanted} */
    boolean hasWanted() {
        return demand.get() > 0 && !queue.isEmpty();
    }

    /** {@return the next, as one that is delivered} */
    @Nullable
    T take() {
        delivered.lazySet(delivered.get() + 1);
        return queue.poll();
    }

    /** What was delivered counts as one of those that are wanted. */
    void satisfy() {
        if (demand.get() != Long.MAX_VALUE) {
            demand.decrementAndGet();
        }
    }

    /** {@return for how many to ask behind a delivery; 0 for not now} */
    int nextRequest() {
        if (!isLimited() || ++unasked < prefetch - (prefetch >> 2)) {
            return 0;
        }
        int more = unasked;
        unasked = 0;
        return more;
    }

    /** {@return one that is not to be delivered; null if none waits} */
    @Nullable
    T remove() {
        return queue.poll();
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    int size() {
        return queue.size();
    }
}
