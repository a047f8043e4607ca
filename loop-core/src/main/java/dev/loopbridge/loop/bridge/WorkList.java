package dev.loopbridge.loop.bridge;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Work that waits for its turn, in order of submission: for those who tell it or dispose of it all. Any thread; none waits. */
final class WorkList {
    /*
     * A linked list, as of Arrivals: who adds swaps itself in as the newest, then links itself to the one before. Nothing is taken
     * out but from the front, by the loop, as it passes what is over. What it cuts off it links to itself, so that a reader that
     * stands there sees that it must begin again.
     *
     * A reader may miss what is being added. So who adds looks afterwards whether it is too late; one of the two sees the other.
     */
    private static final class Entry {
        /** Null once it is passed. */
        volatile @Nullable ScheduledWork work;

        volatile @Nullable Entry next;

        Entry(@Nullable ScheduledWork work) {
            this.work = work;
        }
    }

    private final AtomicReference<Entry> newest;

    /** Over, as all before it. Written by the loop. */
    private volatile Entry passed;

    WorkList() {
        passed = new Entry(null);
        newest = new AtomicReference<>(passed);
    }

    void add(ScheduledWork work) {
        Entry entry = new Entry(work);
        newest.getAndSet(entry).next = entry;
    }

    /** Lets go of what is over at the front. On the loop. */
    void trim() {
        Entry last = passed;
        for (Entry next = last.next; next != null && isOver(next); next = next.next) {
            passed = next;
            next.work = null; // it stays here until the next one is over
            last.next = last;
            last = next;
        }
    }

    private static boolean isOver(Entry entry) {
        ScheduledWork work = entry.work;
        return work == null || work.isOver();
    }

    /** Passes all that is not over to {@code reader}, oldest first; perhaps some of it twice. */
    void forEach(Consumer<ScheduledWork> reader) {
        Entry at = passed;
        for (Entry next = at.next; next != null; next = at.next) {
            if (next == at) {
                at = passed; // cut off meanwhile
            } else {
                at = next;
                ScheduledWork work = next.work;
                if (work != null && !work.isOver()) {
                    reader.accept(work);
                }
            }
        }
    }

    /** {@return how much is not over} While nobody adds or ends any; else about so much. */
    int size() {
        int[] size = {0};
        forEach(work -> size[0]++);
        return size[0];
    }
}
