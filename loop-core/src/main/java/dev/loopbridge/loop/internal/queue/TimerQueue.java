package dev.loopbridge.loop.internal.queue;

import dev.loopbridge.loop.internal.threading.AnyThread;
import dev.loopbridge.loop.internal.threading.HolderOnly;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Timers by deadline, equal ones in order of insertion. */
@HolderOnly
final class TimerQueue implements CountsCancelled {
    /*
     * A 4-ary heap: half the depth of a binary one, and the four children share a cache line. A cancelled timer stays where
     * it is until it comes to the top, or until the cancelled ones are more than half of the heap, when the next one who adds or
     * looks sweeps them out in one pass: so cancelling is O(1) amortised, from any thread, and the heap never outgrows twice what lives.
     * The deadlines are kept beside the timers: to ask each of a hundred thousand timers for its own is a cache miss each.
     *
     * Whatever changes the heap calls nothing from its first assignment to its last: a call may overflow the stack, and leave a
     * hole, or a timer twice. A sweep makes a new heap, and puts it in the place of the old one when it is whole.
     */
    private static final @Nullable TimedCallback[] NONE = {};

    private static final long[] NEVER_DUE = {};

    private static final int FEW = 64; // below this, sweeping is not worth a pass

    /** In place of a sequence: it has gone elsewhere, and is to be dropped. Before all others, so that it stays the first. */
    private static final long GONE = -1;

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
        if (timer.isCancelled()) {
            return;
        }
        if (size == heap.length) {
            grow();
        }
        timer.waitIn(this);
        insert(timer);
        timer.leaveIfCancelled();
    }

    private void grow() {
        int length = Math.max(4, size * 2);
        @Nullable TimedCallback[] larger = Arrays.copyOf(heap, length);
        due = Arrays.copyOf(due, length);
        heap = larger;
    }

    private boolean isMostlyCancelled() {
        return size > FEW && cancelled() > size / 2;
    }

    /** {@return how many in the heap are cancelled} */
    private int cancelled() {
        return cancelled.get() - cancelledAndOut;
    }

    /** A timer of this queue was cancelled while in it. */
    @AnyThread
    @Override
    public void onCancel() {
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
            if (!first.isCancelled() && first.sequence != GONE) {
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
        removeFirst();
        onOut(first);
    }

    /** Moves what {@link #peek()} showed to the end of {@code ready}: it is in one of the two, whatever fails. */
    void pollTo(ReadyQueue ready) {
        TimedCallback first = at(0);
        ready.add(first);
        first.sequence = GONE;
        poll();
    }

    /** A timeout is often cancelled before the next timer is added, and then it is often at the end still: there it costs least. */
    private void dropCancelledEnd() {
        while (size > 0 && at(size - 1).isCancelled()) {
            TimedCallback last = at(size - 1);
            heap[--size] = null;
            onOut(last);
        }
    }

    private void onOut(TimedCallback timer) {
        if (timer.endWait()) {
            cancelledAndOut++;
        }
    }

    /** {@return how many are in the heap, the cancelled ones included} */
    int size() {
        return size;
    }

    private void sweep() {
        int room = 0;
        for (int i = 0; i < size; i++) {
            room += isToKeep(at(i)) ? 1 : 0;
        }
        room = Math.max(FEW, room + room / 2);
        @Nullable TimedCallback[] kept = new @Nullable TimedCallback[room];
        long[] keptDue = new long[room];
        int live = 0;
        int counted = 0;
        for (int i = 0; i < size; i++) {
            TimedCallback timer = at(i);
            if (isToKeep(timer)) {
                kept[live] = timer;
                keptDue[live++] = due[i];
            } else {
                counted++;
            }
        }
        for (int i = (live - 2) >> 2; i >= 0; i--) {
            siftDown(kept, keptDue, live, i, i);
        }
        heap = kept;
        due = keptDue;
        size = live;
        cancelledAndOut += counted;
    }

    /** A cancel that is under way has yet to be counted: that one waits for the next time. */
    private static boolean isToKeep(TimedCallback timer) {
        return !timer.isCancelled() || timer.isWaiting();
    }

    /** Calls nothing. */
    @SuppressWarnings("NullAway") // every place below size is taken
    private void insert(TimedCallback timer) {
        long when = timer.dueNanos;
        timer.sequence = sequence++; // behind all that are due at the same time
        int i = size++;
        for (int parent = (i - 1) >> 2; i > 0 && when - due[parent] < 0; parent = (i - 1) >> 2) {
            heap[i] = heap[parent];
            due[i] = due[parent];
            i = parent;
        }
        heap[i] = timer;
        due[i] = when;
    }

    private void removeFirst() {
        int last = size - 1;
        if (last > 0) {
            siftDown(heap, due, last, 0, last);
        }
        heap[last] = null; // calls nothing from the sifting on
        size = last;
    }

    /** Puts what is at {@code timerAt} where it belongs, at {@code to} or beneath, among {@code size}. Calls nothing. */
    @SuppressWarnings("NullAway") // every place below size is taken
    private static void siftDown(@Nullable TimedCallback[] heap, long[] due, int size, int to, int timerAt) {
        TimedCallback timer = heap[timerAt];
        long when = due[timerAt];
        int i = to;
        for (int child = 4 * i + 1; child < size; child = 4 * i + 1) {
            int least = child;
            int end = child + 4 < size ? child + 4 : size;
            for (int k = child + 1; k < end; k++) {
                long later = due[k] - due[least];
                if (later < 0 || (later == 0 && heap[k].sequence < heap[least].sequence)) {
                    least = k;
                }
            }
            long later = when - due[least];
            if (later < 0 || (later == 0 && timer.sequence < heap[least].sequence)) {
                break;
            }
            heap[i] = heap[least];
            due[i] = due[least];
            i = least;
        }
        heap[i] = timer;
        due[i] = when;
    }

    @SuppressWarnings("NullAway") // every place below size is taken
    private TimedCallback at(int i) {
        return heap[i];
    }
}
