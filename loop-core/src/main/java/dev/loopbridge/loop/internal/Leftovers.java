package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopFuture;
import java.util.List;

/** What a runner's coroutines left behind. */
public final class Leftovers {
    private Leftovers() {}

    /** Cancels all tasks of an idle loop, once, runs it until they are done, and reports what they threw. */
    public static void cancel(EventLoop idle) {
        NativeLoop loop = (NativeLoop) idle;
        if (loop.isClosed()) {
            return;
        }
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
