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
 * A lock for coroutines that may suspend while they hold it.
 *
 * <p>For one loop, the one on which it first makes a coroutine wait; not thread-safe. Who asks first gets it first: neither
 * the coroutine that releases it nor a newcomer overtakes one that waits. It has no owner and is not reentrant.
 *
 * <pre>{@code
 * LoopLock lock = new LoopLock();
 * ...
 * String token = lock.with(() -> cached != null ? cached : (cached = await(fetchToken())));
 * }</pre>
 *
 * @see <a href="https://docs.python.org/3/library/asyncio-sync.html#asyncio.Lock">asyncio.Lock</a>
 */
public final class LoopLock {
    private final Waiters waiters = new Waiters(this);

    /** 0 or 1; more only while coroutines unwind from a loop that is closed: see {@link #holdToUnwind()}. */
    private int holders;

    /** An unlocked one. */
    public LoopLock() {}

    /**
     * Takes the lock; suspends the calling coroutine while it is held or others wait for it, and only then.
     *
     * <p><b>If cancelled</b> while it waits, it does not get the lock, and the next one may.
     *
     * @throws CancelledError if the task was cancelled
     * @throws CoroutineExit if the loop is closing
     * @throws IllegalStateException if it would have to wait, and is outside a coroutine or on a loop to which this is not bound; or
     *     if that loop runs on another thread
     */
    public void acquire() {
        waiters.checkThread();
        Awaiting.giveWay();
        if (holders == 0 && !waiters.isContended()) {
            holders = 1;
            return;
        }
        LoopFuture<Boolean> place = waiters.join();
        try {
            waiters.await(place);
        } catch (CancelledError cancelled) {
            if (holders == 0) {
                waiters.wakeFirst();
            }
            throw cancelled;
        }
        holders = 1;
    }

    /**
     * Gives the lock up, and wakes the first that waits for it. Never suspends.
     *
     * @throws IllegalStateException "Lock is not acquired."; or if the loop runs on another thread: then nothing has changed
     */
    public void release() {
        if (holders == 0) {
            throw new IllegalStateException("Lock is not acquired.");
        }
        waiters.change(() -> {
            waiters.wakeFirst();
            holders--;
        });
    }

    /** {@return whether it is held} */
    public boolean isLocked() {
        return holders > 0;
    }

    /**
     * Runs {@code body} in the calling coroutine while this is held: asyncio's {@code async with}.
     *
     * @return its result; what it throws, checked or not, is thrown as it is
     * @param body may await
     * @param <T> the type of the result
     * @throws CancelledError if the task was cancelled
     * @throws CoroutineExit if the loop is closing
     * @throws IllegalStateException as {@link #acquire()} and {@link #release()}
     */
    public <T extends @Nullable Object> T with(Coroutine<? extends T> body) {
        requireNonNull(body, "body");
        acquire();
        return Acquired.during(body, this::release);
    }

    /**
     * Takes the lock whoever holds it: for a coroutine that unwinds and cannot wait, but whose {@code finally} will release.
     */
    void holdToUnwind() {
        holders++;
    }

    @Override
    public String toString() {
        return waiters.describe(isLocked() ? "locked" : "unlocked");
    }
}
