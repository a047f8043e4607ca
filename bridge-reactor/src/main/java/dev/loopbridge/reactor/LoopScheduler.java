package dev.loopbridge.reactor;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.bridge.LoopScheduling;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Scannable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The engine's scheduling in Reactor's words. */
final class LoopScheduler implements Scheduler, Scannable {
    static {
        LoopThreads.refuseToBlock();
    }

    private final LoopScheduling scheduling;

    LoopScheduler(LoopScheduling scheduling) {
        this.scheduling = scheduling;
    }

    EventLoop loop() {
        return scheduling.loop();
    }

    @Override
    public Disposable schedule(Runnable task) {
        return LoopSchedulerTask.schedule(scheduling.direct(), task);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return LoopSchedulerTask.schedule(scheduling.direct(), task, delay, unit);
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return LoopSchedulerTask.schedulePeriodically(scheduling.direct(), task, initialDelay, period, unit);
    }

    @Override
    public Worker createWorker() {
        return new LoopSchedulerWorker(this, scheduling.createWorker());
    }

    @Override
    public long now(TimeUnit unit) {
        return scheduling.now(unit);
    }

    @Override
    public void init() {
        if (isDisposed()) {
            throw new IllegalStateException(
                    this + " is disposed, and there is no way back; make another with LoopSchedulers");
        }
    }

    /** It is started from the first, and never again. */
    @Override
    @Deprecated
    public void start() {}

    @Override
    public void dispose() {
        scheduling.dispose();
    }

    @Override
    public Mono<Void> disposeGracefully() {
        return Mono.fromFuture(scheduling::disposeGracefully, /* suppressCancel= */ true);
    }

    @Override
    public boolean isDisposed() {
        return scheduling.isDisposed();
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
            return scheduling.pending();
        }
        if (key == Attr.CAPACITY) {
            return 1; // one thing at a time
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
    }

    @Override
    public String toString() {
        return "loop(\"" + loop().name() + "\")";
    }
}
