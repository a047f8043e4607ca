package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.Registration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who must hear of the close, in order of registration. Any thread. */
final class CloseListeners {
    /*
     * A doubly linked list under a lock that is held for a few pointer writes only, never while a listener runs. Taking one
     * out is O(1), which a million subscriptions to one loop need, and nothing is left behind.
     */
    private final class Entry implements Registration {
        final Consumer<? super LoopClosedException> listener;

        @Nullable
        Entry previous;

        @Nullable
        Entry next;

        boolean listed = true;

        Entry(Consumer<? super LoopClosedException> listener) {
            this.listener = listener;
        }

        @Override
        public void cancel() {
            unlink(this);
        }
    }

    private @Nullable Entry first;
    private @Nullable Entry last;

    /** Set when the first listener is called: those who come later are called by themselves. */
    private boolean told;

    /** {@return the registration, or null if the listeners were told already} */
    synchronized @Nullable Registration add(Consumer<? super LoopClosedException> listener) {
        if (told) {
            return null;
        }
        Entry entry = new Entry(listener);
        entry.previous = last;
        if (last == null) {
            first = entry;
        } else {
            last.next = entry;
        }
        last = entry;
        return entry;
    }

    /** {@return the next listener to tell, taken out; null if there is none} From the first call on nothing is added. */
    synchronized @Nullable Consumer<? super LoopClosedException> poll() {
        told = true;
        Entry entry = first;
        if (entry == null) {
            return null;
        }
        unlink(entry);
        return entry.listener;
    }

    private synchronized void unlink(Entry entry) {
        if (!entry.listed) {
            return;
        }
        entry.listed = false;
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
