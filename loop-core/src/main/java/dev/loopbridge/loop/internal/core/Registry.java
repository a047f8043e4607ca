package dev.loopbridge.loop.internal.core;

import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.internal.threading.AnyThread;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who must hear of an end, in order of registration.
 *
 * @param <T> what is registered
 */
@AnyThread
public final class Registry<T> {
    /*
     * A doubly linked list under a lock that is held for a few pointer writes only, never while a listener runs. Taking one
     * out is O(1), which a million subscriptions to one loop need, and nothing is left behind.
     */
    private final class Entry implements Registration {
        final T item;

        @Nullable
        Entry previous;

        @Nullable
        Entry next;

        boolean listed = true;

        Entry(T item) {
            this.item = item;
        }

        @Override
        public void cancel() {
            unlink(this);
        }
    }

    private @Nullable Entry first;
    private @Nullable Entry last;
    private int size;

    /** Set when the first item is polled: those who come later must see to themselves. */
    private boolean ended;

    /** An empty one, open. */
    public Registry() {}

    /** {@return the registration, or null if the end has come already} */
    public synchronized @Nullable Registration add(T item) {
        if (ended) {
            return null;
        }
        Entry entry = new Entry(item);
        entry.previous = last;
        if (last == null) {
            first = entry;
        } else {
            last.next = entry;
        }
        last = entry;
        size++;
        return entry;
    }

    /** {@return the next item to tell, taken out; null if there is none} From the first call on nothing is added. */
    public synchronized @Nullable T poll() {
        ended = true;
        Entry entry = first;
        if (entry == null) {
            return null;
        }
        unlink(entry);
        return entry.item;
    }

    /** {@return those that {@code chosen} accepts, taken out, in order of registration} Others may still be added. */
    public synchronized List<T> takeOut(Predicate<? super T> chosen) {
        List<T> taken = new ArrayList<>();
        for (Entry entry = first; entry != null; ) {
            Entry next = entry.next;
            if (chosen.test(entry.item)) {
                taken.add(entry.item); // first: it may want memory
                unlink(entry);
            }
            entry = next;
        }
        return taken;
    }

    /** {@return how many are registered} */
    public synchronized int size() {
        return size;
    }

    private synchronized void unlink(Entry entry) {
        if (!entry.listed) {
            return;
        }
        entry.listed = false;
        size--;
        if (entry.previous == null) {
            first = entry.next;
        } else {
            entry.previous.next = entry.next;
        }
        if (entry.next == null) {
            last = entry.previous;
        } else {
            entry.next.previous = entry.previous;
        }
    }
}
