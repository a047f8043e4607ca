package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.internal.core.Registry;
import dev.loopbridge.loop.internal.queue.Nanos;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Part of a {@link LoopScheduling} that can be disposed by itself.
 *
 * <p>Any thread may call any method; none blocks. Work that is due runs in order, one piece a turn of the loop, so that many
 * workers take turns.
 */
public final class LoopWorker {
    private final LoopScheduling scheduling;
    private final Registry<ScheduledWork> timers = new Registry<>();

    /** What runs at once and has not ended; null for the scheduler's own, which is never disposed. */
    private final @Nullable WorkList queued;

    /** Never goes back to false. */
    private volatile boolean disposed;

    LoopWorker(LoopScheduling scheduling, boolean disposable) {
        this.scheduling = scheduling;
        this.queued = disposable ? new WorkList(/* ofWorker= */ true) : null;
    }

    /**
     * Performs {@code work} in the next turn of the loop, behind all that waits; not if it was disposed already.
     *
     * @param work new
     * @throws LoopClosedException if the loop is closed
     * @throws RejectedExecutionException if this or its scheduler is disposed, or the loop's {@code maxPending} is reached
     */
    public void schedule(ScheduledWork work) {
        if (!work.begin(this, null)) {
            return;
        }
        // Counted, then looked: who waits for the count to be zero has disposed before, and one of the two sees the
        // other.
        scheduling.workQueued();
        try {
            list(work);
            refuseIfDisposed();
            work.countedBy(scheduling.loop.executeFurther(work));
        } catch (RejectedExecutionException refused) {
            if (takeBack(work)) {
                throw refused;
            } // else it was disposed or told meanwhile, and that was the answer
        } catch (Throwable failed) { // for want of stack or memory: it may be in the loop's queue
            takeBack(work);
            throw failed;
        }
    }

    /** Before it is in the loop's queue: that reads it as soon as it is. */
    private void list(ScheduledWork work) {
        if (queued != null) {
            queued.add(work);
        }
        scheduling.queuedWork().add(work);
    }

    private boolean takeBack(ScheduledWork work) {
        boolean mine = work.takeBack();
        if (queued != null) {
            queued.retract();
        }
        scheduling.queuedWork().retract();
        return mine;
    }

    /**
     * Performs {@code work} no sooner than {@code delayNanos} from now.
     *
     * @param work new
     * @param delayNanos by the loop's clock; zero and negative as {@link #schedule(ScheduledWork)}; at most 146 years
     * @throws RejectedExecutionException as {@link #schedule(ScheduledWork)}
     */
    public void schedule(ScheduledWork work, long delayNanos) {
        if (delayNanos <= 0) {
            schedule(work);
        } else {
            schedule(work, delayNanos, Timing.ONCE, Timing.NO_DRIFT);
        }
    }

    /**
     * Performs {@code work} at a fixed rate, each time at its own turn; late ones catch up.
     *
     * @param work new
     * @param initialDelayNanos until the first time; zero and negative mean the next turn
     * @param periodNanos from one due time to the next; zero and negative mean every turn
     * @throws RejectedExecutionException as {@link #schedule(ScheduledWork)}
     */
    public void schedulePeriodically(ScheduledWork work, long initialDelayNanos, long periodNanos) {
        schedulePeriodically(work, initialDelayNanos, periodNanos, Timing.NO_DRIFT);
    }

    /**
     * As {@link #schedulePeriodically(ScheduledWork, long, long)}, but what is late by too much does not catch up: the rate
     * goes on from then, and so it does if the clock was set back.
     *
     * @param driftNanos from how much on; above zero
     */
    public void schedulePeriodically(ScheduledWork work, long initialDelayNanos, long periodNanos, long driftNanos) {
        schedule(work, initialDelayNanos, Nanos.within(periodNanos), driftNanos);
    }

    private void schedule(ScheduledWork work, long delayNanos, long periodNanos, long driftNanos) {
        long dueNanos = scheduling.loop.time() + Nanos.within(delayNanos);
        Timing timing = new Timing(scheduling, work, dueNanos, periodNanos, driftNanos);
        if (!work.begin(this, timing)) {
            return;
        }
        refuseIfDisposed();
        if (!timing.enlist(this)) {
            throw rejected();
        }
        try {
            timing.arm();
        } catch (RejectedExecutionException refused) {
            if (work.takeBack()) {
                throw refused;
            } // else it was disposed or told meanwhile, and that was the answer
        } catch (Throwable failed) {
            work.takeBack();
            throw failed;
        }
    }

    private void refuseIfDisposed() {
        if (disposed || scheduling.isRefusing()) {
            throw rejected();
        }
    }

    /** {@return why this takes no more: the loop's end if that has come, else the dispose} */
    public RejectedExecutionException rejected() {
        return scheduling.rejected();
    }

    /**
     * Tells {@code listener} once when the loop closes, or is to close and does not come round to it within the grace.
     *
     * @param listener called on the closing thread, or on one that looks after the shutdown, as work may run meanwhile; on this
     *     one if it is too late
     */
    public Registration onEnd(Consumer<? super LoopClosedException> listener) {
        return scheduling.loop.onEnd(listener);
    }

    /** Disposes all work of this worker at once; what runs now runs on. */
    public void dispose() {
        disposed = true;
        if (queued != null) {
            queued.snapshot().forEach(ScheduledWork::dispose);
        }
        for (ScheduledWork work = timers.poll(); work != null; work = timers.poll()) {
            work.dispose();
        }
    }

    /** {@return whether this worker was disposed} Its scheduler and the loop do not count. */
    public boolean isDisposed() {
        return disposed;
    }

    /** {@return how much work is neither over nor disposed} */
    public int pending() {
        return disposed ? 0 : (queued == null ? 0 : queued.size()) + timers.size();
    }

    Registry<ScheduledWork> timers() {
        return timers;
    }

    boolean hasCutTimers() {
        return scheduling.hasCutTimers();
    }

    /** Work comes to its turn. On the loop. */
    void enter(boolean timed) {
        if (timed) {
            scheduling.timerRuns(true);
        }
    }

    /** Work has had its turn. On the loop. */
    void hadTurn(ScheduledWork work, boolean timed) {
        if (timed) {
            scheduling.timerRuns(false);
            return;
        }
        if (queued != null) {
            queued.passed(work);
        }
        scheduling.queuedWork().passed(work);
    }

    /** Work is over, whether it has had its turn or will have none. */
    void leave(boolean timed) {
        if (!timed) {
            scheduling.workLeft();
        }
    }
}
