package dev.loopbridge.reactor;

import dev.loopbridge.loop.LoopHost;
import dev.loopbridge.loop.Registration;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The virtual time scheduler, as the host of a loop. */
record VirtualTimeHost(VirtualTimeScheduler scheduler) implements LoopHost {
    @Override
    public long nanoTime() {
        return scheduler.now(TimeUnit.NANOSECONDS);
    }

    @Override
    public void execute(Runnable turn) {
        scheduler.schedule(turn);
    }

    @Override
    public Registration schedule(Runnable turn, long delayNanos) {
        Disposable scheduled = scheduler.schedule(turn, delayNanos, TimeUnit.NANOSECONDS);
        return scheduled::dispose;
    }

    @Override
    public boolean isGone() {
        return scheduler.isDisposed();
    }

    @Override
    public String toString() {
        return "VirtualTimeScheduler";
    }
}
