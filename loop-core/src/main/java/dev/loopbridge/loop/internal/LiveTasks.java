package dev.loopbridge.loop.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tasks of a loop that are not done, linked through themselves. The holder's. */
final class LiveTasks {
    private final Agenda agenda;

    /** Null if there may be any number. */
    final @Nullable LimitedTasks limit;

    private @Nullable LoopTask<?> first;

    LiveTasks(Agenda agenda, @Nullable LimitedTasks limit) {
        this.agenda = agenda;
        this.limit = limit;
    }

    /** Lists {@code task} and queues it, or lets it wait: both, or neither if stack or memory do not suffice. */
    void admit(LoopTask<?> task) {
        if (limit == null || !limit.holdsBack(task)) {
            agenda.addReady(task);
        }
        task.next = first; // the same as below without the call, which may fail
        if (first != null) {
            first.previous = task;
        }
        first = task;
    }

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
        if (limit != null) {
            limit.ended(task, agenda);
        }
    }

    /** {@code task} is asked to end: that does not wait. */
    void letThrough(LoopTask<?> task) {
        if (limit != null && limit.letThrough(task)) {
            agenda.addReady(task);
        }
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
