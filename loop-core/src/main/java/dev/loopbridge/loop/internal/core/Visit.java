package dev.loopbridge.loop.internal.core;

import org.jspecify.annotations.Nullable;

/** The calling thread works in another context for a while, and then goes back to the one that it had. */
final class Visit {
    private final MutableContext context;
    private final @Nullable CoreLoop loop;
    private final @Nullable MutableContext outside;
    private final @Nullable EnteredScope scope;

    /**
     * Enters the scope of {@code context}.
     *
     * @param told of what the scope throws where no loop runs; null: {@link #end} throws it
     * @param party for whom
     */
    Visit(MutableContext context, @Nullable CoreLoop told, Object party) {
        this.context = context;
        loop = CurrentLoop.running();
        outside = MutableContext.of(loop);
        scope = EnteredScope.enter(
                context.scope(), outside == null ? null : outside.scope(), loop == null ? told : loop, party);
    }

    void begin() {
        MutableContext.put(loop, context);
    }

    /** @param thrown as for {@link EnteredScope#leave} */
    void end(@Nullable Throwable thrown) {
        try {
            MutableContext.put(loop, outside);
        } finally {
            if (scope != null) {
                scope.leave(thrown);
            }
        }
    }
}
