package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopRunnable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A task of a scheduler, which a bridge extends: the loop's queue entry and the caller's handle in one. For one schedule.
 *
 * <p>Accepted means that it is performed, disposed, or told by {@link #abandon}.
 */
public abstract class ScheduledWork implements LoopRunnable {
    /*
     * One state, and all races for the work are compare-and-sets of it. WAITING is what run, dispose, the close of the loop
     * and the dispose of the scheduler compete for; of RUNNING only its own end and a dispose can make something else.
     */
    private enum State {
        WAITING,
        RUNNING,
        DONE,
        DISPOSED,
        ABANDONED
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

    /** Written before the work is handed to anybody. */
    private @Nullable LoopWorker worker;

    /** As the worker; null if the work runs at once. */
    private @Nullable Timing timing;

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

    /** Keeps the work from running, again or at all. <b>Call from</b> any thread; what runs now runs on. */
    public final void dispose() {
        if (end(State.DISPOSED)) {
            leaveTimers();
        }
    }

    /** {@return whether it will not be performed any more} False while it runs, unless disposed. */
    public final boolean isDisposed() {
        LoopWorker mine = worker;
        return isOver() || (mine != null && mine.isDisposed());
    }

    /** {@return whether it is being performed, on the home thread} */
    protected final boolean isRunning() {
        return state.get() == State.RUNNING;
    }

    /** {@return whether it waited, and now neither runs nor is told} For who tells it otherwise. */
    protected final boolean claim() {
        boolean mine = state.compareAndSet(State.WAITING, State.ABANDONED);
        if (mine) {
            leaveTimers();
        }
        return mine;
    }

    /** The loop's turn for it. */
    @Override
    public final void run() {
        Timing timed = timing;
        LoopWorker mine = worker();
        boolean again = false;
        mine.enter(timed != null);
        try {
            // A worker is disposed at one stroke; what it had queued finds that out here.
            if (!mine.isDisposed() && state.compareAndSet(State.WAITING, State.RUNNING)) {
                perform();
                again = timed != null && timed.isPeriodic();
            }
        } finally {
            try {
                if (again && timed != null) {
                    waitAgain(timed, mine);
                } else if (end(State.DONE)) {
                    leaveTimers();
                }
            } finally {
                mine.leave(timed != null);
            }
        }
    }

    private void waitAgain(Timing timed, LoopWorker mine) {
        if (!state.compareAndSet(State.RUNNING, State.WAITING)) {
            return; // disposed while it ran
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
    }

    /** The loop closed first. */
    @Override
    public final void onAbandoned(LoopClosedException closed) {
        try {
            tell(closed);
        } finally {
            if (timing == null) {
                worker().leave(/* timed= */ false);
            }
        }
    }

    /** Tells it, if it still waits. */
    final void tell(RejectedExecutionException rejected) {
        if (!worker().isDisposed() && claim()) {
            abandon(rejected);
        }
    }

    /** Before it is handed over. */
    final void begin(LoopWorker of, @Nullable Timing at) {
        if (worker != null) {
            throw new IllegalStateException(this + " was scheduled before");
        }
        worker = of;
        timing = at;
    }

    final boolean isOver() {
        return isOver(state.get());
    }

    private static boolean isOver(@Nullable State now) {
        return now != State.WAITING && now != State.RUNNING;
    }

    private boolean end(State how) {
        return !isOver(state.getAndUpdate(now -> isOver(now) ? now : how));
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
