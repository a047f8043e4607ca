package dev.loopbridge.loop;

/**
 * The clock of a loop.
 *
 * <p><b>Called from</b> any thread. Readings are compared by subtraction, so the origin is free and overflow does no harm.
 *
 * <p>One that throws ends the run of its loop with that. Where there is no caller to throw it at, as in an
 * {@link EventLoopThread}, it goes to the loop's exception handler, and the loop is closed.
 */
@FunctionalInterface
public interface LoopClock {
    /** {@return nanoseconds since an arbitrary origin; never goes back} */
    long nanoTime();

    /** {@return the clock of the machine, {@link System#nanoTime()}} */
    static LoopClock system() {
        return System::nanoTime;
    }
}
