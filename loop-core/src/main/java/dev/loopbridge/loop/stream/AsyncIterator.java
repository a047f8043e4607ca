package dev.loopbridge.loop.stream;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.internal.concurrent.PulledGenerator;
import dev.loopbridge.loop.internal.jvm.Sneaky;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Elements that arrive one by one, each when it is asked for: Python's asynchronous iterator.
 *
 * <p>For coroutines of one loop, one at a time.
 *
 * <pre>{@code
 * AsyncIterator<Row> rows = ...;
 * while (rows.next()) {
 *     use(rows.current());
 * }
 * }</pre>
 *
 * @param <T> the type of the elements
 * @see <a href="https://docs.python.org/3/reference/datamodel.html#asynchronous-iterators">asynchronous iterators</a>
 */
public interface AsyncIterator<T> {
    /**
     * Pulls a generator: its body runs inside {@link #next()}, as part of the calling task, up to its next
     * {@link Emitter#emit}.
     *
     * <p>What the body throws comes out of {@link #next()}, once. One that was begun and neither reached its end nor was
     * finished is finished by its loop when that is shut down; when it is closed without, its {@code finally} blocks run all the
     * same.
     *
     * @param body begins at the first {@link #next()}; may await, and emit from its own coroutine only
     * @return for one pass
     * @param <T> the type of the elements
     * @see <a href="https://peps.python.org/pep-0525/">PEP 525, asynchronous generators</a>
     */
    static <T> AsyncIterator<T> of(Generator<T> body) {
        return new PulledGenerator<>(requireNonNull(body, "body"));
    }

    /**
     * Finishes every iterator of {@code loop} that was begun and has not ended, side by side: asyncio's
     * {@code shutdown_asyncgens}.
     *
     * <p><b>Call from</b> the running loop. What they throw goes to the exception handler.
     *
     * @param loop the loop that they were begun on
     * @return done when all are
     */
    static LoopFuture<@Nullable Void> finishAll(EventLoop loop) {
        return PulledGenerator.finishAll(requireNonNull(loop, "loop"));
    }

    /**
     * Goes to the next element; suspends the calling coroutine until there is one.
     *
     * @return false if there are no more, now and ever after
     * @throws CancelledError if the calling task was cancelled
     * @throws CoroutineExit if the loop is closing
     * @throws IllegalStateException outside a coroutine, or while another coroutine is in here
     */
    boolean next();

    /**
     * {@return the element that the last {@link #next()} went to}
     *
     * @throws IllegalStateException before the first one, and after the last
     */
    T current();

    /**
     * Throws {@code error} into a generator where it emits, and goes to the element that it emits next, if it catches that: Python's
     * {@code athrow}.
     *
     * <p>A generator that was not begun ends, and this throws {@code error}; one that has ended does nothing, and this returns
     * false. Any other iterator is {@link #finish() finished}, and this throws {@code error}, as if it had not caught it.
     *
     * @param error thrown as it is, checked or not; out of here, too, if nobody catches it
     * @return false if there are no more elements, now and ever after
     * @throws CancelledError if the calling task was cancelled
     * @throws CoroutineExit if the loop is closing
     * @throws IllegalStateException outside a coroutine, or while another coroutine is in here
     */
    default boolean athrow(Throwable error) {
        requireNonNull(error, "error");
        try {
            finish();
        } catch (CancelledError | CoroutineExit mustEnd) {
            mustEnd.addSuppressed(error);
            throw mustEnd;
        } catch (Throwable second) {
            if (second != error) {
                error.addSuppressed(second);
            }
        }
        throw Sneaky.rethrow(error);
    }

    /** Ends the stream and cleans up, which may suspend the calling coroutine; does nothing if it has ended. */
    void finish();

    /**
     * Calls {@code action} for each element that is left, one at a time, then finishes, however that ends.
     *
     * <p>It is part of the calling coroutine, and may await.
     *
     * @param action what it throws comes out of here
     */
    default void forEach(Consumer<? super T> action) {
        requireNonNull(action, "action");
        try {
            while (next()) {
                action.accept(current());
            }
        } finally {
            finish();
        }
    }
}
