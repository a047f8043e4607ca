package dev.loopbridge.rxjava;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.bridge.LoopScheduling;
import dev.loopbridge.loop.bridge.LoopWorker;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The engine's worker in RxJava's words. */
final class LoopSchedulerWorker extends Scheduler.Worker {
    private final LoopScheduling scheduling;
    private final LoopWorker worker;

    /** Which ends the flow that this works for, when the loop closes. */
    private final @Nullable FailOnCloseReceiver<?> guard;

    /** The operator that has this worker to itself, once it shows. */
    private volatile @Nullable Drain drain;

    LoopSchedulerWorker(LoopScheduling scheduling, LoopWorker worker) {
        this.scheduling = scheduling;
        this.worker = worker;
        this.guard = GuardScope.guardOf(scheduling.loop());
    }

    private interface Acceptance {
        void accept(LoopSchedulerTask task);
    }

    @Override
    public Disposable schedule(Runnable run) {
        return schedule(run, /* periodic= */ false, worker::schedule);
    }

    @Override
    public Disposable schedule(Runnable run, long delay, TimeUnit unit) {
        long nanos = requireNonNull(unit, "unit").toNanos(delay);
        return schedule(run, /* periodic= */ false, task -> worker.schedule(task, nanos));
    }

    @Override
    public Disposable schedulePeriodically(Runnable run, long initialDelay, long period, TimeUnit unit) {
        long initialNanos = requireNonNull(unit, "unit").toNanos(initialDelay);
        long periodNanos = unit.toNanos(period);
        return schedule(
                run,
                /* periodic= */ true,
                task -> worker.schedulePeriodically(task, initialNanos, periodNanos, Scheduler.clockDriftTolerance()));
    }

    private Disposable schedule(Runnable run, boolean periodic, Acceptance acceptance) {
        LoopSchedulerTask task = new LoopSchedulerTask(this, run);
        watchDrain(run, task);
        try {
            acceptance.accept(task);
            return task;
        } catch (RejectedExecutionException refused) {
            if (!periodic && !isDisposed() && (GuardScope.isCancelling() || isEnding())) {
                task.perform(); // unsubscribeOn, or observeOn's end: it must come through, wherever it runs
                return Disposable.disposed();
            }
            return lose(task, refused);
        }
    }

    private boolean isEnding() {
        Drain mine = drain;
        return mine != null && mine.isEnding();
    }

    /** As an observeOn schedules itself, on a worker of its own, and again whenever there is something. */
    private void watchDrain(Runnable run, LoopSchedulerTask task) {
        Drain known = drain;
        if (known == null) {
            known = Drain.of(run, worker, scheduling.loop());
            if (known == null) {
                return;
            }
            drain = known; // its first schedule, before there is another
        }
        known.scheduled(task);
    }

    /** The turn of a task. */
    void perform(Runnable hooked) {
        Drain mine = drain;
        if (mine == null) {
            hooked.run();
        } else {
            mine.perform(hooked);
        }
    }

    /** {@return the handle of work that cannot be done, about which somebody is told} */
    Disposable lose(LoopSchedulerTask task, RejectedExecutionException why) {
        boolean isGuarded = guard != null && why instanceof LoopClosedException;
        return isGuarded ? Disposable.disposed() : LostWork.report(scheduling, task, why);
    }

    @Override
    public long now(TimeUnit unit) {
        return scheduling.now(requireNonNull(unit, "unit"));
    }

    @Override
    public void dispose() {
        worker.dispose();
        Drain mine = drain;
        if (mine != null) {
            mine.disposed();
        }
    }

    @Override
    public boolean isDisposed() {
        return worker.isDisposed();
    }

    @Override
    public String toString() {
        return "loop(\"" + scheduling.loop().name() + "\").worker";
    }
}
