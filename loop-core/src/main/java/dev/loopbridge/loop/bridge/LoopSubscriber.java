package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.LoopContext;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side, which a bridge maps to its ecosystem. Signals are serialized.
 *
 * @param <T> the type of the elements
 */
public interface LoopSubscriber<T> {
    /** First of all, on the subscribing thread. Requesting and cancelling in here is fine. */
    void onSubscribe(LoopSubscription subscription);

    /** One element. What this throws fails the body. */
    void onNext(T item);

    /**
     * As {@link #onNext}, for one element of many.
     *
     * @return false if the element was passed over, and another may come in its place without a request
     */
    default boolean tryOnNext(T item) {
        onNext(item);
        return true;
    }

    /** The end, by an error. */
    void onError(Throwable error);

    /** The end. */
    void onComplete();

    /** An element that came after the subscriber's own cancel. */
    void onDiscard(T item);

    /** An error that came after the end, or after the subscriber's own cancel. */
    void onErrorDropped(Throwable error);

    /** {@return whether the calling thread may block} Asked before a loop is driven on it. */
    boolean mayBlock();

    /** {@return whether the subscribing thread waits for the end} Asked on it, where it runs the very loop it would wait for. */
    default boolean waitsHere() {
        return false;
    }

    /** {@return what the body works in; null for the subscribing code's own values} Asked on the subscribing thread. */
    default @Nullable LoopContext context() {
        return null;
    }
}
