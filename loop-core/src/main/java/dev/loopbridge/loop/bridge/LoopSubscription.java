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

    /** {@return how many elements were asked for and have not come; {@code Long.MAX_VALUE} means all} Call from any thread. */
    long requested();

    /** {@return whether the last element is there and waits for demand} Call from any thread. */
    boolean isHolding();

    /** {@return whether the subscriber cancelled before the end} Call from any thread. */
    boolean isCancelled();

    /** {@return whether the end was signalled, or is being signalled} Call from any thread. */
    boolean isTerminated();
}
