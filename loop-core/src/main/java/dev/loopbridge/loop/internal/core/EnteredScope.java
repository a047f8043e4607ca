package dev.loopbridge.loop.internal.core;

import dev.loopbridge.loop.LoopContext;
import dev.loopbridge.loop.internal.jvm.Sneaky;
import org.jspecify.annotations.Nullable;

/**
 * A scope that holds on the calling thread, until it is left there. What it throws keeps nobody from running: the loop is
 * told, or, where there is none, {@link #leave} throws it.
 */
public final class EnteredScope {
    private final LoopContext.@Nullable Scope scope;
    private final @Nullable CoreLoop loop;
    private final Object party;

    /** Has what holds outside of this hold again. */
    private @Nullable Runnable restore;

    private @Nullable Runnable leave;

    /** What nobody was told of yet. */
    private @Nullable Throwable failure;

    private EnteredScope(LoopContext.@Nullable Scope scope, @Nullable CoreLoop loop, Object party) {
        this.scope = scope;
        this.loop = loop;
        this.party = party;
    }

    /**
     * Enters {@code scope} on top of {@code outside}, which holds on this thread and is not left: somebody may have opened
     * something since, and all of these end in the reverse order. Returns null if there is nothing to change.
     *
     * @param loop told of what the scopes throw; null if there is none
     * @param party for whom
     */
    static @Nullable EnteredScope enter(
            LoopContext.@Nullable Scope scope,
            LoopContext.@Nullable Scope outside,
            @Nullable CoreLoop loop,
            Object party) {
        if (scope == outside) {
            return null;
        }
        EnteredScope held = new EnteredScope(scope, loop, party);
        if (outside != null) {
            held.attempt(() -> held.restore = notNull(outside.giveWay(), "giveWay()"));
        }
        if (scope != null) {
            held.attempt(() -> held.leave = notNull(scope.enter(), "enter()"));
        }
        return held;
    }

    /** {@return {@code held}, or what holds instead of it from now on, so that {@code scope} does} On the thread that entered. */
    public static @Nullable EnteredScope exchange(
            @Nullable EnteredScope held, LoopContext.@Nullable Scope scope, CoreLoop loop, Object party) {
        if (scope == (held == null ? null : held.scope)) {
            return held;
        }
        if (held != null) {
            held.leave(null);
        }
        return enter(scope, null, loop, party);
    }

    /**
     * On the thread that entered.
     *
     * @param thrown by what ran in here, and still to be thrown; null if it returned
     */
    public void leave(@Nullable Throwable thrown) {
        if (leave != null) {
            attempt(leave);
        }
        if (restore != null) {
            attempt(restore);
        }
        if (failure == null || failure == thrown) {
            return;
        }
        if (thrown == null) {
            throw Sneaky.rethrow(failure);
        }
        thrown.addSuppressed(failure);
    }

    private void attempt(Runnable change) {
        if (loop != null) {
            loop.guard("Exception in the scope of", party, change);
            return;
        }
        try {
            change.run();
        } catch (Throwable error) {
            if (failure == null) {
                failure = error;
            } else if (failure != error) {
                failure.addSuppressed(error);
            }
        }
    }

    private static Runnable notNull(@Nullable Runnable end, String call) {
        if (end == null) {
            throw new NullPointerException(call + " of a scope returned null; it must return what ends it");
        }
        return end;
    }
}
