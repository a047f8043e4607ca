package dev.loopbridge.loop;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.internal.LoopBuilder;
import java.util.concurrent.RejectedExecutionException;

/**
 * A scheduler that runs a loop as its guest: for test libraries with a clock of their own.
 *
 * <p>A guest has no thread that waits. When something is ready, or a timer is due, the host calls it; it runs what there is,
 * on that thread, and returns. So it never blocks, {@code run*} on it is refused, {@code stop()} has no effect, and
 * {@code shutdown()} gives the tasks their grace in the host's time. {@code runUntilComplete} of a bridge hands over as
 * {@code submit} does, whereas its cancel closes the loop.
 *
 * <p>A host that is gone, or refuses to run its guest, has deserted it: the next submission, or shutdown, closes the guest on
 * the spot, without grace. Whatever else it throws means the same, and goes to the guest's exception handler first.
 *
 * <p>{@code toString()} names the host in messages.
 */
public interface LoopHost {
    /** {@return the time, in nanoseconds since an arbitrary origin} Call from any thread. */
    long nanoTime();

    /**
     * Runs {@code turn} soon, now or later, at the present time of the host.
     *
     * <p><b>Called from</b> any thread, which may hold locks of its own.
     *
     * @param turn never throws
     * @throws RejectedExecutionException if the host runs nothing any more
     */
    void execute(Runnable turn);

    /**
     * Runs {@code turn} once, when {@code delayNanos} have passed.
     *
     * <p><b>Called from</b> within a turn.
     *
     * @param turn never throws
     * @param delayNanos of the host's time; zero and negative mean soon
     * @return to cancel it
     * @throws RejectedExecutionException if the host runs nothing any more
     */
    Registration schedule(Runnable turn, long delayNanos);

    /** {@return whether this runs nothing any more, not even what it accepted} Call from any thread. */
    boolean isGone();

    /**
     * {@return a new, idle loop that this runs}
     *
     * @param builder whatever the loop needs; its clock is replaced
     */
    default EventLoop newLoop(EventLoop.Builder builder) {
        return ((LoopBuilder) requireNonNull(builder, "builder")).buildGuest(this);
    }
}
