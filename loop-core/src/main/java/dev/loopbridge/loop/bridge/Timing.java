package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.TimerHandle;
import org.jspecify.annotations.Nullable;

/** When work is due, and the lists that know of it until then. */
final class Timing {
    /** In place of a period. */
    static final long ONCE = -1;

    /** However late, it catches up. */
    static final long NO_DRIFT = Long.MAX_VALUE;

    private final LoopScheduling scheduling;
    private final ScheduledWork work;
    private final long periodNanos;
    private final long driftNanos;

    // Once armed, the home thread's.

    private long dueNanos;

    /** When it last ran; before that, when it is to. */
    private long lastNanos;

    // Written by who schedules or runs, read by who cancels: the one who comes last cancels.

    private volatile @Nullable Registration ofScheduler;
    private volatile @Nullable Registration ofWorker;
    private volatile @Nullable TimerHandle timer;

    Timing(LoopScheduling scheduling, ScheduledWork work, long dueNanos, long periodNanos, long driftNanos) {
        this.scheduling = scheduling;
        this.work = work;
        this.dueNanos = dueNanos;
        this.lastNanos = dueNanos;
        this.periodNanos = periodNanos;
        this.driftNanos = driftNanos;
    }

    boolean isPeriodic() {
        return periodNanos != ONCE;
    }

    /** {@return false if one of the two was disposed first} */
    boolean enlist(LoopWorker worker) {
        ofScheduler = scheduling.timers().add(work);
        ofWorker = worker.timers().add(work);
        if (ofScheduler != null && ofWorker != null) {
            return true;
        }
        cancel();
        return false;
    }

    void arm() {
        timer = scheduling.loop.callAtFurther(dueNanos, work);
        if (work.isOver()) {
            cancel(); // ended when there was no timer to cancel yet
        }
    }

    /** A fixed rate: late runs catch up, one a turn, unless the clock was set. */
    void armNext() {
        dueNanos += periodNanos;
        long nowNanos = scheduling.loop.time();
        long sinceNanos = nowNanos - lastNanos;
        if (sinceNanos < -driftNanos || sinceNanos - periodNanos >= driftNanos) {
            dueNanos = nowNanos + periodNanos;
        }
        lastNanos = nowNanos;
        arm();
    }

    /** Any thread; twice does nothing more. */
    void cancel() {
        TimerHandle armed = timer;
        if (armed != null) {
            armed.cancel();
        }
        cancel(ofScheduler);
        cancel(ofWorker);
    }

    private static void cancel(@Nullable Registration listed) {
        if (listed != null) {
            listed.cancel();
        }
    }
}
