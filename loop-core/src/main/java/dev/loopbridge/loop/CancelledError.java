package dev.loopbridge.loop;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by {@code await} in a task that was cancelled, and by whoever asks a cancelled future for its result.
 *
 * <p>An {@link Error}, as asyncio's is a {@code BaseException}: a body's {@code catch (Exception e)} must not swallow its own
 * cancellation. At the borders ({@link java.util.concurrent.Future#get()}, {@code CompletableFuture}, signals) it becomes
 * {@link java.util.concurrent.CancellationException}.
 *
 * @see <a href="https://docs.python.org/3/library/asyncio-exceptions.html#asyncio.CancelledError">asyncio CancelledError</a>
 */
public final class CancelledError extends Error {
    /** Without a message. */
    public CancelledError() {
        this(null);
    }

    /** @param message why, or null */
    public CancelledError(@Nullable String message) {
        super(message);
    }
}
