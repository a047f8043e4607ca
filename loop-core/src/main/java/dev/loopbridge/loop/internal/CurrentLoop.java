package dev.loopbridge.loop.internal;

import org.jspecify.annotations.Nullable;

/** Which loop the calling thread belongs to now: its home thread's, or that of the coroutine that it carries. */
final class CurrentLoop {
    private static final ThreadLocal<@Nullable NativeLoop> CURRENT = new ThreadLocal<>();

    private CurrentLoop() {}

    /** {@return the loop; null outside, and where the loop steps aside for a subscriber} */
    static @Nullable NativeLoop get() {
        NativeLoop loop = CURRENT.get();
        return loop == null || loop.isSteppedAside() ? null : loop;
    }

    /** {@return the loop that the calling thread holds, if it runs} */
    static @Nullable NativeLoop running() {
        NativeLoop loop = get();
        return loop != null && loop.inLoop() ? loop : null;
    }

    /** {@return whether the calling thread holds a loop that runs, be it stepped aside} */
    static boolean isInside() {
        NativeLoop loop = CURRENT.get();
        return loop != null && loop.inLoop();
    }

    /** {@return what the thread belongs to now, stepped aside or not, for {@link #set} afterwards} */
    static @Nullable NativeLoop present() {
        return CURRENT.get();
    }

    static void set(@Nullable NativeLoop loop) {
        CURRENT.set(loop); // null too: to remove it would make the thread's entry anew for each run
    }
}
