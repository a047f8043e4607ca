package dev.loopbridge.loop.internal;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Deque;

/** Futures that failed, and whose exception nobody has asked for yet. The holder's. */
final class UnheardFailures {
    /*
     * CPython reports one when it is collected. A JVM knows no such moment, so the close reports what is left; and lest a loop
     * that never closes keeps every failure of its life, there is a limit, past which the oldest is reported at once.
     */
    private static final int MOST_KEPT = 1_000;

    private final NativeLoop loop;
    private final Deque<SettableFuture<?>> failed = new ArrayDeque<>(0);

    UnheardFailures(NativeLoop loop) {
        this.loop = loop;
    }

    void add(SettableFuture<?> future) {
        if (loop.hasClosed()) {
            return; // and there is no holder any more
        }
        while (!failed.isEmpty() && failed.getLast().isHeard()) {
            failed.removeLast();
        }
        if (failed.size() == MOST_KEPT) {
            SettableFuture<?> oldest = failed.removeFirst();
            loop.deliver(new Delivery(() -> report(oldest))); // the handler is the home thread's
        }
        failed.add(future);
    }

    /** The loop closes: nobody will ask any more. */
    void reportAll() {
        while (!failed.isEmpty()) {
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
