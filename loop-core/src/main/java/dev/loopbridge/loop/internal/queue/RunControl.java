package dev.loopbridge.loop.internal.queue;

import dev.loopbridge.loop.internal.threading.HolderOnly;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What ends a run, and the few items that come before all queues. */
@HolderOnly
public abstract class RunControl {
    /** Ends the run when the snapshot is used up; cleared at the end of every run. */
    private boolean stopping;

    /** Whether it was the user who ends it. */
    private boolean toldToStop;

    /** Whether the present run has begun an iteration: a stop from before it lets it have one. */
    private boolean iterated;

    private int iterationsLeft;

    /** Called when none are left; null while there is no limit. */
    private @Nullable Runnable atLimit;

    /** Taken by a thread that may not run it, and handed back to the home thread. */
    private @Nullable Runnable handedBack;

    /** What carriers have to report: for the home thread, before anything else; null while there is nothing. */
    private @Nullable Deque<Runnable> reports;

    RunControl() {}

    /** The run ends with this iteration. */
    public final void stop() {
        stopping = true;
    }

    /** As {@link #stop()}, by {@code EventLoop.stop()}. */
    public final void stopAsTold() {
        toldToStop = true;
        stop();
    }

    /** {@return whether the user ends the present run} */
    public final boolean isToldToStop() {
        return toldToStop;
    }

    final boolean isStopped() {
        return stopping && iterated;
    }

    final void forgetStop() {
        stopping = false;
        toldToStop = false;
    }

    /** Calls {@code atLimit} when {@code most} more iterations have begun. */
    public final void limitIterations(int most, Runnable atLimit) {
        iterationsLeft = most;
        this.atLimit = atLimit;
    }

    final void beginCounting() {
        iterated = false;
    }

    final void countIteration() {
        iterated = true;
        if (atLimit != null && --iterationsLeft < 0) {
            atLimit.run();
        }
    }

    /** {@code item} is the next item of home. */
    public final void handBack(Runnable item) {
        handedBack = item;
    }

    /** {@code report} is the next item but for one that was handed back. */
    public final void addReport(Runnable report) {
        if (reports == null) {
            reports = new ArrayDeque<>(2);
        }
        reports.add(report);
    }

    /** {@return the next report, taken out; null if there is none} */
    public final @Nullable Runnable pollReport() {
        Deque<Runnable> all = reports;
        if (all == null) {
            return null;
        }
        Runnable next = all.poll();
        if (all.isEmpty()) {
            reports = null;
        }
        return next;
    }

    /** {@return whether {@link #pollFirst} has something} */
    final boolean hasFirst() {
        return handedBack != null || reports != null;
    }

    final @Nullable Runnable pollFirst() {
        Runnable item = handedBack;
        if (item == null) {
            return pollReport();
        }
        handedBack = null;
        return item;
    }
}
