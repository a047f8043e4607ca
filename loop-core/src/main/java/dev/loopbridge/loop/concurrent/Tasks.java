package dev.loopbridge.loop.concurrent;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.Await;
import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.LoopLocal;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.internal.NativeLoop;
import dev.loopbridge.loop.internal.concurrent.Completions;
import dev.loopbridge.loop.internal.concurrent.Gathering;
import dev.loopbridge.loop.internal.concurrent.PoolCall;
import dev.loopbridge.loop.internal.concurrent.Shielding;
import dev.loopbridge.loop.internal.concurrent.Sleeping;
import dev.loopbridge.loop.internal.concurrent.Waiting;
import dev.loopbridge.loop.internal.core.MutableContext;
import dev.loopbridge.loop.internal.task.Awaiting;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What a coroutine does with time, with other threads and with several futures: asyncio's functions, hence the length.
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
public final class Tasks {
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

    /** As {@link #wait(Iterable, Duration, ReturnWhen)} for all of them, however long it takes. */
    public static <F extends LoopFuture<?>> DoneAndPending<F> wait(Iterable<? extends F> futures) {
        return wait(futures, null, ReturnWhen.ALL_COMPLETED);
    }

    /** As {@link #wait(Iterable, Duration, ReturnWhen)}, however long it takes. */
    public static <F extends LoopFuture<?>> DoneAndPending<F> wait(
            Iterable<? extends F> futures, ReturnWhen returnWhen) {
        return wait(futures, null, returnWhen);
    }

    /** As {@link #wait(Iterable, Duration, ReturnWhen)} for all of them. */
    public static <F extends LoopFuture<?>> DoneAndPending<F> wait(
            Iterable<? extends F> futures, @Nullable Duration timeout) {
        return wait(futures, timeout, ReturnWhen.ALL_COMPLETED);
    }

    /**
     * Suspends the calling coroutine until the futures are done, or enough of them, or time is over.
     *
     * <p>Cancels none of them, also <b>if cancelled</b> itself, and throws none of their errors. Takes two iterations even if
     * all are done.
     *
     * @param futures of the running loop, at least one; gone through once
     * @param timeout null: no limit. When it is over, that is no error
     * @param returnWhen what is enough
     * @return which are done, and which are not
     * @param <F> the type of the futures
     * @throws CancelledError if the calling task was cancelled
     * @throws CoroutineExit if the loop is closing
     * @throws IllegalArgumentException "Set of Tasks/Futures is empty."; or one belongs to another loop
     * @throws IllegalStateException outside a coroutine
     * @see <a href="https://docs.python.org/3/library/asyncio-task.html#asyncio.wait">asyncio.wait</a>
     */
    public static <F extends LoopFuture<?>> DoneAndPending<F> wait(
            Iterable<? extends F> futures, @Nullable Duration timeout, ReturnWhen returnWhen) {
        requireNonNull(returnWhen, "returnWhen");
        Set<F> distinct = distinct(futures);
        if (distinct.isEmpty()) {
            throw new IllegalArgumentException("Set of Tasks/Futures is empty.");
        }
        Waiting.forAll(distinct, timeout, returnWhen::endsWith);
        return DoneAndPending.of(distinct);
    }

    @SuppressWarnings("unchecked") // what else a raw collection may hold, the cast refuses
    private static <F extends LoopFuture<?>> Set<F> distinct(Iterable<? extends F> futures) {
        Set<F> distinct = new LinkedHashSet<>();
        for (Object future : requireNonNull(futures, "futures")) {
            if (future instanceof Coroutine) {
                throw new ClassCastException("Passing coroutines is forbidden, use tasks explicitly.");
            }
            distinct.add((F) requireNonNull(future, "future"));
        }
        return distinct;
    }

    /**
     * Runs {@code body} in the calling task, as if called, and cancels it when time is over: as {@link Timeout#run}.
     *
     * @param timeout null: no limit; zero or negative: {@code body} never begins
     * @return what the body returned, even if that was its answer to being cancelled
     * @param <T> the type of the result
     * @throws TimeoutException if time was over, and the body has ended of it
     * @throws IllegalStateException outside a coroutine
     * @see <a href="https://docs.python.org/3/library/asyncio-task.html#asyncio.wait_for">asyncio.wait_for</a>
     */
    public static <T extends @Nullable Object> T waitFor(Coroutine<? extends T> body, @Nullable Duration timeout)
            throws TimeoutException {
        requireNonNull(body, "body");
        if (isOver(timeout)) {
            return Timeout.nowOrNever(Tasks.<T>ensureFuture(body));
        }
        return timeout(timeout).run(body);
    }

    /**
     * Awaits {@code future}, and cancels it when time is over, and awaits how it ends.
     *
     * <p><b>If cancelled</b>, the future is cancelled as well; {@link #shield} keeps it from that, and from the timeout.
     *
     * @param timeout null: no limit; zero or negative: only what is done counts
     * @return the result, even if that was a task's answer to being cancelled
     * @param <T> the type of the result
     * @throws TimeoutException if time was over, and the future was cancelled of it
     * @throws IllegalStateException outside a coroutine
     * @see <a href="https://docs.python.org/3/library/asyncio-task.html#asyncio.wait_for">asyncio.wait_for</a>
     */
    public static <T extends @Nullable Object> T waitFor(LoopFuture<? extends T> future, @Nullable Duration timeout)
            throws TimeoutException {
        requireNonNull(future, "future");
        if (isOver(timeout)) {
            return Timeout.nowOrNever(future);
        }
        return timeout(timeout).run(() -> Await.await(future));
    }

    private static boolean isOver(@Nullable Duration timeout) {
        return timeout != null && (timeout.isZero() || timeout.isNegative());
    }

    /** {@return a deadline {@code delay} from now; none if it is null} Its clock runs already, before the block begins. */
    public static Timeout timeout(@Nullable Duration delay) {
        return Timeout.in(delay);
    }

    /** {@return a deadline at {@code deadlineNanos} of {@link EventLoop#time()}} Call from any thread. */
    public static Timeout timeoutAt(long deadlineNanos) {
        return Timeout.at(deadlineNanos);
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

    /** As {@link #asCompleted(Collection, Duration)}, however long it takes. */
    public static <T extends @Nullable Object> AsyncIterator<LoopFuture<T>> asCompleted(
            Collection<? extends LoopFuture<T>> futures) {
        return asCompleted(futures, null);
    }

    /**
     * The futures themselves, each when it is done.
     *
     * <p>When time is over, {@code next()} throws {@link TimeoutException} once for each that is not done; that comes
     * undeclared, so catch {@code Exception}, or put the whole iteration into {@link Timeout#run}, which declares it. The
     * futures go on.
     *
     * @param futures of the running loop; one that comes twice is yielded once
     * @param timeout from now; null: no limit
     * @return the iterator, for one coroutine at a time
     * @param <T> the type of the results
     * @throws IllegalArgumentException if one belongs to another loop
     * @see <a href="https://docs.python.org/3/library/asyncio-task.html#asyncio.as_completed">asyncio.as_completed</a>
     */
    public static <T extends @Nullable Object> AsyncIterator<LoopFuture<T>> asCompleted(
            Collection<? extends LoopFuture<T>> futures, @Nullable Duration timeout) {
        return Completions.of(futures, timeout);
    }

    /** As {@link #inExecutor(EventLoop, Executor, Callable)} for the running loop's default executor. */
    public static <T extends @Nullable Object> LoopFuture<T> inExecutor(Callable<? extends T> call) {
        return inExecutor(EventLoops.getRunningLoop(), null, call);
    }

    /** As {@link #inExecutor(EventLoop, Executor, Callable)} for the running loop. */
    public static <T extends @Nullable Object> LoopFuture<T> inExecutor(Executor executor, Callable<? extends T> call) {
        return inExecutor(EventLoops.getRunningLoop(), requireNonNull(executor, "executor"), call);
    }

    /**
     * Makes a blocking call elsewhere.
     *
     * <p><b>Call from</b> any thread. <b>If cancelled</b>, a call that has not begun never will; one that has goes on, and its
     * result is dropped. So it is when the loop is closed by then.
     *
     * @param loop gets the result
     * @param executor makes the call; null: the loop's default executor
     * @param call may block
     * @return a future of that loop
     * @param <T> the type of the result
     * @throws LoopClosedException if the loop is closed
     * @throws IllegalStateException "Executor shutdown has been called"
     * @throws RejectedExecutionException if the executor refuses
     * @see <a
     *     href="https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.run_in_executor">run_in_executor</a>
     */
    public static <T extends @Nullable Object> LoopFuture<T> inExecutor(
            EventLoop loop, @Nullable Executor executor, Callable<? extends T> call) {
        return PoolCall.start(loop, executor, call);
    }

    /**
     * Makes a blocking call on a thread of the running loop's default executor, with the {@link LoopLocal}s of here and now.
     *
     * @param call may block
     * @return a future of the running loop
     * @param <T> the type of the result
     * @throws IllegalStateException "Executor shutdown has been called"
     * @see <a href="https://docs.python.org/3/library/asyncio-task.html#asyncio.to_thread">asyncio.to_thread</a>
     */
    public static <T extends @Nullable Object> LoopFuture<T> toThread(Callable<? extends T> call) {
        requireNonNull(call, "call");
        MutableContext mine = MutableContext.ofCurrent();
        EventLoop loop = EventLoops.getRunningLoop();
        return inExecutor(loop, null, () -> mine.call(loop, call));
    }

    /** As {@link #shutdownDefaultExecutor(EventLoop)} for the running loop. */
    public static LoopFuture<@Nullable Void> shutdownDefaultExecutor() {
        return shutdownDefaultExecutor(EventLoops.getRunningLoop());
    }

    /**
     * Lets the loop's default executor take no more calls.
     *
     * <p><b>Call from</b> any thread. One that was given to the builder is left alone, and yet used no more.
     *
     * @param loop whose default executor
     * @return done when all calls that were accepted have ended; cancelling it changes nothing
     * @throws LoopClosedException if the loop is closed, which shuts it down without waiting
     * @see <a
     *     href="https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.shutdown_default_executor">shutdown_default_executor</a>
     */
    public static LoopFuture<@Nullable Void> shutdownDefaultExecutor(EventLoop loop) {
        return PoolCall.shutDownDefault(loop);
    }
}
