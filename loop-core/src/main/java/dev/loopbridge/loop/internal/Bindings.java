package dev.loopbridge.loop.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The values of all {@code LoopLocal}s at one moment: immutable, so that to capture them is to keep a reference. */
public final class Bindings {
    /** What everything begins with. */
    public static final Bindings EMPTY = new Bindings(new Object[0]);

    private static final ThreadLocal<Bindings> OF_THREAD = ThreadLocal.withInitial(() -> EMPTY);

    /** Whether any local was ever set: until then, nothing is looked up. Plain: who sets one sees it, and only that can be captured. */
    private static boolean used;

    /** Local, value, local, value: there are few. */
    private final @Nullable Object[] pairs;

    private Bindings(@Nullable Object[] pairs) {
        this.pairs = pairs;
    }

    /** {@return those of the running task or callback, else the thread's} */
    public static Bindings current() {
        if (!used) {
            return EMPTY;
        }
        NativeLoop loop = CurrentLoop.running();
        return loop != null ? loop.bindings() : OF_THREAD.get();
    }

    /** Replaces {@link #current()}; returns what it was. */
    public static Bindings swap(Bindings next) {
        if (next != EMPTY) {
            used = true;
        }
        Bindings previous = current();
        NativeLoop loop = CurrentLoop.running();
        if (loop != null) {
            loop.setBindings(next);
        } else if (next == EMPTY) {
            OF_THREAD.remove();
        } else {
            OF_THREAD.set(next);
        }
        return previous;
    }

    /** {@return {@code callback}, to be run with the present values} */
    static Runnable capture(Runnable callback) {
        Bindings now = current();
        return now == EMPTY || callback instanceof BoundCallback ? callback : new BoundCallback(now, callback);
    }

    /** {@return the value of {@code local}; {@code absent} if it has none} */
    public @Nullable Object get(Object local, @Nullable Object absent) {
        int i = indexOf(local);
        return i < 0 ? absent : pairs[i + 1];
    }

    /** {@return these and one more} */
    public Bindings with(Object local, @Nullable Object value) {
        int i = indexOf(local);
        @Nullable Object[] copy = Arrays.copyOf(pairs, i < 0 ? pairs.length + 2 : pairs.length);
        int at = i < 0 ? pairs.length : i;
        copy[at] = local;
        copy[at + 1] = value;
        return new Bindings(copy);
    }

    /** {@return these less one} */
    public Bindings without(Object local) {
        int i = indexOf(local);
        if (i < 0) {
            return this;
        }
        if (pairs.length == 2) {
            return EMPTY;
        }
        @Nullable Object[] copy = Arrays.copyOf(pairs, pairs.length - 2);
        System.arraycopy(pairs, i + 2, copy, i, copy.length - i);
        return new Bindings(copy);
    }

    private int indexOf(Object local) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i] == local) {
                return i;
            }
        }
        return -1;
    }
}
