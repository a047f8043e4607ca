package dev.loopbridge.benchmarks.peer;

import java.util.concurrent.locks.LockSupport;

/** Lets one thread wait for another, for the price of a park. */
public final class Signal {
    private final Thread waiter = Thread.currentThread();
    private volatile boolean raised;

    /** The end has come. Any thread. */
    public void raise() {
        raised = true;
        LockSupport.unpark(waiter);
    }

    /** Waits for it, and is new again. The thread that made this. */
    public void await() {
        while (!raised) {
            LockSupport.park(this);
        }
        raised = false;
    }
}
