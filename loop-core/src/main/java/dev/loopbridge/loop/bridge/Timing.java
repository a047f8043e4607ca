package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.TimerHandle;
import org.jspecify.annotations.Nullable;

/** When work is due, and the lists that know of it until then. */
final class Timing {
    /** In place of a period. */
    static final long ONCE = -1;

    private final LoopScheduling scheduling;
    private final ScheduledWork work;
    private final long periodNanos;

    /** Once armed, the home thread's. */
    private long dueNanos;

    // Written by who schedules or runs, read by who cancels: the one who comes last cancels.

    private volatile @Nullable Registration ofScheduler;
    private volatile @Nullable Registration ofWorker;
    private volatile @Nullable TimerHandle timer;

    Timing(LoopScheduling scheduling, ScheduledWork work, long dueNanos, long periodNanos) {
        this.scheduling = scheduling;
        this.work = work;
        this.dueNanos = dueNanos;
        this.periodNanos = periodNanos;
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
        timer = scheduling.loop.callAtThreadsafe(dueNanos, work);
        if (work.isOver()) {
            cancel(); // ended when there was no timer to cancel yet
        }
    }

    /** A fixed rate: late runs catch up, one a turn. */
    void armNext() {
        dueNanos += periodNanos;
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
