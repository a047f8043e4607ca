package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.Handle;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopRunnable;
import dev.loopbridge.loop.internal.jvm.FieldHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A task of a scheduler, which a bridge extends: the loop's queue entry and the caller's handle in one. For one schedule.
 *
 * <p>Accepted means that it is performed, disposed, or told by {@link #abandon}.
 */
public abstract class ScheduledWork implements LoopRunnable {
    /*
     * One state, and all races for the work are compare-and-sets of it. WAITING is what run, dispose, the close of the loop
     * and the dispose of the scheduler compete for; of RUNNING only its own end, a dispose and a close that is overdue can make
     * something else. Whoever takes it from WAITING sees to what is left to do, and that is done once. A dispose may take it
     * from NEW, too: then nobody counts it, and it is never handed over.
     */
    private enum State {
        NEW,
        WAITING,
        RUNNING,
        /** Running, and told that the loop should have closed. */
        OVERDUE,
        DONE,
        DISPOSED,
        ABANDONED
    }

    private static final VarHandle STATE =
            FieldHandle.of(MethodHandles.lookup(), ScheduledWork.class, "state", State.class);

    private volatile State state = State.NEW;

    /** Written before the work is handed to anybody. */
    private @Nullable LoopWorker worker;

    /** As the worker; null if the work runs at once. */
    private @Nullable Timing timing;

    /** By which the loop's limit ceases to count this; null if it has none. */
    private volatile @Nullable Handle counted;

    // What waited before it, in the lists. Whoever reads them late finds what is over.

    private @Nullable ScheduledWork olderOfWorker;
    private @Nullable ScheduledWork olderOfAll;

    /** For one schedule. */
    protected ScheduledWork() {}

    /** Does the work, on the home thread. What it throws goes to the loop's exception handler, and ends a period. */
    protected abstract void perform();

    /**
     * Called instead of {@link #perform()}, once, when that can be no more: on the thread that closes the loop or disposes
     * the scheduler.
     *
     * @param rejected a {@code LoopClosedException} if the loop is closed
     */
    protected abstract void abandon(RejectedExecutionException rejected);

    /**
     * Called while {@link #perform()} runs, once, if that keeps the loop from a close that is due: on the thread that watches
     * over the close. Does nothing unless overridden.
     *
     * @param why as waiting work is told
     */
    protected void closeOverdue(LoopClosedException why) {}

    /**
     * Lets go of what was captured for the work. Called once, when it will neither be performed nor told any more, on whichever
     * thread brought that about; not after {@link #claim()}. Does nothing unless overridden.
     */
    protected void release() {}

    /** Keeps the work from running, again or at all. <b>Call from</b> any thread; what runs now runs on. */
    public final void dispose() {
        State now = state;
        while (!isOver(now)) {
            if (replace(now, State.DISPOSED)) {
                if (now == State.NEW) {
                    release();
                } else if (now == State.WAITING) {
                    leave();
                    release();
                } else {
                    leaveTimers(); // the rest at the end of the run
                }
                return;
            }
            now = state;
        }
    }

    /** {@return whether it will not be performed any more} False while it runs, unless disposed. */
    public final boolean isDisposed() {
        LoopWorker mine = worker;
        return isOver() || (mine != null && mine.isDisposed());
    }

    /** {@return whether it is being performed, on the home thread} */
    protected final boolean isRunning() {
        return state == State.RUNNING;
    }

    /** {@return whether it waited, and now neither runs nor is told} For who tells it otherwise. */
    protected final boolean claim() {
        boolean mine = replace(State.WAITING, State.ABANDONED);
        if (mine) {
            leave();
        }
        return mine;
    }

    /** The loop's turn for it. */
    @Override
    public final void run() {
        Timing timed = timing;
        LoopWorker mine = worker();
        boolean runs = false;
        boolean again = false;
        Throwable thrown = null;
        mine.enter(timed != null);
        try {
            if (mine.isDisposed()) {
                dispose(); // the dispose of a worker may have passed it by as it was submitted
            }
            runs = replace(State.WAITING, State.RUNNING);
            if (runs) {
                perform();
                again = timed != null && timed.isPeriodic();
            }
        } catch (Throwable error) {
            thrown = error;
            throw error;
        } finally {
            try {
                if (runs && !(again && timed != null && waitAgain(timed, mine))) {
                    end(thrown);
                }
            } finally {
                mine.hadTurn(this, timed != null);
            }
        }
    }

    /**
     * The run is over, and it was the last.
     *
     * @param thrown by the work, and still to be thrown: what fails in here is suppressed by it; null if it returned
     */
    private void end(@Nullable Throwable thrown) {
        if (!replace(State.RUNNING, State.DONE)) {
            replace(State.OVERDUE, State.DONE);
        }
        try {
            try {
                leave();
            } finally {
                release();
            }
        } catch (Throwable second) {
            if (thrown == null) {
                throw second;
            }
            if (thrown != second) {
                thrown.addSuppressed(second);
            }
        }
    }

    /** {@return false if it was disposed while it ran, or its time will not come} */
    private boolean waitAgain(Timing timed, LoopWorker mine) {
        if (!replace(State.RUNNING, State.WAITING) && !replace(State.OVERDUE, State.WAITING)) {
            return false;
        }
        try {
            // A dispose of the scheduler passed it by while it ran; one from here on finds it waiting.
            if (mine.hasCutTimers()) {
                throw mine.rejected();
            }
            timed.armNext();
        } catch (RejectedExecutionException refused) {
            tell(refused);
        } catch (Throwable noClock) { // it is in no queue, so no close would find it
            tell(new RejectedExecutionException(this + " cannot be timed: the clock of its loop failed", noClock));
            throw noClock;
        }
        return true;
    }

    /** The loop closed first. */
    @Override
    public final void onAbandoned(LoopClosedException closed) {
        tell(closed);
    }

    /** Tells it, if it still waits; not if its worker was disposed. */
    final void tell(RejectedExecutionException rejected) {
        if (worker().isDisposed()) {
            dispose();
        } else if (claim()) {
            try {
                abandon(rejected);
            } finally {
                release();
            }
        }
    }

    /** As {@link #tell}, and if it runs, {@link #closeOverdue} instead. The thread that watches over the close. */
    final void tellOverdue(LoopClosedException why) {
        tell(why);
        if (replace(State.RUNNING, State.OVERDUE)) {
            closeOverdue(why);
        }
    }

    /** Takes itself back from a submission that failed: whether it is in a queue or not, it will not run. */
    final boolean takeBack() {
        return claim();
    }

    /** Before it is handed over. Returns false if it was disposed first: then it must not be. */
    final boolean begin(LoopWorker of, @Nullable Timing at) {
        if (worker != null) {
            throw new IllegalStateException(this + " was scheduled before");
        }
        worker = of;
        timing = at;
        return replace(State.NEW, State.WAITING);
    }

    /** It is in the loop's queue; {@code handle} is what takes it off the loop's count. */
    final void countedBy(@Nullable Handle handle) {
        if (handle != null) {
            counted = handle;
            if (isOver()) {
                handle.cancel(); // ended when there was nothing to cancel yet
            }
        }
    }

    final @Nullable ScheduledWork older(boolean ofWorker) {
        return ofWorker ? olderOfWorker : olderOfAll;
    }

    final void setOlder(boolean ofWorker, @Nullable ScheduledWork older) {
        if (ofWorker) {
            olderOfWorker = older;
        } else {
            olderOfAll = older;
        }
    }

    final boolean isOver() {
        return isOver(state);
    }

    private static boolean isOver(State now) {
        return now == State.DONE || now == State.DISPOSED || now == State.ABANDONED;
    }

    private boolean replace(State from, State to) {
        return STATE.compareAndSet(this, from, to);
    }

    /** It is over, and nobody counts it any more. Once. */
    private void leave() {
        leaveTimers();
        Handle handle = counted;
        if (handle != null) {
            handle.cancel();
        }
        worker().leave(timing != null);
    }

    private void leaveTimers() {
        Timing timed = timing;
        if (timed != null) {
            timed.cancel();
        }
    }

    @SuppressWarnings("NullAway") // the loop has it from the worker
    private LoopWorker worker() {
        return worker;
    }
}
