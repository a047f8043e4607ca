package dev.loopbridge.benchmarks.peer;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The least that runs tasks in order: a ring of references, and one place for what another thread begins with. */
final class RingLimit extends OwnThread {
    private final @Nullable Runnable[] ring = new @Nullable Runnable[1 << 17];
    private int head;
    private int tail;
    private volatile @Nullable Runnable fromOutside;

    RingLimit() {
        start();
    }

    @Override
    public void execute(Runnable task) {
        if (Thread.currentThread() == thread) {
            ring[tail++ & (ring.length - 1)] = task;
        } else {
            fromOutside = task;
            LockSupport.unpark(thread);
        }
    }

    @Override
    boolean work() {
        Runnable first = fromOutside;
        if (first == null) {
            return false;
        }
        fromOutside = null;
        first.run();
        while (head != tail) {
            int at = head++ & (ring.length - 1);
            Runnable task = ring[at];
            ring[at] = null;
            if (task != null) {
                task.run();
            }
        }
        return true;
    }
}
