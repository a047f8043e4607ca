package dev.loopbridge.loop.concurrent;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.internal.concurrent.Acquired;
import dev.loopbridge.loop.internal.concurrent.Waiters;
import dev.loopbridge.loop.internal.task.Awaiting;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits for coroutines to hold.
 *
 * <p>For one loop, the one on which it first makes a coroutine wait; not thread-safe. Who asks first gets a permit first: one
 * that is released while others wait goes to the first of them, and newcomers queue behind.
 *
 * <pre>{@code
 * LoopSemaphore atMostFive = new LoopSemaphore(5);
 * ...
 * String page = atMostFive.with(() -> await(client.sendAsync(request, ofString())).body());
 * }</pre>
 *
 * @see <a href="https://docs.python.org/3/library/asyncio-sync.html#asyncio.Semaphore">asyncio.Semaphore</a>
 */
public final class LoopSemaphore {
    private final Waiters waiters = new Waiters(this);
    private final int most;

    /** Permits that nobody holds; one that is given to a waiter is taken from here at once. */
    private int value;

    /**
     * One that may be released at any time, also above {@code value}.
     *
     * @param value the permits at first; zero or more
     */
    public LoopSemaphore(int value) {
        this(value, Integer.MAX_VALUE);
    }

    private LoopSemaphore(int value, int most) {
        if (value < 0) {
            throw new IllegalArgumentException("Semaphore initial value must be >= 0, was " + value);
        }
        this.value = value;
        this.most = most;
    }

    /**
     * One that refuses to be released more often than it was acquired: asyncio's BoundedSemaphore.
     *
     * @param value the permits at first, and at most; zero or more
     * @return a new one
     */
    public static LoopSemaphore bounded(int value) {
        return new LoopSemaphore(value, value);
    }

    /**
     * Takes a permit; suspends the calling coroutine while there is none or others wait for one, and only then.
     *
     * <p><b>If cancelled</b> while it waits, it takes none; one that it had just been given goes to the next.
     *
     * @throws CancelledError if the task was cancelled
     * @throws CoroutineExit if the loop is closing
     * @throws IllegalStateException if it would have to wait, and is outside a coroutine or on a loop to which this is not bound; or
     *     if that loop runs on another thread
     */
    public void acquire() {
        waiters.checkThread();
        Awaiting.giveWay();
        if (!isLocked()) {
            value--;
            return;
        }
        LoopFuture<Boolean> place = waiters.join();
        try {
            waiters.await(place);
        } catch (Throwable failed) {
            if (Waiters.wasWoken(place)) {
                value++;
            }
            throw failed;
        } finally {
            value -= waiters.wake(value); // those who queued only because others were in the line
        }
    }

    /**
     * Gives a permit back, to the first that waits if any does. Never suspends.
     *
     * @throws IllegalArgumentException "BoundedSemaphore released too many times"
     * @throws IllegalStateException if the loop runs on another thread; then nothing has changed
     */
    public void release() {
        waiters.change(this::giveBack);
    }

    private void giveBack() {
        if (value >= most) {
            throw new IllegalArgumentException("BoundedSemaphore released too many times: all " + most
                    + " permits are back already; release() once for each acquire()");
        }
        if (waiters.wake(1) == 0) {
            value++;
        }
    }

    /** {@return whether {@link #acquire()} would have to wait} */
    public boolean isLocked() {
        return value == 0 || waiters.isContended();
    }

    /**
     * Runs {@code body} in the calling coroutine while it holds a permit: asyncio's {@code async with}.
     *
     * @return its result; what it throws, checked or not, is thrown as it is
     * @param body may await
     * @param <T> the type of the result
     * @throws CancelledError if the task was cancelled
     * @throws CoroutineExit if the loop is closing
     * @throws IllegalStateException as {@link #acquire()}
     */
    public <T extends @Nullable Object> T with(Coroutine<? extends T> body) {
        requireNonNull(body, "body");
        acquire();
        return Acquired.during(body, this::release);
    }

    @Override
    public String toString() {
        return waiters.describe(isLocked() ? "locked" : "unlocked, value:" + value);
    }
}
