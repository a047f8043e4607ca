package dev.loopbridge.loop.bridge;

/** What an {@link Inflow} holds of a publisher: Reactive Streams' {@code Subscription}, on the other side of the bridge. */
public interface Upstream {
    /** Asks for {@code n} more elements; {@code Long.MAX_VALUE} means all. One call at a time (rule 2.7). */
    void request(long n);

    /** Wants no more signals. Called once at most, and never after a terminal signal. */
    void cancel();
}
