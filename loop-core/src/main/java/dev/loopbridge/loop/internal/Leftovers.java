package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopFuture;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What a runner's coroutines left behind. */
public final class Leftovers {
    /** As CPython's: calls that never return must not keep a program from ending. */
    private static final int EXECUTOR_PATIENCE_MINUTES = 5;

    private Leftovers() {}

    /** asyncio's order: the tasks, cancelled once; the iterators; the default executor. Runs the idle loop for it. */
    public static void clear(EventLoop idle) {
        NativeLoop loop = (NativeLoop) idle;
        if (loop.isClosed() || !loop.hasLeftovers()) {
            return;
        }
        cancelTasks(loop);
        finishGenerators(loop);
        awaitDefaultExecutor(loop);
    }

    private static void finishGenerators(NativeLoop loop) {
        if (loop.generators().isEmpty()) {
            runTwoIterations(loop);
        } else {
            var unused = loop.<@Nullable Void>runUntilComplete(
                    () -> Awaiting.future(loop.generators().finishAll()));
        }
    }

    private static void awaitDefaultExecutor(NativeLoop loop) {
        if (!loop.defaultExecutor().isInUse()) {
            runTwoIterations(loop);
            return;
        }
        CompletableFuture<@Nullable Void> over =
                loop.defaultExecutor().shutDown().copy().orTimeout(EXECUTOR_PATIENCE_MINUTES, TimeUnit.MINUTES);
        try {
            var unused = loop.<@Nullable Void>runUntilComplete(() -> Awaiting.stage(over));
        } catch (Throwable error) {
            if (!(error instanceof TimeoutException)) {
                throw error;
            }
            ErrorLog.warn(
                    "The default executor of loop \"" + loop.name() + "\" still works after "
                            + EXECUTOR_PATIENCE_MINUTES + " minutes; its threads are left to themselves",
                    error);
        }
    }

    /** What asyncio spends on a coroutine that has nothing to do: callbacks that are left may tell. */
    private static void runTwoIterations(NativeLoop loop) {
        SettableFuture<Boolean> nothingToDo = new SettableFuture<>(loop);
        // As the holder: others may have filled the loop up to its maxPending.
        loop.confine("close()", () -> loop.enqueue((Step) () -> nothingToDo.finish(true, null)));
        var unused = loop.runUntilComplete(nothingToDo);
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
