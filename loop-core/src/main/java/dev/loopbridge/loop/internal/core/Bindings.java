package dev.loopbridge.loop.internal.core;

import dev.loopbridge.loop.LoopContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The values of all {@code LoopLocal}s at one moment: immutable, so that to capture them is to keep a reference. */
public final class Bindings {
    /** What everything begins with. */
    public static final Bindings EMPTY = new Bindings(new Object[0], null);

    /** Local, value, local, value: there are few. */
    private final @Nullable Object[] pairs;

    /** What must hold on a thread while a step runs with these. */
    private final LoopContext.@Nullable Scope scope;

    private Bindings(@Nullable Object[] pairs, LoopContext.@Nullable Scope scope) {
        this.pairs = pairs;
        this.scope = scope;
    }

    /** {@return those of the running task or callback, else the thread's} */
    public static Bindings current() {
        MutableContext context = MutableContext.current();
        return context == null ? EMPTY : context.kept();
    }

    /** Binds {@code local} for the running task or callback, else for the thread. Returns what undoes that. */
    public static Change set(Object local, @Nullable Object value) {
        MutableContext context = MutableContext.currentToWrite();
        Bindings before = context.kept();
        context.keep(before.with(local, value));
        return new Change(local, context, before);
    }

    /**
     * One binding of one local.
     *
     * @param local which
     * @param context where
     * @param before what was there before
     */
    public record Change(Object local, MutableContext context, Bindings before) {
        /** {@return whether this is the present context, which then has what it had of the local before} */
        public boolean undo() {
            if (MutableContext.current() != context) {
                return false;
            }
            Object old = before.get(local, this);
            Bindings now = context.kept();
            context.keep(old == this ? now.without(local) : now.with(local, old));
            return true;
        }
    }

    /** Takes {@code local} away again. */
    public static void remove(Object local) {
        MutableContext context = MutableContext.current();
        if (context != null) {
            context.keep(context.kept().without(local));
        }
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
    Bindings with(Object local, @Nullable Object value) {
        int i = indexOf(local);
        @Nullable Object[] copy = Arrays.copyOf(pairs, i < 0 ? pairs.length + 2 : pairs.length);
        int at = i < 0 ? pairs.length : i;
        copy[at] = local;
        copy[at + 1] = value;
        return new Bindings(copy, scope);
    }

    /** {@return these less one} */
    Bindings without(Object local) {
        int i = indexOf(local);
        if (i < 0) {
            return this;
        }
        if (pairs.length == 2 && scope == null) {
            return EMPTY;
        }
        @Nullable Object[] copy = Arrays.copyOf(pairs, pairs.length - 2);
        System.arraycopy(pairs, i + 2, copy, i, copy.length - i);
        return new Bindings(copy, scope);
    }

    /** {@return these, with another scope} */
    public Bindings within(LoopContext.Scope other) {
        MutableContext.beUsed();
        return new Bindings(pairs, other);
    }

    /** {@return these, without a scope} */
    Bindings withoutScope() {
        return scope == null ? this : new Bindings(pairs, null);
    }

    LoopContext.@Nullable Scope scope() {
        return scope;
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
