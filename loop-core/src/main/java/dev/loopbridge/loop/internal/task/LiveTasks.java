package dev.loopbridge.loop.internal.task;

import dev.loopbridge.loop.internal.queue.Agenda;
import dev.loopbridge.loop.internal.threading.AnyThread;
import dev.loopbridge.loop.internal.threading.HolderOnly;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tasks of a loop that are not done, linked through themselves. */
@HolderOnly
public final class LiveTasks {
    private final Agenda agenda;

    /** Null if there may be any number. */
    final @Nullable LimitedTasks limit;

    private @Nullable LoopTask<?> first;
    private @Nullable LoopTask<?> last;

    /** How many were taken out again. Others may read it, perhaps a little late. */
    private int ended;

    LiveTasks(Agenda agenda, @Nullable LimitedTasks limit) {
        this.agenda = agenda;
        this.limit = limit;
    }

    /** Lists {@code task} and queues it, or lets it wait: both, or neither if stack or memory do not suffice. */
    void admit(LoopTask<?> task) {
        if (limit == null || !limit.holdsBack(task)) {
            agenda.joinReady(task);
        }
        task.next = first; // the same as below without the call, which may fail
        if (first != null) {
            first.previous = task;
        } else {
            last = task;
        }
        first = task;
        task.listed = true;
    }

    void add(LoopTask<?> task) {
        task.next = first;
        if (first != null) {
            first.previous = task;
        } else {
            last = task;
        }
        first = task;
        task.listed = true;
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
        ended++;
        task.listed = false;
        task.next = null;
        task.previous = null;
        if (limit != null) {
            limit.ended(task, agenda);
        }
    }

    /** {@code task} is asked to end: that does not wait. */
    void letThrough(LoopTask<?> task) {
        if (limit != null && limit.letThrough(task)) {
            agenda.joinReady(task);
        }
    }

    public boolean isEmpty() {
        return first == null;
    }

    /** {@return how many ended since the loop was made} May overflow: only differences count. */
    @AnyThread
    public int ended() {
        return ended;
    }

    /** Calls {@code action} for each, in order of creation, which may take that one out. Allocates nothing. */
    public void forEach(Consumer<LoopTask<?>> action) {
        LoopTask<?> task = last;
        while (task != null) {
            LoopTask<?> younger = task.previous;
            action.accept(task);
            task = younger;
        }
    }

    /** {@return them all, in order of creation} */
    public List<LoopTask<?>> snapshot() {
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
