package dev.loopbridge.loop;

import dev.loopbridge.loop.internal.task.Awaiting;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The word {@code await}: import it statically.
 *
 * <p><b>Call from</b> a coroutine, at any depth of plain calls. Never hold a lock across it: another coroutine that wants the
 * lock would stop the loop.
 *
 * <p>A coroutine that goes on and on without having to wait, by awaits of what is done, elements that it emits or takes, locks that
 * are free, gives way now and then: after 128 of them in a row, or some that together took a millisecond, the next one suspends for one
 * iteration, so that timers, other tasks and a shutdown come through.
 *
 * @see <a href="https://docs.python.org/3/reference/expressions.html#await">Python await</a>
 */
public final class Await {
    private Await() {}

    /**
     * Suspends the calling coroutine until {@code future} is done; does not if it is done already.
     *
     * <p><b>If cancelled</b> while it waits, the future is cancelled as well.
     *
     * @param future a future of this loop
     * @return its result
     * @param <T> the type of the result
     * @throws CancelledError if the task or the future was cancelled
     * @throws CoroutineExit if the loop is closing
     * @throws IllegalStateException outside a coroutine, on the task itself, or on a future of another loop
     */
    public static <T extends @Nullable Object> T await(LoopFuture<T> future) {
        return Awaiting.future(future);
    }

    /**
     * As {@link #await(LoopFuture)} for a stage that is completed anywhere.
     *
     * <p><b>If cancelled</b> while it waits, the stage is cancelled as well, as far as it allows.
     *
     * @param stage completed on any thread; its exception is taken out of
     *     {@link java.util.concurrent.CompletionException}
     * @return its result
     * @param <T> the type of the result
     * @throws CancelledError if the task or the stage was cancelled
     * @throws CoroutineExit if the loop is closing
     * @throws IllegalStateException outside a coroutine
     */
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return Awaiting.stage(stage);
    }
}
