package dev.loopbridge.benchmarks.peer;

import java.util.concurrent.locks.LockSupport;

/** A limit's thread: runs {@link #work()} for ever, and parks where there is none. */
abstract class OwnThread implements Peer {
    final Thread thread = new Thread(this::loop, "limit");
    private volatile boolean closed;

    /** {@return whether there was anything} */
    abstract boolean work();

    private void loop() {
        while (!closed) {
            if (!work()) {
                LockSupport.park(this);
            }
        }
    }

    final void start() {
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public final void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
