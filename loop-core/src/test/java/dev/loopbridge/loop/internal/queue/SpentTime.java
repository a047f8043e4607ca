package dev.loopbridge.loop.internal.queue;

import dev.loopbridge.loop.EventLoop;

/** A loop as in {@code VirtualEventLoop}, of which a callback may also use up time: what is due then comes late. */
public final class SpentTime {
    private final VirtualClock clock = new VirtualClock();
    private final EventLoop loop;

    public SpentTime(EventLoop.Builder builder) {
        loop = builder.clock(clock).build();
    }

    public EventLoop loop() {
        return loop;
    }

    /** From a callback or a step. */
    public void spend(long nanos) {
        clock.moveTo(clock.nanoTime() + nanos);
    }
}
