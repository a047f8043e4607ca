package dev.loopbridge.loop.internal;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Futures that failed, and whose exception nobody has asked for yet. The holder's. */
final class UnheardFailures {
    /*
     * CPython reports one when it is collected. A JVM knows no such moment, so the close reports what is left; and lest a loop
     * that never closes keeps every failure of its life, there is a limit, past which the oldest is reported at once.
     */
    private static final int MOST_KEPT = 1_000;

    private final NativeLoop loop;

    /** Made at the first failure: most loops have none. */
    private @Nullable Deque<SettableFuture<?>> failed;

    UnheardFailures(NativeLoop loop) {
        this.loop = loop;
    }

    void add(SettableFuture<?> future) {
        if (loop.hasClosed()) {
            return; // and there is no holder any more
        }
        if (failed == null) {
            failed = new ArrayDeque<>();
        }
        Deque<SettableFuture<?>> kept = failed;
        while (!kept.isEmpty() && kept.getLast().isHeard()) {
            kept.removeLast();
        }
        if (kept.size() == MOST_KEPT) {
            SettableFuture<?> oldest = kept.removeFirst();
            loop.deliver(new Delivery(() -> report(oldest))); // the handler is the home thread's
        }
        kept.add(future);
    }

    /** The loop closes: nobody will ask any more. */
    void reportAll() {
        while (failed != null && !failed.isEmpty()) {
            report(failed.removeFirst());
        }
    }

    private void report(SettableFuture<?> future) {
        if (!future.isHeard()) {
            String kind = future instanceof LoopTask ? "Task" : "Future";
            loop.errors()
                    .report(
                            kind + " exception was never retrieved",
                            requireNonNull(future.failure()),
                            "future",
                            future);
        }
    }
}
