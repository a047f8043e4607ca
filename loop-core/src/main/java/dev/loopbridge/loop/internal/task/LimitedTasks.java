package dev.loopbridge.loop.internal.task;

import dev.loopbridge.loop.TaskLimit;
import dev.loopbridge.loop.internal.queue.Agenda;
import dev.loopbridge.loop.internal.threading.AnyThread;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How many of the users' tasks may be live at once. A main task of a run, and the loop's own, do not count. */
final class LimitedTasks {
    private final int most;
    private final boolean refusing;

    /** How many were accepted and are not over, if others are refused. */
    private final AtomicInteger accepted = new AtomicInteger();

    // The rest is the holder's, for the case that they wait.

    private int begun;
    private final Set<LoopTask<?>> waiting = new LinkedHashSet<>();

    /** {@return the limit; null if there may be any number} */
    static @Nullable LimitedTasks of(int most, TaskLimit limit) {
        return most == Integer.MAX_VALUE ? null : new LimitedTasks(most, limit);
    }

    private LimitedTasks(int most, TaskLimit limit) {
        this.most = most;
        this.refusing = limit == TaskLimit.REFUSE;
    }

    /** Counts {@code task}, which is about to be handed over, or refuses it. */
    @AnyThread
    void accept(LoopTask<?> task) {
        task.limited = true;
        if (!refusing) {
            LoopTask<?> creator = task.loop.inLoop() ? task.loop.currentTask() : null;
            task.inner = creator != null && creator.limited;
            return;
        }
        for (int now = accepted.get(); now < most; now = accepted.get()) {
            if (accepted.compareAndSet(now, now + 1)) {
                return;
            }
        }
        task.limited = false;
        task.loop.refuseIfClosed();
        throw new RejectedExecutionException(
                "Event loop \"" + task.loop.name() + "\" has " + most
                        + " tasks that have not ended, its maxTasks; create fewer, or let them wait or allow more in its builder");
    }

    /** {@code task} was accepted, and then could not be handed over. */
    void takeBack(LoopTask<?> task) {
        if (task.limited && refusing) {
            accepted.decrementAndGet();
        }
        task.limited = false;
    }

    /** {@return whether {@code task} must wait, and does from now on} It arrives. */
    boolean holdsBack(LoopTask<?> task) {
        if (refusing || !task.limited) {
            return false;
        }
        if (task.wasCancelled()) {
            task.limited = false; // it will not run
            return false;
        }
        if (begun < most || task.inner) {
            begun++;
            return false;
        }
        waiting.add(task);
        return true;
    }

    /** {@return whether {@code task} waits, and now does no more} It is cancelled, and needs no place to end. */
    boolean letThrough(LoopTask<?> task) {
        if (!waiting.remove(task)) {
            return false;
        }
        task.limited = false;
        return true;
    }

    /** {@code task} has ended: others may begin. */
    void ended(LoopTask<?> task, Agenda agenda) {
        if (!task.limited) {
            return;
        }
        task.limited = false;
        if (refusing) {
            accepted.decrementAndGet();
            return;
        }
        begun--;
        for (Iterator<LoopTask<?>> next = waiting.iterator(); begun < most && next.hasNext(); begun++) {
            LoopTask<?> first = next.next();
            next.remove();
            agenda.joinReady(first);
        }
    }
}
