package dev.loopbridge.loop.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tasks of a loop that are not done, linked through themselves. The holder's. */
final class LiveTasks {
    private @Nullable LoopTask<?> first;

    void add(LoopTask<?> task) {
        task.next = first;
        if (first != null) {
            first.previous = task;
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
        }
        task.next = null;
        task.previous = null;
    }

    boolean isEmpty() {
        return first == null;
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
