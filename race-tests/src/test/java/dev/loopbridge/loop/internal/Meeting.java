package dev.loopbridge.loop.internal;

import java.util.concurrent.atomic.AtomicInteger;

/** Where two rivals wait an instant for each other: else the one who has less to do would nearly always come first. */
public final class Meeting {
    /** Longer than it takes to come along, shorter than a time slice: the other may not run at all. */
    private static final int MOST_SPINS = 5_000;

    private final AtomicInteger arrived = new AtomicInteger();

    /** Waits for the other, for an instant. */
    public void meet() {
        arrived.incrementAndGet();
        for (int i = 0; i < MOST_SPINS && arrived.get() < 2; i++) {
            Thread.onSpinWait();
        }
    }
}
