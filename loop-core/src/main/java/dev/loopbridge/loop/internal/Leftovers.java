package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.internal.queue.Step;
import dev.loopbridge.loop.internal.report.ErrorLog;
import dev.loopbridge.loop.internal.report.SafeText;
import dev.loopbridge.loop.internal.task.Awaiting;
import dev.loopbridge.loop.internal.task.LoopTask;
import dev.loopbridge.loop.internal.task.SettableFuture;
import dev.loopbridge.loop.internal.task.TaskReports;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a runner's coroutines left behind. An interrupt of the thread that waits for it ends that: the close tells the rest. */
public final class Leftovers {
    /** As CPython's: calls that never return must not keep a program from ending. */
    private static final int EXECUTOR_PATIENCE_MINUTES = 5;

    private final NativeLoop loop;

    /** Whether the calling thread was interrupted meanwhile; home's. */
    private boolean interrupted;

    private Leftovers(NativeLoop loop) {
        this.loop = loop;
    }

    /** asyncio's order: the tasks, cancelled once; the iterators; the default executor. Runs the idle loop for it. */
    public static void clear(EventLoop idle) {
        NativeLoop loop = (NativeLoop) idle;
        if (!loop.isClosed() && loop.hasLeftovers()) {
            new Leftovers(loop).clear();
        }
    }

    private void clear() {
        boolean before =
                Thread.interrupted(); // it ended what was run before, and is no reason to leave anything behind
        loop.holder().onInterrupt(this::onInterrupt);
        try {
            cancelTasks();
            if (!interrupted) {
                finishGenerators();
            }
            if (!interrupted) {
                awaitDefaultExecutor();
            }
        } finally {
            loop.holder().onInterrupt(null);
            if (before || interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** On the home thread, which may not hold the loop. */
    private void onInterrupt() {
        interrupted = true;
        loop.deliverStep(() -> loop.agenda().stop());
    }

    /** Runs the loop until then. Returns false if an interrupt came first. */
    private boolean runUntil(Runnable run, Supplier<String> unfinished) {
        try {
            run.run();
        } catch (IllegalStateException stopped) {
            if (!interrupted) {
                throw stopped;
            }
            ErrorLog.warn(
                    "The end of loop \"" + loop.name() + "\" was cut short by an interrupt of thread \""
                            + SafeText.threadName() + "\"; still at work: "
                            + unfinished.get(),
                    null);
            return false;
        }
        return true;
    }

    private void finishGenerators() {
        if (loop.generators().isEmpty()) {
            runTwoIterations();
        } else {
            var unused = runUntil(
                    () -> loop.<@Nullable Void>runUntilComplete(
                            () -> Awaiting.future(loop.generators().finishAll())),
                    () -> "its iterators");
        }
    }

    private void awaitDefaultExecutor() {
        if (!loop.defaultExecutor().isInUse()) {
            runTwoIterations();
            return;
        }
        CompletableFuture<@Nullable Void> over =
                loop.defaultExecutor().shutDown().copy().orTimeout(EXECUTOR_PATIENCE_MINUTES, TimeUnit.MINUTES);
        try {
            var unused = runUntil(
                    () -> loop.<@Nullable Void>runUntilComplete(() -> Awaiting.stage(over)), this::callsAtWork);
        } catch (Throwable error) {
            if (!(error instanceof TimeoutException)) {
                throw error;
            }
            ErrorLog.warn(
                    "The default executor of loop \"" + loop.name() + "\" still works after "
                            + EXECUTOR_PATIENCE_MINUTES + " minutes; its threads are left to themselves: "
                            + callsAtWork(),
                    error);
        }
    }

    private String callsAtWork() {
        return String.join(", ", loop.defaultExecutor().callsAtWork());
    }

    /** What asyncio spends on a coroutine that has nothing to do: callbacks that are left may tell. */
    private void runTwoIterations() {
        SettableFuture<Boolean> nothingToDo = new SettableFuture<>(loop);
        // Not from outside: others may have filled the loop up to its maxPending.
        loop.confine("close()", () -> loop.enqueue((Step) () -> nothingToDo.finish(true, null)));
        var unused = runUntil(() -> loop.runUntilComplete(nothingToDo), () -> "its callbacks");
    }

    /** Cancels all tasks of an idle loop, once, runs it until they are done, and reports what they threw. */
    private void cancelTasks() {
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
        var unused = runUntil(() -> loop.runUntilComplete(allDone), () -> unfinished(tasks));
        for (LoopTask<?> task : tasks) {
            Throwable error = !task.isDone() || task.isCancelled() ? null : task.exception();
            if (error != null) {
                TaskReports.report(task, "unhandled exception during EventLoops.run() shutdown", error);
            }
        }
    }

    private static String unfinished(List<LoopTask<?>> tasks) {
        return tasks.stream()
                .filter(task -> !task.isDone())
                .map(task -> SafeText.line(task.name()))
                .collect(Collectors.joining(", "));
    }
}
