package dev.loopbridge.loop.internal.task;

import dev.loopbridge.loop.internal.jvm.Sneaky;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Acts that bring about others of their kind: one after the other, where calls within calls would go as deep as users nest. */
final class Trampoline {
    /** What waits for the act that the thread is in; null outside of all. */
    private static final ThreadLocal<@Nullable Deque<Runnable>> UNDER_WAY = new ThreadLocal<>();

    private Trampoline() {}

    /** Runs {@code act} now, or after the one that brings it about. Throws what the outermost and its followers threw first. */
    static void run(Runnable act) {
        Deque<Runnable> waiting = UNDER_WAY.get();
        if (waiting != null) {
            waiting.add(act);
            return;
        }
        Deque<Runnable> mine = new ArrayDeque<>(2);
        UNDER_WAY.set(mine);
        Throwable first = null;
        try {
            for (Runnable next = act; next != null; next = mine.poll()) {
                first = firstOf(first, next);
            }
        } finally {
            UNDER_WAY.remove();
        }
        if (first != null) {
            throw Sneaky.rethrow(first);
        }
    }

    private static @Nullable Throwable firstOf(@Nullable Throwable earlier, Runnable act) {
        try {
            act.run();
            return earlier;
        } catch (Throwable thrown) {
            return earlier == null ? thrown : earlier;
        }
    }
}
