package dev.loopbridge.reactor;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.bridge.LoopWorker;
import dev.loopbridge.loop.bridge.ScheduledWork;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Schedulers;

/** A task, by Reactor's conventions, and what becomes of it if it cannot run. */
final class LoopSchedulerTask extends ScheduledWork implements Disposable {
    /** As it was scheduled: perhaps an operator that can be told. Null once released, as is the other. */
    private @Nullable Runnable task;

    private @Nullable Runnable hooked;
    private final boolean timed;

    /** Of which this is a turn, if of one. */
    private final @Nullable Drain drain;

    private LoopSchedulerTask(@Nullable Drain drain, Runnable task, boolean timed) {
        this.drain = drain;
        this.task = requireNonNull(task, "task");
        this.hooked = Schedulers.onSchedule(task);
        this.timed = timed;
    }

    static LoopSchedulerTask of(Drain drain, Runnable task) {
        return new LoopSchedulerTask(drain, task, /* timed= */ false);
    }

    static Disposable schedule(LoopWorker worker, Runnable task) {
        LoopSchedulerTask work = new LoopSchedulerTask(null, task, /* timed= */ false);
        try {
            worker.schedule(work);
        } catch (RejectedExecutionException refused) {
            PendingOperator operator = PendingOperator.of(task);
            if (operator == null || !operator.isCancelled()) {
                throw refused;
            }
            operator.cancelUpstream(); // cancelOn: a cancel must come through, wherever it runs
        }
        return work;
    }

    static Disposable schedule(LoopWorker worker, Runnable task, long delay, TimeUnit unit) {
        long nanos = requireNonNull(unit, "unit").toNanos(delay);
        LoopSchedulerTask work = new LoopSchedulerTask(null, task, /* timed= */ delay > 0);
        try {
            worker.schedule(work, nanos);
        } catch (RejectedExecutionException refused) {
            if (!work.timed || !work.doWithoutTime(refused)) {
                throw refused;
            }
            return Disposables.disposed();
        }
        return work;
    }

    /** {@return whether what is refused was seen to otherwise, so that nothing is to be thrown} */
    private boolean doWithoutTime(RejectedExecutionException refused) {
        /*
         * Where an operator schedules from within a signal or a cancel, its subscriber hears nothing of what that throws. So
         * a cache, which schedules its time to live before it passes on what it got, keeps that for good; the grace of a
         * refCount is over at once; a buffer with a time to live fails behind what it holds; and a timeout(), which takes any
         * error for the time being up, is passed by.
         */
        if (isGrace()) {
            perform();
            return true;
        }
        Runnable mine = task;
        PendingOperator operator = mine == null ? null : PendingOperator.of(mine);
        if (operator == null) {
            return mine instanceof Publisher;
        }
        if (operator.isFed()) {
            operator.fail(refused);
        } else if (operator.timesATimeout()) {
            operator.cancelAndFail(refused);
        }
        return operator.isFed();
    }

    /** {@return whether this is refCount's, that is to end its connection} */
    private boolean isGrace() {
        return task instanceof Consumer;
    }

    static Disposable schedulePeriodically(
            LoopWorker worker, Runnable task, long initialDelay, long period, TimeUnit unit) {
        requireNonNull(unit, "unit");
        LoopSchedulerTask work = new LoopSchedulerTask(null, task, /* timed= */ true);
        worker.schedulePeriodically(work, unit.toNanos(initialDelay), unit.toNanos(period));
        return work;
    }

    @Override
    protected void perform() {
        try {
            Runnable mine = hooked;
            if (mine != null && drain != null) {
                drain.perform(mine);
            } else if (mine != null) {
                mine.run();
            }
        } catch (Throwable error) {
            UncaughtErrors.handle(error);
        }
    }

    /** {@return whether its turn has come, and is not over} */
    boolean runs() {
        return isRunning();
    }

    /** {@return whether it still waited; it then neither runs nor is told} */
    boolean takeOver() {
        return claim();
    }

    /*
     * What delivers runs all the same, since an operator of which nobody knows what it holds can end in no other way; time
     * that has not come, and subscriptions that were not made, cannot be had any more.
     */
    @Override
    protected void abandon(RejectedExecutionException rejected) {
        Runnable mine = task;
        PendingOperator operator = mine == null ? null : PendingOperator.of(mine);
        if (operator != null && (timed || !operator.hasUpstream())) {
            operator.fail(rejected);
        } else if (!timed || isGrace()) {
            perform();
        }
    }

    @Override
    protected void release() {
        task = null;
        hooked = null;
    }

    @Override
    public String toString() {
        Runnable mine = task;
        return mine == null ? "a task that is over" : mine.toString();
    }
}
