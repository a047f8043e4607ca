package dev.loopbridge.loop;

/**
 * A callback that wants to know if its loop closes before it could run.
 *
 * <p>Hand it to {@link EventLoop#execute}, {@link EventLoop#callSoon} or a timer: exactly one of {@link #run()} and
 * {@link #onAbandoned} is called, unless its handle is cancelled.
 */
public interface LoopRunnable extends Runnable {
    /**
     * Called instead of {@link #run()} when the loop closes first.
     *
     * <p><b>Runs on</b> the closing thread. What it submits to the loop is refused; what it throws goes to the loop's
     * exception handler.
     *
     * @param closed why, fresh for this callback
     */
    void onAbandoned(LoopClosedException closed);
}
