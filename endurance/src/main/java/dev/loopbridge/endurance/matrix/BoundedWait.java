package dev.loopbridge.endurance.matrix;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting that ends: what is not there after ten seconds will not come, and is counted as it is. */
final class BoundedWait {
    private static final long NANOS = TimeUnit.SECONDS.toNanos(10);

    /** A microsecond or two: for races, where a sleep would come too late. */
    private static final int SPINS = 100;

    private static final long LOOK_AGAIN_NANOS = 10_000;

    private BoundedWait() {}

    /** {@return whether it came} */
    static boolean await(CountDownLatch latch) {
        try {
            return latch.await(NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@return whether it is so} For what comes soon, from another thread. */
    static boolean spin(BooleanSupplier condition) {
        long deadline = System.nanoTime() + NANOS;
        int spins = SPINS;
        while (!condition.getAsBoolean()) {
            if (deadline - System.nanoTime() < 0) {
                return false;
            }
            if (spins > 0) {
                spins--;
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
        }
        return true;
    }

    /** {@return whether it is so} Without sleep: for who must not be late. */
    static boolean watch(BooleanSupplier condition) {
        long deadline = System.nanoTime() + NANOS;
        while (!condition.getAsBoolean()) {
            if (deadline - System.nanoTime() < 0) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    /** Lets so much time pass, without sleep; none if it is negative. */
    static void holdBack(long nanos) {
        long began = System.nanoTime();
        while (System.nanoTime() - began < nanos) {
            Thread.onSpinWait();
        }
    }

    /** {@return whether the thread has ended} */
    static boolean join(Thread thread) {
        try {
            thread.join(TimeUnit.NANOSECONDS.toMillis(NANOS));
            return !thread.isAlive();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@return whether the call has returned} */
    static boolean join(Future<?> call) {
        try {
            call.get(NANOS, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
