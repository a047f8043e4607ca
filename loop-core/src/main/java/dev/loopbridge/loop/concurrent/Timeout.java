package dev.loopbridge.loop.concurrent;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.Handle;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.internal.concurrent.Waiting;
import dev.loopbridge.loop.internal.jvm.Sneaky;
import dev.loopbridge.loop.internal.queue.Nanos;
import dev.loopbridge.loop.internal.task.Cancels;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A deadline for a block of a coroutine: past it, the block is cancelled where it awaits.
 *
 * <p>For the coroutine that runs the block, and callbacks of its loop. For one block only.
 *
 * <pre>{@code
 * Timeout timeout = Tasks.timeout(Duration.ofSeconds(1));
 * try {
 *     page = timeout.run(() -> await(fetch(uri)));
 * } catch (TimeoutException late) {
 *     page = cached(uri);
 * }
 * }</pre>
 *
 * @see <a href="https://docs.python.org/3/library/asyncio-task.html#timeouts">asyncio timeouts</a>
 */
public final class Timeout {
    private enum State {
        CREATED,
        ACTIVE,
        EXPIRING,
        EXPIRED,
        FINISHED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private OptionalLong deadline;

    /** For the message: the deadline in the user's terms. */
    private String limit;

    private State state = State.CREATED;
    private @Nullable Task<?> task;

    /** How often the task was asked to end, and told so, before the block began: not for us to answer. */
    private int cancellingBefore;

    private @Nullable Handle alarm;

    private Timeout(OptionalLong deadline, String limit) {
        this.deadline = deadline;
        this.limit = limit;
    }

    static Timeout in(@Nullable Duration delay) {
        long now = EventLoops.getRunningLoop().time();
        OptionalLong deadline = delay == null ? OptionalLong.empty() : OptionalLong.of(now + Nanos.of(delay));
        return new Timeout(deadline, "within " + delay);
    }

    static Timeout at(long deadlineNanos) {
        return new Timeout(OptionalLong.of(deadlineNanos), by(deadlineNanos));
    }

    private static String by(long deadlineNanos) {
        return "by " + deadlineNanos + " ns of its loop's clock";
    }

    /** {@code waitFor} without any time: what is not done now is cancelled, and may answer. */
    static <T extends @Nullable Object> T nowOrNever(LoopFuture<? extends T> future) throws TimeoutException {
        if (future.isDone()) {
            return future.result();
        }
        Waiting.cancelAndWait(future);
        try {
            return future.result();
        } catch (CancelledError cancelled) {
            throw late("at once", cancelled);
        }
    }

    /**
     * Runs {@code block} in the calling coroutine: asyncio's {@code async with}.
     *
     * <p>At the deadline the task is cancelled, and the block may clean up, for as long as it likes. If it lets the
     * {@link CancelledError} pass, and nobody else cancelled the task meanwhile, that becomes {@link TimeoutException}. A
     * result or another error that it answers with stands, and so does a cancellation from elsewhere.
     *
     * @param block run at once, in the same task
     * @return its result; what else it throws is thrown as it is
     * @param <T> the type of the result
     * @throws TimeoutException if the deadline ended the block
     * @throws IllegalStateException "Timeout has already been entered", "Timeout should be used inside a task"
     */
    public <T extends @Nullable Object> T run(Coroutine<? extends T> block) throws TimeoutException {
        requireNonNull(block, "block");
        Task<?> mine = enter();
        T result;
        try {
            result = block.run();
        } catch (Throwable error) {
            if (exit(mine) && error instanceof CancelledError) {
                throw late(limit, error);
            }
            throw Sneaky.<RuntimeException>rethrow(error);
        }
        var unused = exit(mine);
        return result;
    }

    private Task<?> enter() {
        if (state != State.CREATED) {
            throw new IllegalStateException("Timeout has already been entered; make a new one for each block");
        }
        Task<?> mine = Tasks.current();
        if (mine == null) {
            throw new IllegalStateException("Timeout should be used inside a task");
        }
        task = mine;
        cancellingBefore = Cancels.delivered(mine);
        state = State.ACTIVE;
        arm();
        return mine;
    }

    /** {@return whether a cancellation that passes is our own, and nobody else's} */
    private boolean exit(Task<?> mine) {
        disarm();
        if (state == State.EXPIRING) {
            state = State.EXPIRED;
            return mine.uncancel() <= cancellingBefore;
        }
        state = State.FINISHED;
        return false;
    }

    private static TimeoutException late(String limit, Throwable cancelled) {
        TimeoutException late = new TimeoutException("not done " + limit);
        late.initCause(cancelled);
        return late;
    }

    private void arm() {
        disarm();
        if (deadline.isPresent()) {
            EventLoop loop = requireNonNull(task).loop();
            long deadlineNanos = deadline.getAsLong();
            alarm = deadlineNanos - loop.time() <= 0
                    ? loop.callSoon(this::expire)
                    : loop.callAt(deadlineNanos, this::expire);
        }
    }

    private void disarm() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }

    private void expire() {
        state = State.EXPIRING;
        alarm = null;
        requireNonNull(task).cancel();
    }

    /**
     * Moves the deadline.
     *
     * @param deadlineNanos nanoseconds of {@link EventLoop#time()}; the past means the next iteration
     * @throws IllegalStateException "Timeout has not been entered", "Cannot change state of expiring Timeout" and the like
     */
    public void reschedule(long deadlineNanos) {
        changeTo(OptionalLong.of(deadlineNanos));
        limit = by(deadlineNanos);
    }

    /**
     * Takes the deadline away: asyncio's {@code reschedule(None)}.
     *
     * @throws IllegalStateException as {@link #reschedule(long)}
     */
    public void disable() {
        changeTo(OptionalLong.empty());
    }

    private void changeTo(OptionalLong newDeadline) {
        if (state == State.CREATED) {
            throw new IllegalStateException("Timeout has not been entered");
        }
        if (state != State.ACTIVE) {
            throw new IllegalStateException("Cannot change state of " + state + " Timeout");
        }
        deadline = newDeadline;
        arm();
    }

    /** {@return the deadline, in nanoseconds of {@link EventLoop#time()}; empty if there is none} */
    public OptionalLong when() {
        return deadline;
    }

    /** {@return whether the deadline came while the block ran} Stays so, whatever the block made of it. */
    public boolean isExpired() {
        return state == State.EXPIRING || state == State.EXPIRED;
    }

    @Override
    public String toString() {
        return "<Timeout [" + state + "]" + (deadline.isPresent() ? " when=" + deadline.getAsLong() : "") + ">";
    }
}
