package dev.loopbridge.loop.internal.core;

import org.jspecify.annotations.Nullable;

/** The calling thread works in another place for a while, and then goes back to the one that it had. */
final class Visit {
    private final SharedBindings place;
    private final @Nullable CoreLoop loop;
    private final @Nullable SharedBindings outside;
    private final @Nullable HeldScope scope;

    /**
     * Enters the scope of {@code place}.
     *
     * @param told of what the scope throws where no loop runs; null: {@link #end} throws it
     * @param party for whom
     */
    Visit(SharedBindings place, @Nullable CoreLoop told, Object party) {
        this.place = place;
        loop = CurrentLoop.running();
        outside = SharedBindings.of(loop);
        scope = HeldScope.enter(
                place.scope(), outside == null ? null : outside.scope(), loop == null ? told : loop, party);
    }

    void begin() {
        SharedBindings.put(loop, place);
    }

    /** @param thrown as for {@link HeldScope#leave} */
    void end(@Nullable Throwable thrown) {
        try {
            SharedBindings.put(loop, outside);
        } finally {
            if (scope != null) {
                scope.leave(thrown);
            }
        }
    }
}
