package dev.loopbridge.loop.bridge;

import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A publisher that coroutines take elements from, with the hooks of its ecosystem: what a bridge implements.
 *
 * <p>For one subscription. {@code toString()} names the publisher in messages.
 *
 * @param <T> the type of the elements
 */
public interface InflowSource<T> {
    /**
     * Subscribes a subscriber that hands its signals on to {@code inflow}, one to one. Called once, by the coroutine that
     * awaits; what this throws comes out of its await.
     */
    void subscribe(Inflow<T> inflow);

    /**
     * {@return what gives the one element without a subscription, or null if there is no element; null itself if the
     * publisher has to be subscribed to} What the call throws comes out of the await.
     */
    default @Nullable Callable<? extends @Nullable T> scalar() {
        return null;
    }

    /**
     * {@return the element that was awaited}
     *
     * @param element null if there is none
     * @throws NoSuchElementException if there is none
     */
    default T required(@Nullable T element) {
        if (element == null) {
            throw new NoSuchElementException(this + " completed without an element");
        }
        return element;
    }

    /** An element that was requested, and that no coroutine takes any more. */
    void onDiscard(T item);

    /** An element that came after the end. */
    void onNextDropped(T item);

    /** An error that came after the end, or that no coroutine takes any more. */
    void onErrorDropped(Throwable error);
}
