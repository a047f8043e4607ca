package dev.loopbridge.loop.concurrent;

/**
 * A {@link LoopBarrier} was reset or aborted, so that not all parties will come.
 *
 * <p>Unchecked, unlike {@link java.util.concurrent.BrokenBarrierException}: coroutines wait at any depth of plain calls.
 *
 * @see <a href="https://docs.python.org/3/library/asyncio-sync.html#asyncio.BrokenBarrierError">asyncio
 *     BrokenBarrierError</a>
 */
public final class BarrierBrokenException extends IllegalStateException {
    /** @param message what happened to which barrier */
    public BarrierBrokenException(String message) {
        super(message);
    }
}
