package dev.loopbridge.reactor;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.bridge.LoopWorker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.scheduler.Scheduler.Worker;

/** The engine's worker in Reactor's words. */
final class LoopSchedulerWorker implements Worker, Scannable {
    private final LoopScheduler scheduler;
    private final LoopWorker worker;

    /** The operator that has this worker to itself, once it shows. */
    private final AtomicReference<@Nullable Drain> drain = new AtomicReference<>();

    LoopSchedulerWorker(LoopScheduler scheduler, LoopWorker worker) {
        this.scheduler = scheduler;
        this.worker = worker;
    }

    EventLoop loop() {
        return scheduler.loop();
    }

    @Override
    public Disposable schedule(Runnable task) {
        refuseIfDisposed();
        Drain mine = drainOf(task);
        return mine == null ? LoopSchedulerTask.schedule(worker, task) : mine.schedule();
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        refuseIfDisposed();
        return LoopSchedulerTask.schedule(worker, task, delay, unit);
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        refuseIfDisposed();
        return LoopSchedulerTask.schedulePeriodically(worker, task, initialDelay, period, unit);
    }

    /** Operators know this instance for their own dispose, which is no error. */
    private void refuseIfDisposed() {
        if (isDisposed()) {
            throw Exceptions.failWithRejected();
        }
    }

    private @Nullable Drain drainOf(Runnable task) {
        Drain known = drain.get();
        if (known != null) {
            return known.isOf(task) ? known : null;
        }
        Drain found = Drain.of(task, worker, this);
        if (found == null || loop().isClosed() || !drain.compareAndSet(null, found)) {
            return null;
        }
        found.watch(loop());
        return found;
    }

    @Override
    public void dispose() {
        worker.dispose();
        Drain mine = drain.get();
        if (mine != null) {
            mine.forget();
        }
    }

    @Override
    public boolean isDisposed() {
        return worker.isDisposed();
    }

    @Override
    @SuppressWarnings("rawtypes") // Scannable's
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.NAME) {
            return toString();
        }
        if (key == Attr.TERMINATED || key == Attr.CANCELLED) {
            return isDisposed();
        }
        if (key == Attr.BUFFERED) {
            return worker.pending();
        }
        if (key == Attr.PARENT) {
            return scheduler;
        }
        return key == Attr.CAPACITY || key == Attr.RUN_STYLE ? scheduler.scanUnsafe(key) : null;
    }

    @Override
    public String toString() {
        return scheduler + ".worker";
    }
}
