package dev.loopbridge.benchmarks.peer;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The least that wakes another thread: one place, park and unpark. */
final class ParkLimit extends OwnThread {
    private volatile @Nullable Runnable place;

    ParkLimit() {
        start();
    }

    @Override
    public void execute(Runnable task) {
        place = task;
        LockSupport.unpark(thread);
    }

    @Override
    boolean work() {
        Runnable task = place;
        if (task == null) {
            return false;
        }
        place = null;
        task.run();
        return true;
    }
}
