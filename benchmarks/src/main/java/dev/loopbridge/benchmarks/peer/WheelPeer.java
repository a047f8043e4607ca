package dev.loopbridge.benchmarks.peer;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import java.util.concurrent.TimeUnit;

/** Netty's wheel: timers only, to the nearest tick, in no order. Whoever calls is its client, and its thread turns the wheel. */
final class WheelPeer implements TimedPeer {
    private final HashedWheelTimer timer = new HashedWheelTimer(1, TimeUnit.MILLISECONDS, 4096);

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public Object schedule(Runnable task, long delayNanos) {
        return timer.newTimeout(timeout -> task.run(), delayNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void cancel(Object handle) {
        var unused = ((Timeout) handle).cancel();
    }

    @Override
    public void close() {
        var unused = timer.stop();
    }
}
