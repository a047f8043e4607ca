package dev.loopbridge.loop.concurrent;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.Await;
import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.internal.concurrent.Completions;
import dev.loopbridge.loop.internal.concurrent.Waiting;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** asyncio's waiting primitives and timeouts: the part of {@link Tasks} that is about when something is done. */
abstract class WaitingPrimitives extends ExecutorCalls {
    WaitingPrimitives() {}

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
     * <p><b>If cancelled</b>, the future is cancelled as well; {@link Tasks#shield} keeps it from that, and from the timeout.
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
}
