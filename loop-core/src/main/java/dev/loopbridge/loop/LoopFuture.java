package dev.loopbridge.loop;

import dev.loopbridge.loop.internal.task.WrappedStage;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A result that a loop is waiting for.
 *
 * <p>Pending, then finished (with a result or an exception) or cancelled, and never back. It belongs to its loop: complete it
 * and add callbacks on the loop, or while the loop is idle. {@link #get()}, {@link #cancel()},
 * {@link #toCompletableFuture()} and the questions are for any thread.
 *
 * @param <T> the type of the result
 * @see <a href="https://docs.python.org/3/library/asyncio-future.html#asyncio.Future">asyncio Future</a>
 */
public interface LoopFuture<T extends @Nullable Object> extends Future<T> {
    /** {@return the loop that this belongs to} */
    EventLoop loop();

    /**
     * {@return the result} An exception set here is thrown as it is, checked or not, the same instance each time.
     *
     * @throws CancelledError if this was cancelled
     * @throws InvalidStateException "Result is not set." if this is pending
     */
    T result();

    /**
     * {@return the exception set here, or null if there is a result}
     *
     * @throws CancelledError if this was cancelled
     * @throws InvalidStateException "Exception is not set." if this is pending
     */
    @Nullable
    Throwable exception();

    /**
     * Finishes this with a result, and queues its callbacks.
     *
     * <p><b>Call from</b> the loop, or any thread while it is idle. On a closed loop the state changes first, and then the
     * callbacks are refused.
     *
     * @param result the result
     * @throws InvalidStateException if this is done
     * @throws IllegalStateException if the loop runs on another thread, or this is a {@link Task}
     * @throws LoopClosedException if callbacks wait and the loop is closed
     */
    void setResult(T result);

    /**
     * Finishes this with an exception, and queues its callbacks: as {@link #setResult}.
     *
     * @param exception what {@link #result()} then throws
     * @throws InvalidStateException if this is done
     * @throws IllegalStateException if the loop runs on another thread, or this is a {@link Task}
     * @throws LoopClosedException if callbacks wait and the loop is closed
     */
    void setException(Throwable exception);

    /** {@return whether this is finished or cancelled} */
    @Override
    boolean isDone();

    /** {@return whether this was cancelled} */
    @Override
    boolean isCancelled();

    /** As {@link #cancel(String)} without a message. */
    default boolean cancel() {
        return cancel(null);
    }

    /**
     * Cancels a pending future; asks a task to end (see {@link Task}).
     *
     * <p><b>Call from</b> any thread; never blocks. From a thread that is not the loop's, it is carried out on the loop, in
     * the order of what that thread submits: this is not done yet when it returns, and a task may refuse. Python's
     * {@code run_coroutine_threadsafe} gives a future that is cancelled at once, whatever the task makes of it: so is the copy that
     * {@link #toCompletableFuture()} makes, whose {@code cancel} asks this as well.
     *
     * @param message for the {@link CancelledError}; may be null
     * @return false if this was done already
     */
    boolean cancel(@Nullable String message);

    /** As {@link #cancel()}; nothing is ever interrupted. */
    @Override
    default boolean cancel(boolean mayInterruptIfRunning) {
        return cancel(null);
    }

    /**
     * Calls {@code callback} with this once it is done.
     *
     * <p><b>Call from</b> the loop, or any thread while it is idle. <b>Runs on</b> the home thread, queued by
     * {@code callSoon} at the moment of completion. <b>Order</b>: of registration.
     *
     * @param callback the same one may be added several times
     * @throws LoopClosedException if this is done and the loop is closed
     */
    void addDoneCallback(Consumer<? super LoopFuture<T>> callback);

    /**
     * Takes out every registration of {@code callback} that is not queued yet.
     *
     * @param callback compared by {@code equals}
     * @return how many there were
     */
    int removeDoneCallback(Consumer<? super LoopFuture<T>> callback);

    /**
     * Waits on a plain thread until this is done, or its loop is closed.
     *
     * @throws CancellationException if this was cancelled, or failed with {@link CancelledError}
     * @throws ExecutionException with the exception; with a {@link LoopClosedException} if the loop closed first
     * @throws InterruptedException if the calling thread is interrupted; this is left alone
     * @throws IllegalStateException on the loop itself, which could then never complete it
     */
    @Override
    T get() throws InterruptedException, ExecutionException;

    /**
     * A copy of the outcome for code that knows no loops.
     *
     * <p><b>Call from</b> any thread. <b>Runs on</b> the home thread: what depends on the copy. Cancelling the copy cancels
     * this; closing the loop fails the copy with {@link LoopClosedException}.
     *
     * @return a new one for each call
     */
    CompletableFuture<T> toCompletableFuture();

    /**
     * Waits for {@code stage} on {@code loop}.
     *
     * <p><b>Call from</b> any thread. Its exception is taken out of {@link java.util.concurrent.CompletionException}.
     * <b>If cancelled</b>, the stage is cancelled too, as far as it allows.
     *
     * @param loop where the future belongs
     * @param stage completed on any thread
     * @return a future of that loop; done at once if the stage is, and this is the loop
     * @param <T> the type of the result
     * @see <a href="https://docs.python.org/3/library/asyncio-future.html#asyncio.wrap_future">asyncio wrap_future</a>
     */
    static <T extends @Nullable Object> LoopFuture<T> wrap(EventLoop loop, CompletionStage<? extends T> stage) {
        return WrappedStage.wrap(loop, stage);
    }
}
