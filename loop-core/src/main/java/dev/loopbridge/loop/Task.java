package dev.loopbridge.loop;

import org.jspecify.annotations.Nullable;

/**
 * A coroutine on its way, and the future of its result.
 *
 * <p>{@link #cancel()} throws {@link CancelledError} into the body where it awaits, one iteration later; if it awaits a
 * future, that future is cancelled, and if a task, the request is handed on. A body may clean up first, or refuse; until it has
 * ended, this is not done, whichever thread asked: {@code toCompletableFuture().cancel(true)} is for who will not wait for that.
 *
 * @param <T> the type of the result
 * @see <a href="https://docs.python.org/3/library/asyncio-task.html#asyncio.Task">asyncio Task</a>
 */
public interface Task<T extends @Nullable Object> extends LoopFuture<T> {
    /** {@return the name, {@code Task-N} unless one was set} */
    String name();

    /** @param name the new name */
    void setName(String name);

    /** {@return how many {@link #cancel()} requests there are, less {@link #uncancel()}} */
    int cancelling();

    /**
     * Takes back one request to cancel; the last one taken back withdraws it, if it was not delivered yet.
     *
     * @return how many are left, never below zero
     */
    int uncancel();
}
