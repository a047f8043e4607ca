package dev.loopbridge.loop.internal;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A place where {@code LoopLocal}s are kept and set: a task's, a callback's, a thread's, or one that several are bound to. */
public final class SharedBindings {
    /** Where there is no loop. */
    private static final ThreadLocal<SharedBindings> OF_THREAD = new ThreadLocal<>();

    /** Whether any place was ever entered: until then, nothing is looked up. Plain: only who wrote it has anything to find. */
    private static boolean used;

    private Bindings kept;

    /** @param initial what it begins with */
    public SharedBindings(Bindings initial) {
        kept = initial;
    }

    /** {@return another place with the values of here and now} */
    public static SharedBindings ofCurrent() {
        return new SharedBindings(Bindings.current());
    }

    /** {@return the running task's or callback's place, else the thread's; null if nothing was set there} */
    static @Nullable SharedBindings current() {
        if (!used) {
            return null;
        }
        NativeLoop loop = CurrentLoop.running();
        return loop != null ? loop.place() : OF_THREAD.get();
    }

    /** {@return {@link #current()}, made now if need be} */
    static SharedBindings currentToWrite() {
        SharedBindings place = current();
        if (place == null) {
            place = new SharedBindings(Bindings.EMPTY);
            enter(place);
        }
        return place;
    }

    private static void enter(@Nullable SharedBindings place) {
        used = true;
        NativeLoop loop = CurrentLoop.running();
        if (loop != null) {
            loop.setPlace(place);
        } else if (place == null) {
            OF_THREAD.remove();
        } else {
            OF_THREAD.set(place);
        }
    }

    /** {@return the values in here} */
    public Bindings kept() {
        return kept;
    }

    void keep(Bindings now) {
        kept = now;
    }

    /** Runs {@code action} in here. */
    public void run(Runnable action) {
        SharedBindings outside = current();
        enter(this);
        try {
            action.run();
        } finally {
            enter(outside);
        }
    }

    /** As {@link #run} for what has a result. */
    public <T extends @Nullable Object> T call(Callable<? extends T> action) throws Exception {
        SharedBindings outside = current();
        enter(this);
        try {
            return action.call();
        } finally {
            enter(outside);
        }
    }
}
