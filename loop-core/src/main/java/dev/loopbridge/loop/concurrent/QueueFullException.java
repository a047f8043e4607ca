package dev.loopbridge.loop.concurrent;

/**
 * A {@link LoopQueue} has no room for an item without waiting.
 *
 * @see <a href="https://docs.python.org/3/library/asyncio-queue.html#asyncio.QueueFull">asyncio QueueFull</a>
 */
public final class QueueFullException extends IllegalStateException {
    /** @param message which queue, and the way out */
    public QueueFullException(String message) {
        super(message);
    }
}
