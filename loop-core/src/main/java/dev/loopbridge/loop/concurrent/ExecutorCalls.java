package dev.loopbridge.loop.concurrent;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.LoopLocal;
import dev.loopbridge.loop.internal.concurrent.PoolCall;
import dev.loopbridge.loop.internal.core.MutableContext;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** asyncio's {@code run_in_executor}, {@code to_thread} and what belongs to them: the part of {@link Tasks} about other threads. */
abstract class ExecutorCalls {
    ExecutorCalls() {}

    /** As {@link #inExecutor(EventLoop, Executor, Callable)} for the running loop's default executor. */
    public static <T extends @Nullable Object> LoopFuture<T> inExecutor(Callable<? extends T> call) {
        return inExecutor(EventLoops.getRunningLoop(), null, call);
    }

    /** As {@link #inExecutor(EventLoop, Executor, Callable)} for the running loop. */
    public static <T extends @Nullable Object> LoopFuture<T> inExecutor(Executor executor, Callable<? extends T> call) {
        return inExecutor(EventLoops.getRunningLoop(), requireNonNull(executor, "executor"), call);
    }

    /**
     * Makes a blocking call elsewhere.
     *
     * <p><b>Call from</b> any thread. <b>If cancelled</b>, a call that has not begun never will; one that has goes on, and its
     * result is dropped. So it is when the loop is closed by then.
     *
     * @param loop gets the result
     * @param executor makes the call; null: the loop's default executor
     * @param call may block
     * @return a future of that loop
     * @param <T> the type of the result
     * @throws LoopClosedException if the loop is closed
     * @throws IllegalStateException "Executor shutdown has been called"
     * @throws RejectedExecutionException if the executor refuses
     * @see <a
     *     href="https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.run_in_executor">run_in_executor</a>
     */
    public static <T extends @Nullable Object> LoopFuture<T> inExecutor(
            EventLoop loop, @Nullable Executor executor, Callable<? extends T> call) {
        return PoolCall.start(loop, executor, call);
    }

    /**
     * Makes a blocking call on a thread of the running loop's default executor, with the {@link LoopLocal}s of here and now.
     *
     * @param call may block
     * @return a future of the running loop
     * @param <T> the type of the result
     * @throws IllegalStateException "Executor shutdown has been called"
     * @see <a href="https://docs.python.org/3/library/asyncio-task.html#asyncio.to_thread">asyncio.to_thread</a>
     */
    public static <T extends @Nullable Object> LoopFuture<T> toThread(Callable<? extends T> call) {
        requireNonNull(call, "call");
        MutableContext mine = MutableContext.ofCurrent();
        EventLoop loop = EventLoops.getRunningLoop();
        return inExecutor(loop, null, () -> mine.call(loop, call));
    }

    /** As {@link #shutdownDefaultExecutor(EventLoop)} for the running loop. */
    public static LoopFuture<@Nullable Void> shutdownDefaultExecutor() {
        return shutdownDefaultExecutor(EventLoops.getRunningLoop());
    }

    /**
     * Lets the loop's default executor take no more calls.
     *
     * <p><b>Call from</b> any thread. One that was given to the builder is left alone, and yet used no more.
     *
     * @param loop whose default executor
     * @return done when all calls that were accepted have ended; cancelling it changes nothing
     * @throws LoopClosedException if the loop is closed, which shuts it down without waiting
     * @see <a
     *     href="https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.shutdown_default_executor">shutdown_default_executor</a>
     */
    public static LoopFuture<@Nullable Void> shutdownDefaultExecutor(EventLoop loop) {
        return PoolCall.shutDownDefault(loop);
    }
}
