package dev.loopbridge.loop;

import org.jspecify.annotations.Nullable;

/**
 * What a loop says of itself, and to whom: its name and state, asyncio's debug mode, and the handler for errors without a caller. Each {@link
 * EventLoop} is one.
 *
 * @see <a href="https://docs.python.org/3/library/asyncio-eventloop.html#error-handling-api">asyncio: error handling API</a>
 */
public interface LoopDiagnostics {
    /** {@return the name, {@code loop-N} unless one was given} */
    String name();

    /** {@return whether a {@code run*} is under way} Call from any thread. */
    boolean isRunning();

    /** {@return whether this is closed, for good} Call from any thread. */
    boolean isClosed();

    /** {@return whether the calling thread is now running a callback or coroutine step of this loop} */
    boolean inLoop();

    /** {@return whether this is in debug mode, see {@link EventLoop.Builder#debug}} */
    boolean isDebug();

    /**
     * Switches debug mode on or off, from here on: what was scheduled before is not watched.
     *
     * <p><b>Call from</b> any thread.
     *
     * @param enabled as {@link EventLoop.Builder#debug}
     * @see <a href="https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.set_debug">asyncio set_debug</a>
     */
    void setDebug(boolean enabled);

    /**
     * Replaces the handler for errors without a caller.
     *
     * <p><b>Call from</b> any thread; an error that is being handled meanwhile may go to either.
     *
     * @param handler null for the default, which logs them
     * @see <a
     *     href="https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.set_exception_handler">set_exception_handler</a>
     */
    void setExceptionHandler(@Nullable LoopExceptionHandler handler);

    /** {@return the handler for errors without a caller; null if they are logged} Call from any thread. */
    @Nullable
    LoopExceptionHandler getExceptionHandler();

    /**
     * Hands an error that has no caller to this loop's exception handler, now.
     *
     * <p><b>Call from</b> the loop. What the handler throws is logged, along with the error; an {@link Error} of the handler's is
     * thrown on as well.
     *
     * @param context what happened
     * @see <a href="https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.call_exception_handler">asyncio
     *     call_exception_handler</a>
     */
    void callExceptionHandler(LoopExceptionHandler.Context context);
}
