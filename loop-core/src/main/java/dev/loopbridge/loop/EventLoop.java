package dev.loopbridge.loop;

import dev.loopbridge.loop.internal.LoopBuilder;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs callbacks, timers and coroutines, one at a time and in order.
 *
 * <p>It has no thread of its own: the one that calls {@code run*} is its home until that call returns. It is <em>idle</em>,
 * <em>running</em>, <em>closing</em> or <em>closed</em>, and closed is for good. Made by this library alone: not for
 * implementing.
 *
 * <pre>{@code
 * try (EventLoop loop = EventLoop.create()) {
 *     String page = loop.runUntilComplete(() -> await(fetch(uri)));
 * }
 * }</pre>
 *
 * @see <a href="https://docs.python.org/3/library/asyncio-eventloop.html">asyncio event loop</a>
 */
public interface EventLoop extends Executor, AutoCloseable, LoopDiagnostics {
    /** {@return a new, idle loop with all defaults} */
    static EventLoop create() {
        return builder().build();
    }

    /** {@return a builder for a loop that differs from the defaults} */
    static Builder builder() {
        return new LoopBuilder();
    }

    /**
     * Runs {@code main} as a task until it ends.
     *
     * <p><b>Call from</b> any thread on which no loop runs; it becomes the home thread.
     *
     * @param main the body
     * @return its result
     * @param <T> the type of the result
     * @throws LoopClosedException if the loop is closed
     * @throws IllegalStateException if it is running already, another loop runs on this thread, or {@link #stop()} ended the
     *     run first; {@code main} then goes on in the next run
     * @see <a
     *     href="https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.run_until_complete">run_until_complete</a>
     */
    <T extends @Nullable Object> T runUntilComplete(Coroutine<? extends T> main);

    /**
     * As {@link #runUntilComplete(Coroutine)}, until {@code future} is done; one iteration if it is done already.
     *
     * @param future of this loop
     * @return its result; what it failed with is thrown as it is
     * @param <T> the type of the result
     * @throws IllegalArgumentException if the future belongs to another loop
     * @throws LoopClosedException if the loop is closed
     * @throws IllegalStateException as {@link #runUntilComplete(Coroutine)}
     */
    <T extends @Nullable Object> T runUntilComplete(LoopFuture<? extends T> future);

    /**
     * Runs until {@link #stop()} or {@link #shutdown}.
     *
     * <p><b>Call from</b> any thread on which no loop runs; it becomes the home thread. Its interrupt does not end the run, and is
     * kept for when it ends. Throws as {@link #runUntilComplete(Coroutine)}.
     */
    void runForever();

    /**
     * Ends the run after the current iteration; before a run, ends the next one after its first. Does nothing when closed.
     *
     * <p><b>Call from</b> the loop, or any thread while it is idle; else by {@code callSoonThreadsafe(loop::stop)}.
     */
    void stop();

    /**
     * Closes an idle loop: refuses what comes, tells everything pending, unwinds suspended coroutines.
     *
     * <p><b>Call from</b> any thread; listeners and {@code finally} blocks run on it. Closed already: does nothing.
     *
     * @throws IllegalStateException "Cannot close a running event loop"
     */
    @Override
    void close();

    /** As {@link #shutdown(Duration, String)}, and {@link CloseInfo#reason()} is {@code shutdown()}. */
    default CompletionStage<CloseReport> shutdown(Duration grace) {
        return shutdown(grace, "shutdown()");
    }

    /**
     * Cancels all tasks, lets them unwind, and closes, in any state. With a grace, what was handed in before runs
     * first.
     *
     * <p><b>Call from</b> any thread; never blocks while the loop runs, which is then closed on its home thread. An idle loop
     * is run and closed on the calling thread. Only the first call counts.
     *
     * <p>A loop whose thread does not come round, because a callback or a body keeps it, cannot close. Shortly after the grace
     * its subscribers are then told all the same, from another thread, submissions are refused, and the result says what keeps
     * it, by {@link CloseReport#stillRunning()}; it closes as soon as its thread comes round.
     *
     * @param grace how long the tasks may take; zero and negative let them take what is ready, but not wait. Past it the
     *     loop closes anyway
     * @param reason who asks, for {@link CloseInfo#reason()}
     * @return done when the loop is closed, or when that does not come
     */
    CompletionStage<CloseReport> shutdown(Duration grace, String reason);

    /** As {@link #drain(Duration, Duration, String)}, and {@link CloseInfo#reason()} is {@code drain()}. */
    default CompletionStage<CloseReport> drain(Duration finish, Duration grace) {
        return drain(finish, grace, "drain()");
    }

    /**
     * Stops gently: takes nothing new, lets what runs finish, cancels what is then left, and closes, in any state.
     *
     * <p>From now on submissions from outside of the loop are refused with {@link LoopClosedException}; what tasks and callbacks
     * of the loop start themselves still runs, and so does the work of schedulers on this loop, which carries on flows that run.
     * When no task is left and nothing is ready, or when {@code finish} is over, this goes on as {@link #shutdown}. Timers alone
     * keep it from nothing.
     *
     * <p><b>Call from</b> any thread, as {@code shutdown}. Only the first call counts, but for a {@code shutdown}, which ends the
     * drain's first part at once.
     *
     * @param finish how long what runs may take to finish by itself; zero and negative make this a {@code shutdown}
     * @param grace how long what was cancelled then may take: as for {@code shutdown}
     * @param reason who asks, for {@link CloseInfo#reason()}
     * @return as for {@code shutdown}; {@link CloseReport#tasksFinished()} counts what finished by itself
     */
    CompletionStage<CloseReport> drain(Duration finish, Duration grace, String reason);

    /**
     * Calls {@code listener} once, when the loop closes; at once, on this thread, if it is closed.
     *
     * <p><b>Call from</b> any thread. <b>Runs on</b> the closing thread, in order of registration, before any coroutine is
     * unwound, so that no body can keep it waiting. What it throws goes to the exception handler.
     *
     * @param listener gets an exception of its own
     * @return to take the listener out again
     */
    Registration onClose(Consumer<? super LoopClosedException> listener);

    /**
     * Runs {@code callback} in the next iteration, on the home thread, behind all that is ready.
     *
     * <p><b>Call from</b> the loop, or any thread while it is idle. From elsewhere it is refused in debug mode, and else
     * taken as {@link #callSoonThreadsafe}.
     *
     * @param callback told if abandoned, when a {@link LoopRunnable}
     * @return a handle to cancel it, from any thread
     * @throws LoopClosedException if the loop is closed
     * @see <a href="https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.call_soon">asyncio call_soon</a>
     */
    Handle callSoon(Runnable callback);

    /**
     * As {@link #callSoon} from any thread; wakes the loop.
     *
     * <p><b>Order</b>: of submission, over all threads. Accepted means that it runs or is told: see {@link LoopRunnable}.
     *
     * @param callback told if abandoned, when a {@link LoopRunnable}
     * @return a handle to cancel it, from any thread
     * @throws LoopClosedException if the loop is closed
     * @throws RejectedExecutionException if {@link Builder#maxPending} is reached
     */
    Handle callSoonThreadsafe(Runnable callback);

    /**
     * Runs {@code callback} once, no sooner than {@code delay} from now: as {@link #callAt}.
     *
     * @param delay negative or zero means the next iteration, the longest overdue first; longer than 146 years counts as that
     * @param callback told if abandoned, when a {@link LoopRunnable}
     * @return a handle to cancel it, from any thread
     * @throws LoopClosedException if the loop is closed
     * @see <a href="https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.call_later">asyncio call_later</a>
     */
    TimerHandle callLater(Duration delay, Runnable callback);

    /**
     * Runs {@code callback} once, no sooner than {@code deadlineNanos}, on the home thread.
     *
     * <p><b>Call from</b> the loop, or any thread while it is idle; from elsewhere as {@link #callSoon}. <b>Order</b>: by
     * deadline, equal ones in order of call, behind what is ready when it comes due.
     *
     * @param deadlineNanos nanoseconds of {@link #time()}; the past means the next iteration
     * @param callback told if abandoned, when a {@link LoopRunnable}
     * @return a handle to cancel it, from any thread
     * @throws LoopClosedException if the loop is closed
     */
    TimerHandle callAt(long deadlineNanos, Runnable callback);

    /** {@return the loop's own clock, monotonic nanoseconds; compare by subtraction} Call from any thread. */
    long time();

    /**
     * Runs {@code command} on the home thread, without a handle.
     *
     * <p><b>Call from</b> any thread. <b>Order</b>: as {@link #callSoonThreadsafe}.
     *
     * @param command told if abandoned, when a {@link LoopRunnable}
     * @throws LoopClosedException if the loop is closed
     * @throws RejectedExecutionException if {@link Builder#maxPending} is reached
     */
    @Override
    void execute(Runnable command);

    /** {@return a new pending future of this loop} Call from any thread; works on a closed loop too. */
    <T extends @Nullable Object> LoopFuture<T> createFuture();

    /**
     * Starts {@code body} in the next iteration.
     *
     * <p><b>Call from</b> the loop, or any thread while it is idle; from elsewhere as {@link #callSoon}.
     *
     * @param body run as a task of this loop
     * @return the task
     * @param <T> the type of the result
     * @throws LoopClosedException if the loop is closed
     * @throws RejectedExecutionException if {@link Builder#maxTasks} is reached, and refuses
     */
    <T extends @Nullable Object> Task<T> createTask(Coroutine<? extends T> body);

    /**
     * Hands {@code body} over to this loop.
     *
     * <p><b>Call from</b> any thread; never blocks. If the loop closes first, the task fails with
     * {@link LoopClosedException}. <b>If cancelled</b>, by whichever thread, the task is asked to end, and may clean up first; who
     * will not wait for that cancels a copy, {@code submit(body).toCompletableFuture()}.
     *
     * @param body run as a task of this loop
     * @return the task, whose {@code get()} waits
     * @param <T> the type of the result
     * @throws LoopClosedException if the loop is closed
     * @throws RejectedExecutionException if {@link Builder#maxPending} is reached, or {@link Builder#maxTasks}
     * @see <a href="https://docs.python.org/3/library/asyncio-task.html#asyncio.run_coroutine_threadsafe">asyncio
     *     run_coroutine_threadsafe</a>
     */
    <T extends @Nullable Object> Task<T> submit(Coroutine<? extends T> body);

    /** How a loop differs from the defaults. For one thread at a time; {@link #build()} may be called again. */
    interface Builder {
        /** @param name for messages and thread names, where its control characters are escaped; the default is {@code loop-N} */
        Builder name(String name);

        /** @param clock for {@link EventLoop#time()} and timers; the default is the machine's */
        Builder clock(LoopClock clock);

        /** The system property that switches debug mode on where the builder does not say: {@code true}. */
        String DEBUG_PROPERTY = "loopbridge.debug";

        /** How long a callback or a step may take in debug mode, unless the builder says otherwise. */
        Duration SLOW_CALLBACK_THRESHOLD = Duration.ofMillis(100);

        /**
         * @param debug whether to refuse calls from the wrong thread, to warn of slow callbacks and steps and of locks held
         *     across an await, and to keep where handles and tasks were made and the loop was closed; off by default
         */
        Builder debug(boolean debug);

        /** @param threshold from when on debug mode warns of a callback or step; zero or more */
        Builder slowCallbackThreshold(Duration threshold);

        /** @param handler for errors without a caller; the default logs them */
        Builder exceptionHandler(LoopExceptionHandler handler);

        /** @param maxPending most submissions from other threads that may wait for the loop; at least 1, default no limit */
        Builder maxPending(int maxPending);

        /**
         * Limits the tasks that have not ended: where each suspended coroutine is a thread, a service under load has thousands.
         * The main task of a run and eager tasks do not count, nor do the loop's own.
         *
         * @param maxTasks most tasks at a time; at least 1, default no limit
         * @param limit what becomes of one that is created past that
         */
        Builder maxTasks(int maxTasks, TaskLimit limit);

        /** @param engine what carries coroutines; the default is {@link CoroutineEngine#AUTO} */
        Builder engine(CoroutineEngine engine);

        /**
         * {@return this}
         *
         * @param executor for callables without an executor of their own; it stays yours to shut down. The default is a
         *     pool of daemon threads, made on first use and shut down by the close
         */
        Builder defaultExecutor(Executor executor);

        /**
         * {@return a new, idle loop}
         *
         * @throws IllegalStateException if this JVM does not offer the engine
         */
        EventLoop build();
    }
}
