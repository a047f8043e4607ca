package dev.loopbridge.loop.internal.core;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopContext;
import dev.loopbridge.loop.internal.threading.HolderOnly;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A context, as asyncio's: keeps {@code LoopLocal}s, which are set in it. A task's, a callback's, a thread's, or one that several share. */
public final class MutableContext {
    /** Where there is no loop. */
    private static final ThreadLocal<MutableContext> OF_THREAD = new ThreadLocal<>();

    /** Whether any context was ever entered: until then, nothing is looked up. Plain: only who wrote it has anything to find. */
    private static boolean used;

    private Bindings kept;

    /** @param initial what it begins with */
    public MutableContext(Bindings initial) {
        kept = initial;
    }

    /** A task is going to begin in a context, without being seen to enter it. */
    static void beUsed() {
        used = true;
    }

    /** {@return another context with the values of here and now} */
    public static MutableContext ofCurrent() {
        return new MutableContext(Bindings.current());
    }

    /** {@return the running task's or callback's context, else the thread's; null if nothing was set there} */
    static @Nullable MutableContext current() {
        return used ? of(CurrentLoop.running()) : null;
    }

    /** {@return {@link #current()}, made now if need be} */
    static MutableContext currentToWrite() {
        used = true; // first: a task may have begun in a context that nobody has looked for yet
        CoreLoop loop = CurrentLoop.running();
        MutableContext context = of(loop);
        if (context == null) {
            context = new MutableContext(Bindings.EMPTY);
            put(loop, context);
        }
        return context;
    }

    /** {@return the context of what runs on {@code loop}; of the calling thread, if that is null} */
    @HolderOnly
    static @Nullable MutableContext of(@Nullable CoreLoop loop) {
        return loop != null ? loop.context() : OF_THREAD.get();
    }

    /** Sets what {@link #of} returns. */
    static void put(@Nullable CoreLoop loop, @Nullable MutableContext context) {
        used = true;
        if (loop != null) {
            loop.setContext(context);
        } else if (context == null) {
            OF_THREAD.remove();
        } else {
            OF_THREAD.set(context);
        }
    }

    /** {@return the values in here} */
    public Bindings kept() {
        return kept;
    }

    void keep(Bindings now) {
        kept = now;
    }

    public LoopContext.@Nullable Scope scope() {
        return kept.scope();
    }

    /**
     * Runs {@code action} in here. What the scope of in here throws is reported, and {@code action} runs all the same; outside
     * of loops it is thrown in the end, or suppressed by what {@code action} throws.
     */
    public void run(Runnable action) {
        Visit visit = new Visit(this, null, action);
        Throwable thrown = null;
        try {
            visit.begin();
            action.run();
        } catch (Throwable error) {
            thrown = error;
            throw error;
        } finally {
            visit.end(thrown);
        }
    }

    /** As {@link #run} for what has a result, on any thread; {@code told} is what the scope throws there. */
    public <T extends @Nullable Object> T call(EventLoop told, Callable<? extends T> action) throws Exception {
        Visit visit = new Visit(this, (CoreLoop) told, action);
        Throwable thrown = null;
        try {
            visit.begin();
            return action.call();
        } catch (Throwable error) {
            thrown = error;
            throw error;
        } finally {
            visit.end(thrown);
        }
    }
}
