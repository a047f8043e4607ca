package dev.loopbridge.loop.bridge;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.internal.DrivenLoop;
import org.jspecify.annotations.Nullable;

/**
 * Hands the elements of a publisher over to a loop, where they are delivered in order, at most {@link #TURN} of them a turn: then
 * comes what else waits there.
 *
 * <p>A bridge extends it by its operator's subscriber. Upstream's signals come one at a time, on any thread; downstream's go out
 * one at a time, on the loop. The end comes from upstream, behind the elements, or from the loop: when it closes, is to close and
 * does not come round to it within the grace, or refuses, the elements that wait are discarded, and the error comes on the
 * thread that brings that news. Exactly one end is passed on, or none after a cancel.
 *
 * @param <T> the type of the elements
 */
public abstract class HandOver<T> {
    /** How many elements are delivered before others have their turn. */
    public static final int TURN = 128;

    private final Backlog<T> backlog;
    private final HandOverEnd end;
    private final HandOverTurns<T> turns;

    /**
     * For one subscription.
     *
     * @param prefetch how many elements may wait, at least 1; three quarters are asked for at a time; {@code Integer.MAX_VALUE}
     *     for no limit
     * @param delaysError whether upstream's error comes behind the elements that wait, which are discarded if not
     */
    protected HandOver(EventLoop loop, int prefetch, boolean delaysError) {
        DrivenLoop on = (DrivenLoop) requireNonNull(loop, "loop");
        this.backlog = new Backlog<>(requirePrefetch(prefetch));
        this.end = new HandOverEnd(delaysError);
        this.turns = new HandOverTurns<>(on, backlog, end);
    }

    /**
     * {@return {@code prefetch}}
     *
     * @throws IllegalArgumentException "prefetch must be at least 1, was 0"
     */
    public static int requirePrefetch(int prefetch) {
        if (prefetch < 1) {
            throw new IllegalArgumentException("prefetch must be at least 1, was " + prefetch);
        }
        return prefetch;
    }

    /** Passes the subscription on. */
    protected abstract void subscribeDownstream();

    /** {@return whether the element counts, or another may come in its place} What this throws is the end. */
    protected abstract boolean deliver(T item);

    /** The end, by an error. */
    protected abstract void fail(Throwable error);

    /** The end. */
    protected abstract void complete();

    /** Downstream does not get {@code item}. */
    protected abstract void discard(T item);

    /** As {@link #discard}, of one that came after the end. */
    protected abstract void drop(T item);

    /** An error that came after the end. */
    protected abstract void dropError(Throwable error);

    // Upstream's side.

    /** The first signal. */
    protected final void begin(Upstream source) {
        turns.begin(this, source);
    }

    /** One element. */
    protected final void take(T item) {
        if (end.isCancelled()) {
            discard(item);
        } else if (end.isOver() || end.isDone()) {
            drop(item);
        } else if (!backlog.hasRoom()) {
            discard(item);
            turns.failBehind(new IllegalStateException("a source sent more than the " + backlog.firstRequest()
                    + " elements that were asked for (Reactive Streams rule 1.1)"));
        } else {
            backlog.add(item);
            if (end.isPast()) {
                turns.discardAll(); // the end came in between, and has emptied the backlog
            } else {
                turns.call();
            }
        }
    }

    /** Upstream's end. */
    protected final void finish(@Nullable Throwable failed) {
        if (!end.isPast() && !end.isDone()) {
            end.finish(failed);
            turns.call();
        } else if (failed != null) {
            dropError(failed);
        }
    }

    // Downstream's side.

    /** More elements are wanted. */
    protected final void demand(long n) {
        if (n <= 0) {
            turns.failBehind(
                    new IllegalArgumentException("request must be > 0, was " + n + " (Reactive Streams rule 3.9)"));
            return;
        }
        backlog.want(n);
        if (end.isDone() || !backlog.isEmpty()) {
            turns.call();
        }
    }

    /** Nothing is wanted any more. Twice does nothing more. */
    protected final void stop() {
        if (end.cancel()) {
            turns.stop();
        }
    }

    // For showing.

    /** {@return how many elements wait} */
    protected final int waiting() {
        return backlog.size();
    }

    /** {@return what is wanted and has not come} */
    protected final long wanted() {
        return backlog.wanted();
    }

    /** {@return whether downstream cancelled} */
    protected final boolean isCancelled() {
        return end.isCancelled();
    }

    /** {@return whether the end was passed on} */
    protected final boolean isTerminated() {
        return end.isOver() && !end.isCancelled();
    }

    /** {@return upstream's error, or the loop's} */
    protected final @Nullable Throwable failure() {
        return end.failure();
    }
}
