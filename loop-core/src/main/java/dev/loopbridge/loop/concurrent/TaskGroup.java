package dev.loopbridge.loop.concurrent;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.internal.concurrent.GroupTasks;
import dev.loopbridge.loop.internal.jvm.Sneaky;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that end together: none outlives the block, and if one fails, the others are cancelled.
 *
 * <p>For the coroutine that runs the block, and the tasks of the group. For one block only.
 *
 * <pre>{@code
 * TaskGroup group = new TaskGroup();
 * group.run(() -> {
 *     Task<User> user = group.createTask(() -> findUser(id));
 *     Task<Cart> cart = group.createTask(() -> findCart(id));
 *     return new Page(await(user), await(cart));
 * });
 * }</pre>
 *
 * @see <a href="https://docs.python.org/3/library/asyncio-task.html#task-groups">asyncio TaskGroup</a>
 */
public final class TaskGroup {
    /** Null until the block begins. */
    private @Nullable GroupTasks tasks;

    /** Whether the body is over, and only tasks of the group may add more. */
    private boolean exiting;

    /** Whether {@link #cancel()} came before the block. */
    private boolean cancelledBefore;

    /** Not entered. */
    public TaskGroup() {}

    /**
     * Runs {@code body} in the calling coroutine, and waits for all the group's tasks: asyncio's {@code async with}.
     *
     * <p>A task that fails cancels the others and, if it is not done, the body. A task that ends cancelled is forgotten.
     * <b>If cancelled</b>, or if the body throws, all tasks are cancelled and waited for.
     *
     * @param body run at once, in the same task
     * @return its result; null if {@link #cancel()} ended it
     * @param <T> the type of the result
     * @throws ExceptionGroup with what the tasks failed with, in that order, then what the body threw; an {@link Error} that
     *     tears through the loop comes alone, the rest suppressed in it
     * @throws CancelledError if the calling task was cancelled, and nothing failed
     * @throws CoroutineExit if the loop is closing; tasks that are left are the close's
     * @throws IllegalStateException "... has already been entered", "... cannot determine the parent task"
     */
    public <T extends @Nullable Object> T run(Coroutine<? extends T> body) {
        requireNonNull(body, "body");
        GroupTasks mine = enter();
        T result;
        try {
            result = body.run();
        } catch (CoroutineExit closing) {
            exiting = true;
            mine.abort();
            throw closing;
        } catch (Throwable error) {
            exiting = true;
            throwAsGroup(mine.end(error));
            if (mine.isCancelled()) {
                return nothing(); // what the cancel threw, and nobody else has asked for
            }
            throw Sneaky.<RuntimeException>rethrow(error);
        }
        exiting = true;
        throwAsGroup(mine.end(null));
        return result;
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // a body that was cancelled has no result
    private static <T extends @Nullable Object> T nothing() {
        return null;
    }

    private GroupTasks enter() {
        if (tasks != null) {
            throw refused("has already been entered");
        }
        var unused = EventLoops.getRunningLoop();
        Task<?> parent = Tasks.current();
        if (parent == null) {
            throw refused("cannot determine the parent task");
        }
        GroupTasks mine = new GroupTasks(parent);
        tasks = mine;
        if (cancelledBefore) {
            mine.cancel();
        }
        return mine;
    }

    private static void throwAsGroup(List<Throwable> errors) {
        if (!errors.isEmpty()) {
            throw new ExceptionGroup("unhandled errors in a TaskGroup", errors);
        }
    }

    /**
     * Starts {@code body} as a task of this group.
     *
     * <p><b>Call from</b> the loop, until the block ends: from its body, or from a task of the group.
     *
     * @param body begins in the next iteration
     * @return the task
     * @param <T> the type of the result
     * @throws IllegalStateException "... has not been entered", "... is shutting down", "... is finished"
     * @throws LoopClosedException if the loop is closed
     */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<? extends T> body) {
        requireNonNull(body, "body");
        if (tasks == null) {
            throw refused("has not been entered");
        }
        if (exiting && tasks.isEmpty()) {
            throw refused("is finished");
        }
        if (tasks.isAborting()) {
            throw refused("is shutting down");
        }
        return tasks.start(body);
    }

    /**
     * Ends the block early, which is no error: cancels the tasks, and the body where it awaits; {@link #run} then returns.
     *
     * <p><b>Call from</b> the loop: from the body, a task of the group, or elsewhere. Before the block begins, it is for that block,
     * whose first await throws; afterwards, and for the second time, it does nothing. What a task or the body throws as it
     * cleans up is thrown all the same, and so is a cancellation of the calling task by others.
     *
     * @throws IllegalStateException if the loop runs on another thread; then nothing has changed
     * @see <a href="https://docs.python.org/3.15/library/asyncio-task.html#asyncio.TaskGroup.cancel">TaskGroup.cancel</a>
     */
    public void cancel() {
        if (tasks == null) {
            cancelledBefore = true;
        } else {
            tasks.cancel();
        }
    }

    private IllegalStateException refused(String why) {
        return new IllegalStateException("TaskGroup " + this + " " + why);
    }

    @Override
    public String toString() {
        return "<TaskGroup" + (tasks == null ? "" : tasks.describe()) + ">";
    }
}
