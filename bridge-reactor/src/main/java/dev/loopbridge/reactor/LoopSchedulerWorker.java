package dev.loopbridge.reactor;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.bridge.LoopWorker;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.scheduler.Scheduler.Worker;

/** The engine's worker in Reactor's words. */
final class LoopSchedulerWorker implements Worker, Scannable {
    private final LoopScheduler scheduler;
    private final LoopWorker worker;

    /** The operator that has this worker to itself, once it shows. */
    private final AtomicReference<@Nullable Drain> drain = new AtomicReference<>();

    /** The {@code subscribeOn} that has this worker to itself; written by its first schedule, before there is another. */
    private volatile @Nullable PendingOperator subscribing;

    private final AtomicBoolean refusalTold = new AtomicBoolean();

    LoopSchedulerWorker(LoopScheduler scheduler, LoopWorker worker) {
        this.scheduler = scheduler;
        this.worker = worker;
    }

    EventLoop loop() {
        return scheduler.loop();
    }

    @Override
    public Disposable schedule(Runnable task) {
        Drain known = drain.get();
        if (known != null && known.isOf(task) && known.isTold()) {
            return Disposables.disposed();
        }
        refuseIfDisposed();
        Drain mine = drainOf(task);
        return mine == null ? scheduleOnce(task) : mine.schedule();
    }

    /*
     * What a subscribeOn schedules behind itself are requests, in lambdas. One that is refused it throws out of request(), at
     * whoever asked, and the subscriber hears nothing; so it is failed here instead. As in Reactor's subscribeOn of a Mono, that
     * does not wait for a signal that its source gives elsewhere meanwhile.
     */
    private Disposable scheduleOnce(Runnable task) {
        PendingOperator requesting = subscribing;
        if (requesting == null) {
            subscribing = PendingOperator.ofSubscribeOn(task, this);
        }
        try {
            return LoopSchedulerTask.schedule(worker, task);
        } catch (RejectedExecutionException refused) {
            if (requesting == null) {
                throw refused; // of the subscription itself, which it catches
            }
            if (refusalTold.compareAndSet(false, true)) {
                requesting.cancelAndFail(refused);
            }
            return Disposables.disposed();
        }
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
        found.watch();
        return found;
    }

    @Override
    public void dispose() {
        worker.dispose();
        Drain mine = drain.get();
        if (mine != null) {
            mine.disposed();
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
