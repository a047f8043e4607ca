package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.internal.jvm.FieldHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Work that waits for its turn, linked through itself: for those who tell it or dispose of it all. Any thread; none waits. */
final class WorkList {
    /*
     * A stack: each piece of work knows the one that was added before it. One compare-and-set adds; it is a fence, too, so that who adds
     * can look afterwards whether it is too late, and one of the two sees the other. Work comes to its turn from the old end. By then all that
     * is older is over, as a rule, and the loop cuts it off; a reader that stands there finds what is over, or nothing.
     */
    private static final VarHandle NEWEST =
            FieldHandle.of(MethodHandles.lookup(), WorkList.class, "newest", ScheduledWork.class);

    /** Which of the two links this goes by. */
    private final boolean ofWorker;

    private volatile @Nullable ScheduledWork newest;

    WorkList(boolean ofWorker) {
        this.ofWorker = ofWorker;
    }

    void add(ScheduledWork work) {
        ScheduledWork before;
        do {
            before = newest;
            work.setOlder(ofWorker, before);
        } while (!NEWEST.compareAndSet(this, before, work));
    }

    /** {@code work} has had its turn: it lets go of what is older, and over. On the loop. */
    void passed(ScheduledWork work) {
        ScheduledWork older = work.older(ofWorker);
        while (older != null && older.isOver()) {
            older = older.older(ofWorker);
        }
        work.setOlder(ofWorker, older);
    }

    /** Lets go of what is over at the new end, where it was refused, and no turn comes to it. */
    void retract() {
        ScheduledWork last = newest;
        while (last != null && last.isOver()) {
            NEWEST.compareAndSet(this, last, last.older(ofWorker));
            last = newest;
        }
    }

    /** {@return all that is not over, oldest first} */
    List<ScheduledWork> snapshot() {
        List<ScheduledWork> all = new ArrayList<>();
        for (ScheduledWork work = newest; work != null; work = work.older(ofWorker)) {
            if (!work.isOver()) {
                all.add(work);
            }
        }
        Collections.reverse(all);
        return all;
    }

    /** {@return how much is not over} While nobody adds or ends any; else about so much. */
    int size() {
        int size = 0;
        for (ScheduledWork work = newest; work != null; work = work.older(ofWorker)) {
            size += work.isOver() ? 0 : 1;
        }
        return size;
    }
}
