package dev.loopbridge.loop.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tasks of a loop that are not done, linked through themselves. The holder's. */
final class LiveTasks {
    private @Nullable LoopTask<?> first;
    private @Nullable LoopTask<?> last;

    private static final VarHandle ENDED = FieldHandle.of(MethodHandles.lookup(), LiveTasks.class, "ended", int.class);

    /** How many were taken out again. Read anywhere. */
    private volatile int ended;

    void add(LoopTask<?> task) {
        task.next = first;
        if (first != null) {
            first.previous = task;
        } else {
            last = task;
        }
        first = task;
    }

    void remove(LoopTask<?> task) {
        if (task.previous != null) {
            task.previous.next = task.next;
        } else if (first == task) {
            first = task.next;
        }
        if (task.next != null) {
            task.next.previous = task.previous;
        } else if (last == task) {
            last = task.previous;
        }
        ENDED.setRelease(this, (int) ENDED.get(this) + 1); // the holder is the only one to write
        task.next = null;
        task.previous = null;
    }

    boolean isEmpty() {
        return first == null;
    }

    /** {@return how many ended since the loop was made} May overflow: only differences count. Any thread. */
    int ended() {
        return ended;
    }

    /** Calls {@code action} for each, in order of creation, which may take that one out. Allocates nothing. */
    void forEach(Consumer<LoopTask<?>> action) {
        LoopTask<?> task = last;
        while (task != null) {
            LoopTask<?> younger = task.previous;
            action.accept(task);
            task = younger;
        }
    }

    /** {@return them all, in order of creation} */
    List<LoopTask<?>> snapshot() {
        if (first == null) {
            return List.of();
        }
        List<LoopTask<?>> all = new ArrayList<>();
        for (LoopTask<?> task = first; task != null; task = task.next) {
            all.add(task);
        }
        Collections.reverse(all);
        return all;
    }
}
