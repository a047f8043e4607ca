package dev.loopbridge.benchmarks.peer;

import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Reactor's scheduler of one thread. */
final class ReactorPeer implements TimedPeer {
    private final Scheduler scheduler = Schedulers.newSingle("peer");

    @Override
    public void execute(Runnable task) {
        var unused = scheduler.schedule(task);
    }

    @Override
    public Object schedule(Runnable task, long delayNanos) {
        return scheduler.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void cancel(Object handle) {
        ((Disposable) handle).dispose();
    }

    @Override
    public void close() {
        scheduler.dispose();
    }
}
