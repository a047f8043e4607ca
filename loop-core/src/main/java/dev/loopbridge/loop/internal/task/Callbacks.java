package dev.loopbridge.loop.internal.task;

import dev.loopbridge.loop.internal.core.Bindings;
import dev.loopbridge.loop.internal.core.BoundCallback;
import dev.loopbridge.loop.internal.jvm.Sneaky;
import dev.loopbridge.loop.internal.threading.HolderOnly;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What waits for one future, if that is more than one: in order of registration, and quick to leave. */
@HolderOnly
final class Callbacks {
    /** Up to so many, to look at each is quicker than to keep an index. */
    private static final int FEW = 16;

    private static final class Node {
        final Object callback;

        @Nullable
        Node previous;

        @Nullable
        Node next;

        /** An earlier one that is equal. */
        @Nullable
        Node twin;

        Node(Object callback) {
            this.callback = callback;
        }
    }

    private @Nullable Node first;
    private @Nullable Node last;
    private int size;

    /** The latest of each, by what the user handed in; null while there are few. */
    private @Nullable Map<Object, Node> index;

    /** {@return what is looked for when {@code callback} is to be taken out} */
    private static Object key(Object callback) {
        return callback instanceof Registered user ? user.callback() : callback;
    }

    /** {@return whether {@code sought} names {@code present}} */
    static boolean isSame(Object sought, Object present) {
        return sought.equals(key(present));
    }

    void add(Object callback) {
        Node node = new Node(callback);
        if (index == null && size == FEW) {
            index = indexed();
        }
        if (index != null) {
            node.twin = index.put(key(callback), node);
        }
        node.previous = last;
        if (last == null) {
            first = node;
        } else {
            last.next = node;
        }
        last = node;
        size++;
    }

    private Map<Object, Node> indexed() {
        Map<Object, Node> all = new HashMap<>();
        for (Node node = first; node != null; node = node.next) {
            node.twin = all.put(key(node.callback), node);
        }
        return all;
    }

    /** Takes out every one that {@code callback} names. Returns how many there were. */
    int remove(Object callback) {
        int before = size;
        if (index == null) {
            for (Node node = first; node != null; node = node.next) {
                if (isSame(callback, node.callback)) {
                    unlink(node);
                }
            }
        } else {
            for (Node node = index.remove(callback); node != null; node = node.twin) {
                unlink(node);
            }
        }
        return before - size;
    }

    private void unlink(Node node) {
        if (node.previous == null) {
            first = node.next;
        } else {
            node.previous.next = node.next;
        }
        if (node.next == null) {
            last = node.previous;
        } else {
            node.next.previous = node.previous;
        }
        size--;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Each of them, also if {@code action} throws for one; then it throws the first of that. */
    void forEach(Consumer<Object> action) {
        Throwable thrown = null;
        for (Node node = first; node != null; node = node.next) {
            try {
                action.accept(node.callback);
            } catch (Throwable error) {
                thrown = thrown == null ? error : thrown;
            }
        }
        if (thrown != null) {
            throw Sneaky.rethrow(thrown);
        }
    }

    /** A user's callback that must be told apart from our own kinds, or runs with locals. */
    record Registered(Consumer<?> callback, Bindings bindings) {
        Runnable bind(Runnable item) {
            return bindings == Bindings.EMPTY ? item : new BoundCallback(bindings, item);
        }
    }
}
