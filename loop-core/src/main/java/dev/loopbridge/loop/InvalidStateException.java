package dev.loopbridge.loop;

/**
 * A future was asked for, or given, what its state does not allow: a result before it is done, or a second one.
 *
 * @see <a href="https://docs.python.org/3/library/asyncio-exceptions.html#asyncio.InvalidStateError">asyncio
 *     InvalidStateError</a>
 */
public final class InvalidStateException extends IllegalStateException {
    /** @param message what is wrong */
    public InvalidStateException(String message) {
        super(message);
    }
}
