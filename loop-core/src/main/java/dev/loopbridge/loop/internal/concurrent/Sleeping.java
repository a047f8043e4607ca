package dev.loopbridge.loop.internal.concurrent;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.TimerHandle;
import dev.loopbridge.loop.internal.task.BareYield;
import dev.loopbridge.loop.internal.task.SettableFuture;
import dev.loopbridge.loop.internal.task.TaskLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A future that a timer finishes; however it ends, the timer does not outlive it. */
public final class Sleeping<T extends @Nullable Object> extends SettableFuture<T> {
    private final TimerHandle timer;

    private Sleeping(TaskLoop loop, Duration delay, T result) {
        super(loop);
        timer = loop.callLater(delay, () -> wake(result));
    }

    /** As {@code Tasks.sleep(delay, result)}. */
    public static <T extends @Nullable Object> LoopFuture<T> sleep(Duration delay, T result) {
        requireNonNull(delay, "delay");
        TaskLoop loop = (TaskLoop) EventLoops.getRunningLoop();
        return delay.isZero() || delay.isNegative()
                ? new BareYield<>(loop, result)
                : new Sleeping<>(loop, delay, result);
    }

    private void wake(T result) {
        if (!isDone()) {
            finish(result, null);
        }
    }

    @Override
    protected void release() {
        timer.cancel();
    }
}
