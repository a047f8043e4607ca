package dev.loopbridge.loop.concurrent;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.internal.NativeLoop;
import dev.loopbridge.loop.internal.concurrent.Gathering;
import dev.loopbridge.loop.internal.concurrent.Shielding;
import dev.loopbridge.loop.internal.concurrent.Sleeping;
import dev.loopbridge.loop.internal.task.Awaiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a coroutine does with time, with other threads and with several futures: asyncio's functions.
 *
 * <p><b>Call from</b> a running loop, unless said otherwise. What takes coroutines makes tasks of them, of the running loop.
 *
 * <pre>{@code
 * List<String> pages = await(Tasks.gather(() -> fetch(first), () -> fetch(second)));
 * String page = Tasks.waitFor(() -> fetch(first), Duration.ofSeconds(1));
 * }</pre>
 *
 * @see <a href="https://docs.python.org/3/library/asyncio-task.html">asyncio: coroutines and tasks</a>
 */
public final class Tasks extends WaitingPrimitives {
    private Tasks() {}

    /** As {@link #sleep(Duration, Object)} with nothing as the result. */
    @SuppressWarnings("NullAway") // the null is of the type Void
    public static LoopFuture<@Nullable Void> sleep(Duration delay) {
        return sleep(delay, null);
    }

    /**
     * A future that is done after {@code delay}.
     *
     * <p><b>If cancelled</b>, its timer is cancelled too.
     *
     * @param delay zero or negative: done at once, and yet awaiting it costs one iteration, as {@link #yieldNow()} does
     * @param result what awaiting it returns
     * @return a future of the running loop
     * @param <T> the type of the result
     * @throws IllegalStateException "no running event loop"
     * @see <a href="https://docs.python.org/3/library/asyncio-task.html#asyncio.sleep">asyncio.sleep</a>
     */
    public static <T extends @Nullable Object> LoopFuture<T> sleep(Duration delay, T result) {
        return Sleeping.sleep(delay, result);
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

    /**
     * Starts {@code body} at once, inside of the caller's step, up to where it first suspends; a body that never suspends is
     * done on return, and cost no iteration.
     *
     * <p><b>Call from</b> the running loop. What the body throws is the task's, as ever.
     *
     * @param body begins in this call
     * @return its task
     * @param <T> the type of the result
     * @throws IllegalStateException "no running event loop"
     * @see <a href="https://docs.python.org/3/library/asyncio-task.html#eager-task-factory">asyncio's eager tasks</a>
     */
    public static <T extends @Nullable Object> Task<T> createEagerTask(Coroutine<? extends T> body) {
        return Awaiting.startEagerly(requireNonNull(body, "body"));
    }

    /** {@return the task that runs now; null in a plain callback} Call from any thread: null where no loop runs. */
    public static @Nullable Task<?> current() {
        return Awaiting.currentTask();
    }

    /** {@return the unfinished tasks of the running loop: as {@link #all(EventLoop)}} */
    public static Set<Task<?>> all() {
        return all(EventLoops.getRunningLoop());
    }

    /**
     * The unfinished tasks of {@code loop}.
     *
     * <p><b>Call from</b> that loop, or any thread while it is idle.
     *
     * @param loop whose tasks
     * @return a copy, in order of creation
     * @see <a href="https://docs.python.org/3/library/asyncio-task.html#asyncio.all_tasks">asyncio.all_tasks</a>
     */
    public static Set<Task<?>> all(EventLoop loop) {
        Set<Task<?>> tasks = new LinkedHashSet<>(((NativeLoop) requireNonNull(loop, "loop")).liveTasks());
        tasks.removeIf(Task::isDone);
        return Collections.unmodifiableSet(tasks);
    }

    /** {@return {@code future} itself} For code that takes whatever can be awaited. Call from any thread. */
    public static <T extends @Nullable Object> LoopFuture<T> ensureFuture(LoopFuture<T> future) {
        return requireNonNull(future, "future");
    }

    /** {@return a new task of the running loop} */
    public static <T extends @Nullable Object> LoopFuture<T> ensureFuture(Coroutine<? extends T> body) {
        return EventLoops.getRunningLoop().createTask(body);
    }

    /** {@return a future of the running loop that ends as {@code stage} does: as {@link LoopFuture#wrap}} */
    public static <T extends @Nullable Object> LoopFuture<T> ensureFuture(CompletionStage<? extends T> stage) {
        return LoopFuture.wrap(EventLoops.getRunningLoop(), stage);
    }

    /**
     * The results of several futures, once all of them are done.
     *
     * <p>The first that fails or is cancelled fails this at once; the others go on. <b>If cancelled</b>, it cancels those that
     * are not done; once they have ended it fails with {@link CancelledError}, which makes it a failed future, not a
     * cancelled one. <b>Call from</b> the loop of the futures, or any thread while it is idle.
     *
     * @param futures of one loop; one that comes twice is waited for once, and has two places in the result
     * @return the results in the order of the arguments; done already if all of these are
     * @param <T> the type of the results
     * @throws IllegalArgumentException if they belong to different loops
     * @throws IllegalStateException if there are no futures, and no current loop either
     * @see <a href="https://docs.python.org/3/library/asyncio-task.html#asyncio.gather">asyncio.gather</a>
     */
    public static <T extends @Nullable Object> LoopFuture<List<T>> gather(
            Collection<? extends LoopFuture<? extends T>> futures) {
        return Gathering.results(futures);
    }

    /** As {@link #gather(Collection)}. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <T extends @Nullable Object> LoopFuture<List<T>> gather(LoopFuture<? extends T>... futures) {
        return Gathering.results(Arrays.asList(futures));
    }

    /** As {@link #gather(Collection)} of new tasks, which start in the order of the arguments. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <T extends @Nullable Object> LoopFuture<List<T>> gather(Coroutine<? extends T>... bodies) {
        return Gathering.results(Tasks.<T>start(bodies));
    }

    /**
     * The results or errors of several futures, once all of them are done.
     *
     * <p><b>If cancelled</b>, as {@link #gather(Collection)}, but not before all have ended.
     *
     * @param futures of one loop; one that comes twice is waited for once, and has two places in the result
     * @return what each ended with, a {@link CancelledError} if it was cancelled, in the order of the arguments
     * @throws IllegalArgumentException if they belong to different loops
     * @throws IllegalStateException if there are no futures, and no current loop either
     * @see <a href="https://docs.python.org/3/library/asyncio-task.html#asyncio.gather">asyncio.gather</a> with
     *     {@code return_exceptions=True}
     */
    public static LoopFuture<List<@Nullable Object>> gatherReturnExceptions(
            Collection<? extends LoopFuture<?>> futures) {
        return Gathering.outcomes(futures);
    }

    /** As {@link #gatherReturnExceptions(Collection)}. */
    public static LoopFuture<List<@Nullable Object>> gatherReturnExceptions(LoopFuture<?>... futures) {
        return Gathering.outcomes(Arrays.asList(futures));
    }

    /** As {@link #gatherReturnExceptions(Collection)} of new tasks, which start in the order of the arguments. */
    public static LoopFuture<List<@Nullable Object>> gatherReturnExceptions(Coroutine<?>... bodies) {
        return Gathering.outcomes(Tasks.<@Nullable Object>start(bodies));
    }

    private static <T extends @Nullable Object> List<Task<T>> start(Coroutine<? extends T>[] bodies) {
        List<Task<T>> tasks = new ArrayList<>(bodies.length);
        for (Coroutine<? extends T> body : bodies) {
            requireNonNull(body, "body"); // all of them, before any begins
        }
        for (Coroutine<? extends T> body : bodies) {
            tasks.add(EventLoops.getRunningLoop().createTask(body));
        }
        return tasks;
    }

    /**
     * A future that ends as {@code future} does, and can be cancelled alone.
     *
     * <p><b>If cancelled</b>, the inner one goes on; if that is cancelled, so is this. <b>Call from</b> the loop of the future,
     * or any thread while it is idle.
     *
     * @param future to keep from being cancelled by those who wait for it
     * @return the very same if it is done
     * @param <T> the type of the result
     * @see <a href="https://docs.python.org/3/library/asyncio-task.html#asyncio.shield">asyncio.shield</a>
     */
    public static <T extends @Nullable Object> LoopFuture<T> shield(LoopFuture<T> future) {
        return Shielding.shield(requireNonNull(future, "future"));
    }

    /** As {@link #shield(LoopFuture)} of a new task. */
    public static <T extends @Nullable Object> LoopFuture<T> shield(Coroutine<? extends T> body) {
        return shield(Tasks.<T>ensureFuture(body));
    }
}
