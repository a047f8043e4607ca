package dev.loopbridge.loop.bridge;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** How a {@link HandOver} ends: what was said about that, by upstream, downstream and the loop, and which of it counts. */
final class HandOverEnd {
    private final boolean delaysError;

    /** From outside: the loop's, or because of a signal against the rules. */
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** Upstream's end, if that was an error; written before {@code done}. */
    private @Nullable Throwable error;

    private volatile boolean done;
    private volatile boolean cancelled;

    /** By downstream, for an element. Of who delivers. */
    private @Nullable Throwable thrown;

    /** Which of these it was; written before {@code over}. */
    private @Nullable Throwable reason;

    /** Nothing is signalled any more but the end. */
    private volatile boolean over;

    HandOverEnd(boolean delaysError) {
        this.delaysError = delaysError;
    }

    // Who says so.

    /** Upstream has ended. */
    void finish(@Nullable Throwable failed) {
        error = failed;
        done = true;
    }

    /** {@return whether downstream cancels, which it can once, and not behind the end} */
    boolean cancel() {
        boolean isFirst = !cancelled && !over;
        if (isFirst) {
            cancelled = true;
        }
        return isFirst;
    }

    /** {@return whether {@code why} is the first failure from outside, and somebody is there to hear it} */
    boolean fail(Throwable why) {
        return !over && failure.compareAndSet(null, why) && !cancelled;
    }

    /** Downstream has thrown. */
    void refuse(Throwable faulty) {
        thrown = faulty;
    }

    // What was said.

    boolean isDone() {
        return done;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** {@return whether nothing that upstream signals from now on is delivered} */
    boolean isPast() {
        return over || cancelled;
    }

    boolean isOver() {
        return over;
    }

    /** {@return whether it ends without another element} */
    boolean isDue() {
        return cancelled || failure.get() != null;
    }

    /** {@return upstream's error, or one from outside} */
    @Nullable
    Throwable failure() {
        Throwable failed = failure.get();
        return failed != null || !done ? failed : error;
    }

    // Who delivers.

    /** {@return whether this is the end, {@link #reason()} of it} Then it stays that. */
    boolean isReached(Backlog<?> backlog) {
        Throwable failed = failure.get();
        boolean ended = done; // before the look at what waits, which comes before its end
        if (cancelled) {
            over = true;
        } else if (thrown != null) {
            reach(thrown);
        } else if (ended && (backlog.isEmpty() || (error != null && (failed != null || !delaysError)))) {
            reach(error);
        } else if (failed != null) {
            reach(failed);
        }
        return over;
    }

    private void reach(@Nullable Throwable why) {
        reason = why;
        over = true;
    }

    /** {@return the error that is the end; null if it is completion, or a cancel} */
    @Nullable
    Throwable reason() {
        return reason;
    }
}
