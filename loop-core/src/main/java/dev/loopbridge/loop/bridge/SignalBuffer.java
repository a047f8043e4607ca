package dev.loopbridge.loop.bridge;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The signals of an upstream, from any thread to one coroutine; none is lost when this closes. Pushing waits for nobody. */
final class SignalBuffer {
    /*
     * A linked list: a push swaps itself in as the newest, then links itself to the one before. In between, the list ends
     * there for the taker, who is told afterwards, by whoever pushed, that there is more.
     *
     * Closing and pushing may overlap. A closer first says that it closes, then clears what it sees; a pusher first links, then
     * looks whether it is closed, and clears from its own node on. So one of the two sees every node, and its content goes to
     * the one that takes it out.
     */
    private static final class Node extends AtomicReference<@Nullable Object> {
        volatile @Nullable Node next;

        Node(@Nullable Object content) {
            super(content);
        }
    }

    private final Consumer<Object> leftover;
    private final AtomicReference<Node> newest;

    /** Taken already; the taker's. */
    private Node last;

    private volatile boolean closed;

    /** @param leftover gets what nobody takes, on the thread that closes or pushes */
    SignalBuffer(Consumer<Object> leftover) {
        this.leftover = leftover;
        last = new Node(null);
        newest = new AtomicReference<>(last);
    }

    void push(Object signal) {
        Node node = new Node(signal);
        newest.getAndSet(node).next = node;
        if (closed) {
            clear(node);
        }
    }

    /** {@return whether nothing can be taken now} For the taker. */
    boolean isEmpty() {
        return last.next == null;
    }

    /** {@return the oldest, taken out; null if there is none} For the taker. */
    @Nullable
    Object poll() {
        Node node = last.next;
        if (node == null) {
            return null;
        }
        last.next = null; // or one old node would keep the collector from taking all that came after it
        last = node;
        return node.getAndSet(null);
    }

    boolean isClosed() {
        return closed;
    }

    /** Nothing is taken any more. For the taker. */
    void close() {
        closed = true;
        clear(last.next);
    }

    private void clear(@Nullable Node from) {
        for (Node node = from; node != null; node = node.next) {
            Object left = node.getAndSet(null);
            if (left != null) {
                leftover.accept(left);
            }
        }
    }
}
