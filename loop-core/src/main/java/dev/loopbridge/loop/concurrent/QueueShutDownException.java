package dev.loopbridge.loop.concurrent;

/**
 * A {@link LoopQueue} was shut down: it takes no more items, and has none left to give.
 *
 * @see <a href="https://docs.python.org/3/library/asyncio-queue.html#asyncio.QueueShutDown">asyncio QueueShutDown</a>
 */
public final class QueueShutDownException extends IllegalStateException {
    /** @param message which queue */
    public QueueShutDownException(String message) {
        super(message);
    }
}
