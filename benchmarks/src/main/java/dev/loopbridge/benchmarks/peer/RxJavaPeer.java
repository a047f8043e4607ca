package dev.loopbridge.benchmarks.peer;

import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** RxJava's schedulers of one thread. */
final class RxJavaPeer implements TimedPeer {
    private final Scheduler scheduler;
    private final Runnable shutdown;

    private RxJavaPeer(Scheduler scheduler, Runnable shutdown) {
        this.scheduler = scheduler;
        this.shutdown = shutdown;
    }

    static RxJavaPeer single() {
        Scheduler scheduler = RxJavaPlugins.createSingleScheduler(Thread::new);
        return new RxJavaPeer(scheduler, scheduler::shutdown);
    }

    static RxJavaPeer from() {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        return new RxJavaPeer(Schedulers.from(executor), executor::shutdown);
    }

    @Override
    public void execute(Runnable task) {
        var unused = scheduler.scheduleDirect(task);
    }

    @Override
    public Object schedule(Runnable task, long delayNanos) {
        return scheduler.scheduleDirect(task, delayNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void cancel(Object handle) {
        ((Disposable) handle).dispose();
    }

    @Override
    public void close() {
        shutdown.run();
    }
}
