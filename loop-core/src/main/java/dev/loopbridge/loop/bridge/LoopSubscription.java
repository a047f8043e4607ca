package dev.loopbridge.loop.bridge;

/** What a subscriber holds: Reactive Streams' {@code Subscription}, by its rules. */
public interface LoopSubscription {
    /**
     * Asks for {@code n} more elements. Where the loop is driven by demand and nobody drives it now, this call does, until
     * the demand is met. <b>Call from</b> any thread.
     *
     * @param n at least 1, else the subscription ends with {@link IllegalArgumentException} (rule 3.9); {@code Long.MAX_VALUE}
     *     means all
     */
    void request(long n);

    /** Ends the subscription without a further signal. <b>Call from</b> any thread; after the end it does nothing. */
    void cancel();
}
