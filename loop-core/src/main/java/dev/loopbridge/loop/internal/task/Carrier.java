package dev.loopbridge.loop.internal.task;

import org.jspecify.annotations.Nullable;

/** The call stack of a body. What suspends it is called on that very stack, by the holder of the loop. */
public abstract class Carrier {
    /** What runs on a stack of its own: a task's coroutine, or a generator. */
    public interface Body {
        /** Runs it to the end. Returns what must tear through the loop, or null. */
        @Nullable
        Throwable runBody();

        /** It could not begin, or not come to its end: tells whoever waits for it. Call again if that throws. */
        void abort(Throwable broken);
    }

    /** Whether the end of the body is not the end of a step: then {@link #outer} goes on. */
    private boolean nested;

    private @Nullable Carrier outer;

    /** Lets the loop go on; returns when the task's turn has come again. */
    public abstract void suspend();

    /** Lets {@code other}, or the home thread if null, go on with the same step; returns when somebody switches back. */
    public abstract void switchTo(@Nullable Carrier other);

    /** Gives the loop away for good: the body will not end, and must not run again. */
    public abstract void giveUp();

    /** The step goes on with {@code other} when this body ends; null is the home thread. */
    public final void nestIn(@Nullable Carrier other) {
        nested = true;
        outer = other;
    }

    /** This body's end is the end of a step. */
    public final void unnest() {
        nested = false;
        outer = null;
    }

    public final boolean isNested() {
        return nested;
    }

    public final @Nullable Carrier outer() {
        return outer;
    }
}
