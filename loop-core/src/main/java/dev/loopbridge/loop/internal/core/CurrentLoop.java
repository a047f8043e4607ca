package dev.loopbridge.loop.internal.core;

import org.jspecify.annotations.Nullable;

/** Which loop the calling thread belongs to now: its home thread's, or that of the coroutine that it carries. */
public final class CurrentLoop {
    private static final ThreadLocal<@Nullable CoreLoop> CURRENT = new ThreadLocal<>();

    private CurrentLoop() {}

    /** {@return the loop; null outside, and where the loop steps aside for a subscriber} */
    static @Nullable CoreLoop get() {
        CoreLoop loop = CURRENT.get();
        return loop == null || loop.isSteppedAside() ? null : loop;
    }

    /**
     * {@return the loop whose run or close the calling thread is inside of, as {@link #get}} A run that ended for want of stack may
     * not have had any to take back that it was here.
     */
    static @Nullable CoreLoop inRun() {
        CoreLoop loop = get();
        return loop != null && loop.inLoop() && (loop.isRunning() || loop.isClosing()) ? loop : null;
    }

    /** {@return the loop that the calling thread holds, if it runs} */
    public static @Nullable CoreLoop running() {
        CoreLoop loop = get();
        return loop != null && loop.inLoop() ? loop : null;
    }

    /** {@return whether the calling thread holds a loop that runs, be it stepped aside} */
    public static boolean isInside() {
        CoreLoop loop = CURRENT.get();
        return loop != null && loop.inLoop();
    }

    /** {@return what the thread belongs to now, stepped aside or not, for {@link #set} afterwards} */
    public static @Nullable CoreLoop present() {
        try {
            return CURRENT.get();
        } catch (OutOfMemoryError noMemory) {
            return null; // not even to note that it belongs to none
        }
    }

    public static void set(@Nullable CoreLoop loop) {
        CURRENT.set(loop); // null too: to remove it would make the thread's entry anew for each run
    }
}
