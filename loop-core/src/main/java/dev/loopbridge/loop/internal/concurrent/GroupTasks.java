package dev.loopbridge.loop.internal.concurrent;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.internal.jvm.Sneaky;
import dev.loopbridge.loop.internal.queue.Step;
import dev.loopbridge.loop.internal.report.ErrorReports;
import dev.loopbridge.loop.internal.task.Awaiting;
import dev.loopbridge.loop.internal.task.LoopTask;
import dev.loopbridge.loop.internal.task.SettableFuture;
import dev.loopbridge.loop.internal.task.TaskLoop;
import dev.loopbridge.loop.internal.task.TaskReports;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tasks of a group: which still run, what they failed with, and whether the rest must end. */
public final class GroupTasks {
    private final TaskLoop loop;
    private final LoopTask<?> parent;
    private final Set<LoopTask<?>> running = new LinkedHashSet<>();
    private final List<Throwable> errors = new ArrayList<>();

    /** The first error that tears through the loop. */
    private @Nullable Throwable fatal;

    /** What the parent waits for at its end. */
    private @Nullable SettableFuture<Boolean> noneLeft;

    private boolean aborting;

    /** Whether we cancelled the parent, and must take that back. */
    private boolean parentCancelled;

    /** Whether somebody wanted no more of the group, which is no error. */
    private boolean cancelled;

    private boolean ended;

    /** How many requests to cancel the parent knew of before. */
    private final int cancelsBefore;

    /** Of the task that the calling thread runs a step of. */
    public GroupTasks(Task<?> parent) {
        this.parent = (LoopTask<?>) parent;
        loop = this.parent.loop;
        cancelsBefore = this.parent.cancelsDelivered();
    }

    /** Starts one more. */
    public <T extends @Nullable Object> Task<T> start(Coroutine<? extends T> body) {
        LoopTask<T> child = new LoopTask<>(loop, body);
        loop.confine("createTask()", () -> {
            running.add(child);
            child.addCallback((Step) () -> onDone(child));
            boolean begun = false;
            try {
                loop.schedule(child);
                begun = true;
            } finally {
                if (!begun) {
                    running.remove(child);
                }
            }
        });
        return child;
    }

    /** Ends the body and the tasks, without an error. Does nothing the second time, and once the group has ended. */
    public void cancel() {
        loop.confine("cancel()", () -> {
            if (cancelled || ended) {
                return;
            }
            cancelled = true;
            if (!aborting) {
                abort();
                cancelParent();
            }
        });
    }

    private void cancelParent() {
        parentCancelled = true;
        parent.cancelNow(null); // out of its body, or of its wait for us; taken back at its end
    }

    private void onDone(LoopTask<?> child) {
        running.remove(child);
        if (loop.isClosed()) {
            return; // the close ends them all
        }
        if (noneLeft != null && running.isEmpty() && !noneLeft.isDone()) {
            noneLeft.finish(true, null);
        }
        Throwable error = child.isCancelled() ? null : child.exception();
        if (error != null) {
            onError(child, error);
        }
    }

    private void onError(LoopTask<?> child, Throwable error) {
        errors.add(error);
        noteIfFatal(error);
        if (parent.isDone()) {
            TaskReports.report(
                    child,
                    "Task " + child + " has errored out but its parent task " + parent + " is already completed",
                    error);
        } else if (!aborting) {
            abort();
            cancelParent();
        }
    }

    private void noteIfFatal(@Nullable Throwable error) {
        if (fatal == null && ErrorReports.isFatal(error)) {
            fatal = error;
        }
    }

    /** Cancels those that still run, once. */
    public void abort() {
        aborting = true;
        for (LoopTask<?> child : List.copyOf(running)) {
            child.cancelNow(null);
        }
    }

    /**
     * The end of the group's body: waits for all, and decides what comes out of it.
     *
     * @param bodyError what the body threw; null if it returned
     * @return errors to throw as a group, the body's own last; empty if there are none
     */
    public List<Throwable> end(@Nullable Throwable bodyError) {
        if (bodyError != null && !aborting) {
            abort();
        }
        noteIfFatal(bodyError);
        CancelledError outside = awaitAll(bodyError instanceof CancelledError cancelled ? cancelled : null);
        if (bodyError != null && !(bodyError instanceof CancelledError)) {
            errors.add(bodyError);
        }
        ended = true;
        throwIfFatal();
        boolean byOthers = !parentCancelled || parent.takeBackCancel(cancelsBefore);
        if (errors.isEmpty()) {
            if (outside != null && byOthers) {
                throw outside;
            }
            return errors;
        }
        if (parent.cancelling() > 0) {
            // Someone else wants the parent to end as well: errors come first, and its next await throws.
            parent.uncancel();
            parent.cancelNow(null);
        }
        return errors;
    }

    /** Returns the last cancellation that was not our own, if any. */
    private @Nullable CancelledError awaitAll(@Nullable CancelledError first) {
        CancelledError outside = first;
        while (!running.isEmpty()) {
            noneLeft = new SettableFuture<>(loop);
            try {
                var unused = Awaiting.future(noneLeft);
            } catch (CancelledError thrown) {
                if (!aborting || (cancelled && outside == null)) {
                    outside = thrown; // ours, perhaps: the count will tell
                }
                if (!aborting) {
                    abort();
                }
            }
        }
        return outside;
    }

    private void throwIfFatal() {
        Throwable thrown = fatal;
        if (thrown == null) {
            return;
        }
        for (Throwable error : errors) {
            if (error != thrown) {
                thrown.addSuppressed(error);
            }
        }
        throw Sneaky.rethrow(thrown);
    }

    /** {@return whether {@link #cancel()} ended this} */
    public boolean isCancelled() {
        return cancelled;
    }

    /** {@return whether none runs} */
    public boolean isEmpty() {
        return running.isEmpty();
    }

    /** {@return whether those that run were told to end} */
    public boolean isAborting() {
        return aborting;
    }

    /** {@return what a group says of itself, each word with a blank before it} */
    public String describe() {
        return (running.isEmpty() ? "" : " tasks=" + running.size())
                + (errors.isEmpty() ? "" : " errors=" + errors.size())
                + (aborting ? " cancelling" : " entered");
    }
}
