package dev.loopbridge.loop.internal.queue;

import dev.loopbridge.loop.internal.threading.HolderOnly;

/** What the loop leaves to those who submit, that they may get on. */
@HolderOnly
final class Headway {
    /** A processor that was given away for longer than this was wanted by others. */
    private static final long BUSY_NANOS = 50_000;

    /** How often the loop then sleeps without giving it away first. */
    private static final int SLEEPS_WHILE_BUSY = 1_000;

    /** Some thirty submissions of a thread that does nothing else; next to nothing beside a wake-up. */
    private static final long LEAD_NANOS = 1_000;

    /** How often the loop is to sleep without giving the processor away first. */
    private int busySleeps;

    /**
     * Lets those who submit on and on get a lead. On their heels, the loop takes from them the cache lines that they are about
     * to write, for a few tasks at a time, and a task costs more than twice as much. A task that comes alone does not wait.
     */
    static void fallBehind() {
        long end = System.nanoTime() + LEAD_NANOS;
        do {
            Thread.onSpinWait();
        } while (System.nanoTime() - end < 0);
    }

    /**
     * Lets those who submit task after task get on, so that they find the loop awake: to wake it for each took half of the time
     * that a task from another thread takes. Where all processors are busy, others take this one for milliseconds, while
     * they do not keep it from one who is woken; so there it is not done again for long.
     */
    @SuppressWarnings("ThreadPriorityCheck") // a hint that may be ignored
    void giveWay() {
        if (busySleeps > 0) {
            busySleeps--;
            return;
        }
        long began = System.nanoTime();
        Thread.yield();
        if (System.nanoTime() - began > BUSY_NANOS) {
            busySleeps = SLEEPS_WHILE_BUSY;
        }
    }
}
