package dev.loopbridge.loop.internal.task;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.internal.core.CurrentLoop;
import dev.loopbridge.loop.internal.report.SafeText;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the calling thread runs now, and how it awaits. */
public final class Awaiting {
    private Awaiting() {}

    /** {@return the loop that the calling thread runs; null if none} */
    public static @Nullable EventLoop runningLoop() {
        return CurrentLoop.running();
    }

    /** {@return whether the calling thread is inside of a loop's run, and be it in a subscriber for whom the loop steps aside} */
    public static boolean isInsideRun() {
        return CurrentLoop.isInside();
    }

    /** {@return the task that the calling thread runs a step of; null in plain callbacks and outside} */
    public static @Nullable Task<?> currentTask() {
        TaskLoop loop = running();
        return loop == null ? null : loop.currentTask();
    }

    /** Each loop is one. */
    private static @Nullable TaskLoop running() {
        return (TaskLoop) CurrentLoop.running();
    }

    /** As {@link dev.loopbridge.loop.Await#await(LoopFuture)}. */
    public static <T extends @Nullable Object> T future(LoopFuture<T> future) {
        requireNonNull(future, "future");
        return task().await((SettableFuture<T>) future);
    }

    /** As {@link dev.loopbridge.loop.Await#await(CompletionStage)}. */
    public static <T extends @Nullable Object> T stage(CompletionStage<T> stage) {
        requireNonNull(stage, "stage");
        LoopTask<?> task = task();
        return task.await((SettableFuture<T>) WrappedStage.<T>wrap(task.loop, stage));
    }

    /** {@code await sleep(0)}: suspends the calling coroutine for one iteration. */
    public static void yieldOnce() {
        task().yieldOnce();
    }

    /** As {@link dev.loopbridge.loop.concurrent.Tasks#createEagerTask}. */
    public static <T extends @Nullable Object> Task<T> startEagerly(Coroutine<? extends T> body) {
        LoopTask<T> task = new LoopTask<>((TaskLoop) EventLoops.getRunningLoop(), body);
        EagerStart.of(task);
        return task;
    }

    /**
     * Something is about to be done without waiting: a coroutine that has done much so lets others have their turn first. Before
     * anything has changed; throws as an await does. Does nothing outside of coroutines.
     */
    public static void giveWay() {
        if (currentTask() instanceof LoopTask<?> task) {
            task.giveWay();
        }
    }

    /** {@return the loop of the coroutine that calls} */
    public static TaskLoop loop() {
        return task().loop;
    }

    /** {@return the task that the calling thread runs a step of, which may await} */
    public static LoopTask<?> task() {
        if (currentTask() instanceof LoopTask<?> task) {
            return task;
        }
        throw new IllegalStateException("await() is for coroutines, called from thread \""
                + SafeText.threadName()
                + "\" outside of one; use runUntilComplete(), or get() on a plain thread");
    }
}
