package dev.loopbridge.loop;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes only when a test says so. Any thread. */
public final class FakeClock implements LoopClock {
    private final AtomicLong nanos;

    public FakeClock() {
        this(0);
    }

    public FakeClock(long origin) {
        nanos = new AtomicLong(origin);
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    public void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }
}
