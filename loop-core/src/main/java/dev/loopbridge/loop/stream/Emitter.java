package dev.loopbridge.loop.stream;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.CoroutineExit;

/**
 * Where a generator puts its elements.
 *
 * @param <T> the type of the elements
 */
@FunctionalInterface
public interface Emitter<T> {
    /**
     * Hands one element on; suspends first while there is no demand. Never buffers.
     *
     * <p><b>Call from</b> the generator, or a task that it created on the same loop. The receiver runs within this call, and
     * what it throws comes out here.
     *
     * @param item not null
     * @throws CancelledError if the subscription was cancelled: let it pass
     * @throws CoroutineExit if the loop is closing: let it pass
     * @throws IllegalStateException outside a coroutine of the generator's loop
     */
    void emit(T item);
}
