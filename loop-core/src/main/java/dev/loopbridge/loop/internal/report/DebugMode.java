package dev.loopbridge.loop.internal.report;

import dev.loopbridge.loop.internal.jvm.HeldLocks;
import dev.loopbridge.loop.internal.threading.HolderOnly;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a loop in debug mode watches: how long things take, where they come from, what they hold. */
@HolderOnly
public final class DebugMode {
    private static final double NANOS_PER_SECOND = 1e9;

    private final long slowNanos;
    private long stepBegan = System.nanoTime();

    public DebugMode(long slowNanos) {
        this.slowNanos = slowNanos;
    }

    /** {@return {@code callback}, watched} */
    public Runnable watch(Runnable callback) {
        return new Watched(callback, Origin.here("scheduled here", callback));
    }

    /** {@return whether {@code callback} is registered in debug mode} */
    public static boolean isWatched(Runnable callback) {
        return callback instanceof Watched;
    }

    public void stepBegins() {
        stepBegan = System.nanoTime();
    }

    /** @param created where {@code task} was; null if that was before debug mode */
    public void stepEnds(Object task, @Nullable Origin created) {
        warnIfSlow(task, stepBegan, created);
    }

    /** Warns of locks held by {@code task}, which is about to let others run. */
    public void suspends(Object task) {
        String held = HeldLocks.describe();
        if (held != null) {
            ErrorLog.warn(
                    SafeText.of(task) + " awaits while it holds " + held
                            + "; another coroutine that wants it would stop the loop: release it first, or use LoopLock",
                    new Throwable("awaits here"));
        }
    }

    private void warnIfSlow(Object what, long began, @Nullable Origin scheduled) {
        // The machine's clock, not the loop's: virtual time stands still while a callback runs.
        long took = System.nanoTime() - began;
        if (took >= slowNanos) {
            ErrorLog.warn(
                    String.format(
                            Locale.ROOT, "Executing %s took %.3f seconds", SafeText.of(what), took / NANOS_PER_SECOND),
                    scheduled == null ? null : scheduled.stack());
        }
    }

    private final class Watched implements Wrapping {
        private final Runnable callback;
        private final Origin scheduled;

        Watched(Runnable callback, Origin scheduled) {
            this.callback = callback;
            this.scheduled = scheduled;
        }

        @Override
        public void run() {
            long began = System.nanoTime();
            try {
                callback.run();
            } finally {
                warnIfSlow("<Handle " + this + ">", began, scheduled);
            }
        }

        @Override
        public Runnable inner() {
            return callback;
        }

        @Override
        public String toString() {
            return SafeText.of(callback) + scheduled.site();
        }
    }
}
