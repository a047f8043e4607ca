package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.internal.queue.VirtualClock;
import org.jspecify.annotations.Nullable;

/** Behind {@link dev.loopbridge.loop.testing.VirtualEventLoop}: a loop, and the hand on its clock. */
public final class VirtualTime {
    private final VirtualClock clock = new VirtualClock();
    private final NativeLoop loop;

    /** @param builder all but the clock */
    public VirtualTime(EventLoop.Builder builder) {
        loop = (NativeLoop) builder.clock(clock).build();
    }

    /** {@return the loop} */
    public EventLoop loop() {
        return loop;
    }

    /** Runs the idle loop until nothing is ready; time stands still. */
    public void runReady() {
        boolean before = clock.jumps;
        clock.jumps = false;
        try {
            loop.runForever();
        } finally {
            clock.jumps = before;
        }
    }

    /** {@return whether there was a timer to go to} */
    public boolean advanceToNextTimer() {
        runReady();
        Long due = nextDue();
        if (due == null) {
            return false;
        }
        clock.moveTo(due);
        runReady();
        return true;
    }

    /** Moves time on, timer by timer. */
    public void advance(long nanos) {
        long target = clock.nanoTime() + nanos;
        runReady();
        for (Long due = nextDue(); due != null && due - target <= 0; due = nextDue()) {
            clock.moveTo(due);
            runReady();
        }
        clock.moveTo(target);
        runReady();
    }

    private @Nullable Long nextDue() {
        Long[] due = {null};
        loop.confine("advance()", () -> due[0] = loop.agenda().nextDue());
        return due[0];
    }
}
