package dev.loopbridge.loop.internal;

import static java.util.Objects.requireNonNull;

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

    /** A task is going to begin in a place, without being seen to enter it. */
    static void beUsed() {
        used = true;
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

    boolean hasScope() {
        return kept.scope() != null;
    }

    /** Enters the scope of in here on the calling thread. Returns what leaves it. */
    Runnable enterScope() {
        return requireNonNull(kept.scope()).enter();
    }

    /** Runs {@code action} in here. */
    public void run(Runnable action) {
        SharedBindings outside = current();
        Runnable leave = stepIn(outside);
        try {
            action.run();
        } finally {
            stepOut(leave, outside);
        }
    }

    /** As {@link #run} for what has a result. */
    public <T extends @Nullable Object> T call(Callable<? extends T> action) throws Exception {
        SharedBindings outside = current();
        Runnable leave = stepIn(outside);
        try {
            return action.call();
        } finally {
            stepOut(leave, outside);
        }
    }

    /** Returns what leaves the scope of in here, if there is one; a task sees to that itself. */
    private @Nullable Runnable stepIn(@Nullable SharedBindings outside) {
        LoopTask<?> task = taskWithScope(outside);
        if (task != null) {
            task.leaveScope();
            enter(this);
            task.enterScope();
            return null;
        }
        Runnable leave = hasScope() ? enterScope() : null;
        enter(this);
        return leave;
    }

    private void stepOut(@Nullable Runnable leave, @Nullable SharedBindings outside) {
        LoopTask<?> task = taskWithScope(outside);
        if (task != null) {
            task.leaveScope();
            enter(outside);
            task.enterScope();
            return;
        }
        enter(outside);
        if (leave != null) {
            leave.run();
        }
    }

    /** {@return the task that runs, if it changes its scope between here and {@code outside}} */
    private @Nullable LoopTask<?> taskWithScope(@Nullable SharedBindings outside) {
        if (!hasScope() && (outside == null || !outside.hasScope())) {
            return null;
        }
        NativeLoop loop = CurrentLoop.running();
        return loop == null ? null : loop.currentTask();
    }
}
