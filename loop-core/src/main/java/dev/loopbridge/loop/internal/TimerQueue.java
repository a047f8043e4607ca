package dev.loopbridge.loop.internal;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Timers by deadline, equal ones in order of insertion. Only the holder of the loop touches it. */
final class TimerQueue {
    /*
     * A 4-ary heap: half the depth of a binary one, and the four children share a cache line. A cancelled timer stays where
     * it is until it comes to the top, or until the cancelled ones are more than half of the heap, when the next one who adds or
     * looks sweeps them out in one pass: so cancelling is O(1) amortised, from any thread, and the heap never outgrows twice what lives.
     * The deadlines are kept beside the timers: to ask each of a hundred thousand timers for its own is a cache miss each.
     */
    private static final @Nullable TimedCallback[] NONE = {};

    private static final long[] NEVER_DUE = {};

    private static final int FEW = 64; // below this, sweeping is not worth a pass

    private @Nullable TimedCallback[] heap = NONE;

    /** When each of {@code heap} is due. */
    private long[] due = NEVER_DUE;

    private int size;
    private long sequence;

    /** How many were ever cancelled while in the heap; raised from any thread. */
    private final AtomicInteger cancelled = new AtomicInteger();

    /** How many of those are out; apart, so that to take one out is no atomic operation. */
    private int cancelledAndOut;

    void add(TimedCallback timer) {
        if (isMostlyCancelled()) {
            sweep();
        } else {
            dropCancelledEnd();
        }
        if (size == heap.length) {
            int length = Math.max(4, size * 2);
            heap = Arrays.copyOf(heap, length);
            due = Arrays.copyOf(due, length);
        }
        timer.sequence = sequence++;
        timer.enqueued(this);
        siftUp(size++, timer);
    }

    private boolean isMostlyCancelled() {
        return size > FEW && cancelled() > size / 2;
    }

    /** {@return how many in the heap are cancelled} */
    private int cancelled() {
        return cancelled.get() - cancelledAndOut;
    }

    /** A timer of this queue was cancelled while in it. Call from any thread. */
    void onCancel() {
        cancelled.incrementAndGet();
    }

    /** {@return how many wait and are not cancelled} While nobody cancels; else about so many. */
    int live() {
        return size - cancelled();
    }

    /** {@return the earliest timer that is not cancelled, left in place; null if there is none} */
    @Nullable
    TimedCallback peek() {
        while (size > 0) {
            TimedCallback first = at(0);
            if (!first.isCancelled()) {
                return first;
            }
            if (isMostlyCancelled()) {
                sweep(); // where nothing is added any more: to take a million from the top costs ten levels for each
            } else {
                poll();
            }
        }
        return null;
    }

    /** Takes out what {@link #peek()} showed. */
    void poll() {
        TimedCallback first = at(0);
        TimedCallback last = takeEnd();
        if (size > 0) {
            siftDown(0, last);
        }
        onOut(first);
    }

    /** A timeout is often cancelled before the next timer is added, and then it is often at the end still: there it costs least. */
    private void dropCancelledEnd() {
        while (size > 0 && at(size - 1).isCancelled()) {
            onOut(takeEnd());
        }
    }

    private TimedCallback takeEnd() {
        TimedCallback last = at(--size);
        heap[size] = null;
        return last;
    }

    private void onOut(TimedCallback timer) {
        if (!timer.dequeued()) {
            cancelledAndOut++;
        }
    }

    /** {@return how many are in the heap, the cancelled ones included} */
    int size() {
        return size;
    }

    private void sweep() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            TimedCallback timer = at(i);
            if (!timer.isCancelled()) {
                put(kept++, timer);
            } else if (!timer.dequeued()) {
                cancelledAndOut++;
            }
        }
        Arrays.fill(heap, kept, size, null);
        size = kept;
        for (int i = (size - 2) >> 2; i >= 0; i--) {
            siftDown(i, at(i));
        }
    }

    private void siftUp(int from, TimedCallback timer) {
        int i = from;
        while (i > 0) {
            int parent = (i - 1) >> 2;
            if (!timer.before(due[parent], at(parent))) {
                break;
            }
            move(parent, i);
            i = parent;
        }
        put(i, timer);
    }

    private void siftDown(int from, TimedCallback timer) {
        int i = from;
        for (int child = 4 * i + 1; child < size; child = 4 * i + 1) {
            int least = child;
            for (int k = child + 1; k < Math.min(child + 4, size); k++) {
                if (isBefore(k, least)) {
                    least = k;
                }
            }
            if (timer.before(due[least], at(least))) {
                break;
            }
            move(least, i);
            i = least;
        }
        put(i, timer);
    }

    private boolean isBefore(int one, int other) {
        long difference = due[one] - due[other];
        return difference < 0 || (difference == 0 && at(one).before(due[other], at(other)));
    }

    private void move(int from, int to) {
        heap[to] = heap[from];
        due[to] = due[from];
    }

    private void put(int i, TimedCallback timer) {
        heap[i] = timer;
        due[i] = timer.when();
    }

    @SuppressWarnings("NullAway") // every place below size is taken
    private TimedCallback at(int i) {
        return heap[i];
    }
}
