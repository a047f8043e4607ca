package dev.loopbridge.rxjava;

import dev.loopbridge.loop.LoopHost;
import dev.loopbridge.loop.Registration;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.util.concurrent.TimeUnit;

/**
 * The test scheduler, as the host of a loop.
 *
 * @param worker schedules without a hook: a loop's turn is no task of the user's
 */
record VirtualTimeHost(TestScheduler scheduler, Scheduler.Worker worker) implements LoopHost {
    static VirtualTimeHost of(TestScheduler scheduler) {
        return new VirtualTimeHost(scheduler, scheduler.createWorker());
    }

    @Override
    public long nanoTime() {
        return scheduler.now(TimeUnit.NANOSECONDS);
    }

    @Override
    public void execute(Runnable turn) {
        Disposable unused = worker.schedule(turn);
    }

    @Override
    public Registration schedule(Runnable turn, long delayNanos) {
        Disposable scheduled = worker.schedule(turn, delayNanos, TimeUnit.NANOSECONDS);
        return scheduled::dispose;
    }

    /** A test scheduler's shutdown has no effect. */
    @Override
    public boolean isGone() {
        return false;
    }

    @Override
    public String toString() {
        return "TestScheduler";
    }
}
