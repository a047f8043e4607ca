package dev.loopbridge.loop.bridge;

import org.jspecify.annotations.Nullable;

/** What a subscription with a body does that its loop runs for it. */
interface LoopUse {
    /** Nothing: somebody else runs the loop, and it says itself whether it takes the body. */
    LoopUse OF_A_RUNNING_LOOP = new LoopUse() {};

    /** {@return why the body may not be launched on this thread; null if it may} */
    default @Nullable RuntimeException refusal() {
        return null;
    }

    /** The body begins. On the loop. */
    default void onBodyBegins() {}

    /** The task is there, or the demand went up from nothing: the loop must run. */
    default void wake() {}

    /** An emitter begins, or ceases, to wait for demand. On the loop. */
    default void setPaused(boolean paused) {}
}
