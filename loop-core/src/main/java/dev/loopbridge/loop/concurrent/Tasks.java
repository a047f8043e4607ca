package dev.loopbridge.loop.concurrent;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.TimerHandle;
import dev.loopbridge.loop.internal.Awaiting;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a coroutine does with time and with its own task. <b>Call from</b> a running loop, unless said otherwise. */
public final class Tasks {
    private Tasks() {}

    /**
     * A future that is done after {@code delay}.
     *
     * <p><b>If cancelled</b>, its timer is cancelled too.
     *
     * @param delay zero or negative: done at once; use {@link #yieldNow()} to let others run
     * @return a future of the running loop
     * @throws IllegalStateException "no running event loop"
     * @see <a href="https://docs.python.org/3/library/asyncio-task.html#asyncio.sleep">asyncio.sleep</a>
     */
    @SuppressWarnings("NullAway") // the null is of the type Void
    public static LoopFuture<@Nullable Void> sleep(Duration delay) {
        requireNonNull(delay, "delay");
        EventLoop loop = EventLoops.getRunningLoop();
        LoopFuture<@Nullable Void> done = loop.createFuture();
        TimerHandle timer = loop.callLater(delay, () -> {
            if (!done.isDone()) {
                done.setResult(null);
            }
        });
        done.addDoneCallback(ended -> timer.cancel());
        return done;
    }

    /**
     * Suspends the calling coroutine for exactly one iteration: asyncio's {@code sleep(0)}.
     *
     * @throws CancelledError if the task was cancelled
     * @throws CoroutineExit if the loop is closing
     * @throws IllegalStateException outside a coroutine
     */
    public static void yieldNow() {
        Awaiting.yieldOnce();
    }

    /** {@return the task that runs now; null in a plain callback} Call from any thread: null where no loop runs. */
    public static @Nullable Task<?> current() {
        return Awaiting.currentTask();
    }
}
