package dev.loopbridge.loop.concurrent;

import java.util.NoSuchElementException;

/**
 * A {@link LoopQueue} has no item to give without waiting.
 *
 * @see <a href="https://docs.python.org/3/library/asyncio-queue.html#asyncio.QueueEmpty">asyncio QueueEmpty</a>
 */
public final class QueueEmptyException extends NoSuchElementException {
    /** @param message which queue, and the way out */
    public QueueEmptyException(String message) {
        super(message);
    }
}
