package dev.loopbridge.loop;

/**
 * A callback that was handed to a loop.
 *
 * @see <a href="https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.Handle">asyncio Handle</a>
 */
public interface Handle {
    /**
     * Keeps the callback from running.
     *
     * <p><b>Call from</b> any thread; never blocks. Once the callback has started this changes only {@link #isCancelled()};
     * calling it twice does nothing more.
     */
    void cancel();

    /** {@return whether {@link #cancel()} was called, even after the callback ran} */
    boolean isCancelled();
}
