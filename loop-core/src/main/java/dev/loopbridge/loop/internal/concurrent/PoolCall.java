package dev.loopbridge.loop.internal.concurrent;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.internal.task.SettableFuture;
import dev.loopbridge.loop.internal.task.TaskLoop;
import dev.loopbridge.loop.internal.task.WrappedStage;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** A future of a loop that a call in a pool completes: asyncio's {@code run_in_executor}. */
public final class PoolCall<T extends @Nullable Object> extends SettableFuture<T> {
    /** Null once this is done. */
    private @Nullable FutureTask<T> job;

    private PoolCall(TaskLoop loop, Callable<? extends T> call) {
        super(loop);
        job = new FutureTask<>(call::call) {
            @Override
            protected void done() {
                if (!PoolCall.this.isDone()) {
                    loop.deliverStep(PoolCall.this::take); // runs no user code
                }
            }
        };
    }

    /** As {@code Tasks.inExecutor(loop, executor, call)}. */
    public static <T extends @Nullable Object> LoopFuture<T> start(
            EventLoop loop, @Nullable Executor executor, Callable<? extends T> call) {
        TaskLoop home = (TaskLoop) requireNonNull(loop, "loop");
        PoolCall<T> future = new PoolCall<>(home, requireNonNull(call, "call"));
        FutureTask<T> job = requireNonNull(future.job);
        home.refuseIfClosed();
        try {
            if (executor != null) {
                executor.execute(job);
            } else {
                home.defaultExecutor().execute(job);
            }
        } catch (RuntimeException refused) {
            home.refuseIfClosed(); // meanwhile, which says more
            throw refused;
        }
        return future;
    }

    /** As {@code Tasks.shutdownDefaultExecutor(loop)}. */
    public static LoopFuture<@Nullable Void> shutDownDefault(EventLoop loop) {
        TaskLoop home = (TaskLoop) requireNonNull(loop, "loop");
        home.refuseIfClosed();
        return WrappedStage.wrap(home, home.defaultExecutor().shutDown().copy());
    }

    private void take() {
        FutureTask<T> done = job;
        if (done == null || isDone()) {
            return; // cancelled here, or told by the close
        }
        try {
            finish(done.get(), null);
        } catch (ExecutionException thrown) {
            finish(null, thrown.getCause());
        } catch (CancellationException byThePool) {
            super.cancelNow(byThePool.getMessage());
        } catch (InterruptedException e) {
            throw new AssertionError("the job is done", e);
        }
    }

    /** A call that has not begun never will; the result of one that has is dropped. */
    @Override
    public boolean cancelNow(@Nullable String message) {
        FutureTask<T> waiting = job;
        boolean cancelled = super.cancelNow(message);
        if (cancelled && waiting != null) {
            waiting.cancel(/* mayInterruptIfRunning= */ false);
        }
        return cancelled;
    }

    @Override
    protected void release() {
        job = null;
    }
}
