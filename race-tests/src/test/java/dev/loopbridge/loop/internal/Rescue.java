package dev.loopbridge.loop.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The way out for a thread that waits for ever because a race was lost: so the race has an outcome, and is no hang. */
public final class Rescue {
    /** What takes microseconds when all is well; so long that a busy machine is not taken for a lost wake-up. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long PAUSE_NANOS = 1_000;

    private Rescue() {}

    /** Waits for what must come by itself. Returns whether it did not come, and {@code rescue} was called. */
    public static boolean wasNeeded(BooleanSupplier over, Runnable rescue) {
        long begun = System.nanoTime();
        while (!over.getAsBoolean()) {
            if (System.nanoTime() - begun > PATIENCE_NANOS) {
                rescue.run();
                return true;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return false;
    }
}
