package dev.loopbridge.benchmarks.peer;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The JDK's scheduler, told to let go of cancelled timers. */
final class ScheduledPoolPeer implements TimedPeer {
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);

    ScheduledPoolPeer() {
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it is returned
    public Object schedule(Runnable task, long delayNanos) {
        return executor.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void cancel(Object handle) {
        var unused = ((Future<?>) handle).cancel(false);
    }

    @Override
    public void close() {
        var unused = executor.shutdownNow();
    }
}
