package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.TimerHandle;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a runner's coroutines left behind. */
public final class Leftovers {
    /** As CPython's: calls that never return must not keep a program from ending. */
    private static final Duration EXECUTOR_PATIENCE = Duration.ofMinutes(5);

    private Leftovers() {}

    /** asyncio's order: the tasks, cancelled once; the iterators; the default executor. Runs the idle loop for it. */
    public static void clear(EventLoop idle) {
        NativeLoop loop = (NativeLoop) idle;
        if (loop.isClosed()) {
            return;
        }
        cancelTasks(loop);
        if (!loop.generators().isEmpty()) {
            var unused = loop.<@Nullable Void>runUntilComplete(
                    () -> Awaiting.future(loop.generators().finishAll()));
        }
        if (loop.defaultExecutor().isInUse()) {
            awaitDefaultExecutor(loop);
        }
    }

    private static void awaitDefaultExecutor(NativeLoop loop) {
        LoopFuture<@Nullable Void> over = PoolCall.shutDownDefault(loop);
        TimerHandle patience = loop.callLater(EXECUTOR_PATIENCE, over::cancel);
        try {
            var unused = loop.<@Nullable Void>runUntilComplete(over);
        } catch (CancelledError impatient) {
            ErrorLog.warn(
                    "The default executor of loop \"" + loop.name() + "\" still works after " + EXECUTOR_PATIENCE
                            + "; its threads are left to themselves",
                    impatient);
        } finally {
            patience.cancel();
        }
    }

    /** Cancels all tasks of an idle loop, once, runs it until they are done, and reports what they threw. */
    private static void cancelTasks(NativeLoop loop) {
        List<LoopTask<?>> tasks = loop.liveTasks();
        if (tasks.isEmpty()) {
            return;
        }
        LoopFuture<Boolean> allDone = loop.createFuture();
        int[] left = {tasks.size()};
        loop.confine("close()", () -> {
            for (LoopTask<?> task : tasks) {
                task.cancelNow(null);
                task.addCallback((Step) () -> {
                    if (--left[0] == 0) {
                        allDone.setResult(true);
                    }
                });
            }
        });
        loop.runUntilComplete(allDone);
        for (LoopTask<?> task : tasks) {
            Throwable error = task.isCancelled() ? null : task.exception();
            if (error != null) {
                loop.errors().report("unhandled exception during EventLoops.run() shutdown", error, "task", task);
            }
        }
    }
}
