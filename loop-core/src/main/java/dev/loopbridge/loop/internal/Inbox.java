package dev.loopbridge.loop.internal;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hand-over from other threads, and the gate that closes the loop. Push from any thread; the rest is the holder's. */
final class Inbox {
    /*
     * A Treiber stack that is only ever taken whole. Its head says everything at once: what waits, that the loop sleeps
     * (PARKED), that the loop is closed (SEALED). So one compare-and-set decides a submission: it is in, and the sleeper is
     * woken by whoever replaced PARKED; or it is out. There is no moment between a check and an add for a close or a park to
     * slip into.
     */
    private static final Node PARKED = new Node(() -> {});

    private static final Node SEALED = new Node(() -> {});

    /** How a push ended. */
    enum Verdict {
        ACCEPTED,
        ACCEPTED_ASLEEP,
        FULL,
        SEALED
    }

    private static final class Node {
        final Runnable item;
        /** Below this one in the stack; written before the push. */
        @Nullable
        Node next;
        /** How many wait, this one included. */
        int depth;

        Node(Runnable item) {
            this.item = item;
        }
    }

    private final AtomicReference<@Nullable Node> head = new AtomicReference<>();
    /** {@return whether it is in; {@code ACCEPTED_ASLEEP} means that the caller must now wake the loop} */
    Verdict push(Runnable item, int maxPending) {
        Node node = new Node(item);
        for (; ; ) {
            Node top = head.get();
            if (top == SEALED) {
                return Verdict.SEALED;
            }
            boolean bottom = top == null || top == PARKED;
            node.next = bottom ? null : top;
            node.depth = bottom || top == null ? 1 : top.depth + 1;
            if (node.depth > maxPending) {
                return Verdict.FULL;
            }
            if (head.compareAndSet(top, node)) {
                return top == PARKED ? Verdict.ACCEPTED_ASLEEP : Verdict.ACCEPTED;
            }
        }
    }

    boolean isEmpty() {
        Node top = head.get();
        return top == null || top == PARKED || top == SEALED;
    }

    boolean isSealed() {
        return head.get() == SEALED;
    }

    /** Takes out all that waits, oldest first. */
    void drainTo(Consumer<Runnable> sink) {
        if (!isEmpty()) {
            pour(head.getAndSet(null), sink);
        }
    }

    /** {@return false if something waits: then do not sleep} The next push answers {@code ACCEPTED_ASLEEP}. */
    boolean fallAsleep() {
        return head.compareAndSet(null, PARKED);
    }

    void wakeUp() {
        head.compareAndSet(PARKED, null);
    }

    /** Refuses every push from now on, for good, and takes out all that was accepted, oldest first. */
    void seal(Consumer<Runnable> sink) {
        pour(head.getAndSet(SEALED), sink);
    }

    private static void pour(@Nullable Node top, Consumer<Runnable> sink) {
        if (top == null || top == PARKED || top == SEALED) {
            return;
        }
        Node oldest = null;
        for (Node node = top; node != null; ) {
            Node below = node.next;
            node.next = oldest;
            oldest = node;
            node = below;
        }
        for (Node node = oldest; node != null; node = node.next) {
            sink.accept(node.item);
        }
    }
}
