package dev.loopbridge.loop.concurrent;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.internal.concurrent.Waiters;
import dev.loopbridge.loop.internal.task.Awaiting;

/**
 * A flag for coroutines to wait for.
 *
 * <p>For one loop, the one on which it first makes a coroutine wait; not thread-safe.
 *
 * @see <a href="https://docs.python.org/3/library/asyncio-sync.html#asyncio.Event">asyncio.Event</a>
 */
public final class LoopEvent {
    private final Waiters waiters = new Waiters(this);
    private boolean set;

    /** One that is not set. */
    public LoopEvent() {}

    /**
     * Suspends the calling coroutine until this is set; does not if it is set already.
     *
     * <p>Whoever waits when it is set returns, though it be cleared again at once.
     *
     * @throws CancelledError if the task was cancelled
     * @throws CoroutineExit if the loop is closing
     * @throws IllegalStateException if it would have to wait, and is outside a coroutine or on a loop to which this is not bound
     */
    public void await() {
        Awaiting.giveWay();
        if (!set) {
            waiters.await(waiters.join());
        }
    }

    /**
     * Sets the flag and wakes all that wait, in the order in which they came. Never suspends.
     *
     * @throws IllegalStateException if the loop runs on another thread; then nothing has changed
     */
    public void set() {
        if (!set) {
            waiters.change(() -> {
                waiters.wakeAll();
                set = true;
            });
        }
    }

    /**
     * Takes the flag back: whoever waits from now on, waits for the next {@link #set()}.
     *
     * @throws IllegalStateException if the loop runs on another thread; then nothing has changed
     */
    public void clear() {
        waiters.checkThread();
        set = false;
    }

    /** Runs {@code change}, which sets or clears this among other things, as {@link #set()} does. */
    void change(Runnable change) {
        waiters.change(change);
    }

    /** {@return whether the flag is set} */
    public boolean isSet() {
        return set;
    }

    @Override
    public String toString() {
        return waiters.describe(set ? "set" : "unset");
    }
}
