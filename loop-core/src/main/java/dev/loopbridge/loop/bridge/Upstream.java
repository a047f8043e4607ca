package dev.loopbridge.loop.bridge;

import java.util.function.LongConsumer;

/** What an {@link Inflow} holds of a publisher: Reactive Streams' {@code Subscription}, on the other side of the bridge. */
public interface Upstream {
    /** Asks for {@code n} more elements; {@code Long.MAX_VALUE} means all. One call at a time (rule 2.7). */
    void request(long n);

    /** Wants no more signals. Called once at most, and never after a terminal signal. */
    void cancel();

    /**
     * An upstream of two functions.
     *
     * @param request as {@link #request}
     * @param cancel as {@link #cancel}
     * @return to be handed to {@link Inflow#onSubscribe}
     */
    static Upstream of(LongConsumer request, Runnable cancel) {
        return new Upstream() {
            @Override
            public void request(long n) {
                request.accept(n);
            }

            @Override
            public void cancel() {
                cancel.run();
            }
        };
    }
}
