package dev.loopbridge.loop.concurrent;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.internal.concurrent.Waiters;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A lock, and a place to wait, without it, for what others do while they hold it.
 *
 * <p>For one loop, the one on which it first makes a coroutine wait; not thread-safe. {@code await}, {@code signal} and
 * {@code signalAll} are asyncio's wait, notify and notify_all, by the names of {@link java.util.concurrent.locks.Condition}.
 *
 * <pre>{@code
 * LoopCondition changed = new LoopCondition();
 * ...
 * changed.with(() -> { balance += 10; changed.signalAll(); return balance; });   // one coroutine
 * ...
 * changed.with(() -> { changed.awaitUntil(() -> balance >= 100); return pay(); }); // another
 * }</pre>
 *
 * @see <a href="https://docs.python.org/3/library/asyncio-sync.html#asyncio.Condition">asyncio.Condition</a>
 */
public final class LoopCondition {
    private final Waiters waiters = new Waiters(this);
    private final LoopLock lock;

    /** One with a lock of its own. */
    public LoopCondition() {
        this(new LoopLock());
    }

    /** @param lock may have several conditions */
    public LoopCondition(LoopLock lock) {
        this.lock = requireNonNull(lock, "lock");
    }

    /** Takes the lock: as {@link LoopLock#acquire()}. */
    public void acquire() {
        waiters.checkThread();
        lock.acquire();
    }

    /** Gives the lock up: as {@link LoopLock#release()}. */
    public void release() {
        lock.release();
    }

    /** {@return whether the lock is held} */
    public boolean isLocked() {
        return lock.isLocked();
    }

    /**
     * Runs {@code body} while the lock is held: as {@link LoopLock#with}.
     *
     * @return its result
     * @param body may await
     * @param <T> the type of the result
     */
    public <T extends @Nullable Object> T with(Coroutine<? extends T> body) {
        waiters.checkThread();
        return lock.with(body);
    }

    /**
     * Gives the lock up, suspends the calling coroutine until it is signalled, and takes the lock again.
     *
     * <p>May return without a signal, so ask again what was waited for; {@link #awaitUntil} does.
     * <b>If cancelled</b>, it takes the lock again all the same before it throws, and passes on a signal that it had got.
     *
     * @throws CancelledError if the task was cancelled
     * @throws CoroutineExit if the loop is closing
     * @throws IllegalStateException "cannot wait on un-acquired lock"; or outside a coroutine, or on a loop to which this is
     *     not bound: then the lock stays held
     */
    public void await() {
        refuseUnlocked("cannot wait on un-acquired lock");
        LoopFuture<Boolean> place = waiters.join();
        try {
            lock.release();
        } catch (Throwable refused) {
            waiters.leave(place);
            throw refused;
        }
        try {
            try {
                waiters.await(place);
            } finally {
                acquireAgain();
            }
        } catch (Throwable failed) {
            waiters.wake(1); // the signal may have been this one's; one too many is allowed
            throw failed;
        }
    }

    /** Whatever happens: the caller will release the lock. */
    private void acquireAgain() {
        CancelledError cancelled = null;
        for (boolean held = false; !held; ) {
            try {
                lock.acquire();
                held = true;
            } catch (CancelledError later) {
                cancelled = later;
            } catch (CoroutineExit exit) {
                lock.holdToUnwind();
                throw exit;
            }
        }
        if (cancelled != null) {
            throw cancelled;
        }
    }

    /**
     * {@link #await() Awaits} until {@code condition} holds; does not suspend if it does already.
     *
     * @param condition asked with the lock held: at first, and after each signal
     * @throws CancelledError if the task was cancelled
     * @throws CoroutineExit if the loop is closing
     * @throws IllegalStateException as {@link #await()}
     */
    public void awaitUntil(BooleanSupplier condition) {
        requireNonNull(condition, "condition");
        if (condition.getAsBoolean()) {
            return;
        }
        do {
            await();
        } while (!askAgain(condition::getAsBoolean));
    }

    /** Whoever fails of its question has used up a signal: the next asks instead. */
    private <T extends @Nullable Object> T askAgain(Supplier<? extends T> question) {
        try {
            return question.get();
        } catch (Throwable failed) {
            waiters.wake(1);
            throw failed;
        }
    }

    /**
     * As {@link #awaitUntil} for a condition that is a value: asyncio's wait_for with its result.
     *
     * @return the first value that is not null
     * @param value asked with the lock held: at first, and after each signal
     * @param <T> the type of the value
     */
    public <T> T awaitNonNull(Supplier<? extends @Nullable T> value) {
        requireNonNull(value, "value");
        T found = value.get();
        while (found == null) {
            await();
            found = this.<@Nullable T>askAgain(value);
        }
        return found;
    }

    /** Wakes the first that awaits: as {@link #signal(int)} with 1. */
    public void signal() {
        signal(1);
    }

    /**
     * Wakes the first {@code count} that await; each goes on once it has got the lock. Never suspends.
     *
     * @param count none if zero or negative; all if there are fewer
     * @throws IllegalStateException "cannot notify on un-acquired lock"; or if the loop runs on another thread: then nothing has
     *     changed
     */
    public void signal(int count) {
        refuseUnlocked("cannot notify on un-acquired lock");
        waiters.change(() -> waiters.wake(count));
    }

    /** Wakes all that await: as {@link #signal(int)} with their number. */
    public void signalAll() {
        signal(Integer.MAX_VALUE);
    }

    private void refuseUnlocked(String message) {
        if (!isLocked()) {
            throw new IllegalStateException(message + "; call it inside with()");
        }
    }

    @Override
    public String toString() {
        return waiters.describe(isLocked() ? "locked" : "unlocked");
    }
}
