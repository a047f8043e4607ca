package dev.loopbridge.loop.bridge;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopRunnable;
import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.internal.NativeLoop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
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
public abstract class HandOver<T> implements LoopRunnable {
    /** How many elements are delivered before others have their turn. */
    public static final int TURN = 128;

    /*
     * Two words. "Calls" counts the reasons to look, as any queue drain of Reactive Streams: who raises it from zero schedules a
     * turn, and it is back at zero when a turn has seen them all. "Busy" is held by who signals downstream, which is not the
     * same: a turn that is scheduled may never come. Who ends the subscription takes it, and keeps it; who finds it taken has
     * left word, and its holder looks for that once more after it has let go.
     */
    private final AtomicInteger calls = new AtomicInteger();

    /** Held from the first until downstream has its subscription. */
    private final AtomicBoolean busy = new AtomicBoolean(true);

    private final NativeLoop loop;
    private final int prefetch;
    private final boolean delaysError;
    private final Queue<T> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** Written before downstream can call. */
    private @Nullable Upstream upstream;

    /** Whether upstream was told that nothing is wanted any more. */
    private final AtomicBoolean left = new AtomicBoolean();

    private volatile @Nullable Registration registration;
    private volatile boolean cancelled;

    /** Nothing is signalled any more. */
    private volatile boolean over;

    /** Upstream's end, if that was an error; written before {@code done}. */
    private @Nullable Throwable error;

    private volatile boolean done;

    /** Of upstream alone. */
    private long arrived;

    /** Written by the holder of {@code busy}. */
    private final AtomicLong delivered = new AtomicLong();

    // Of the holder of busy.

    /** Since upstream was last asked. */
    private int unasked;

    /** By downstream, for an element. */
    private @Nullable Throwable thrown;

    /**
     * For one subscription.
     *
     * @param prefetch how many elements may wait, at least 1; three quarters are asked for at a time; {@code Integer.MAX_VALUE}
     *     for no limit
     * @param delaysError whether upstream's error comes behind the elements that wait, which are discarded if not
     */
    protected HandOver(EventLoop loop, int prefetch, boolean delaysError) {
        this.loop = (NativeLoop) requireNonNull(loop, "loop");
        this.prefetch = requirePrefetch(prefetch);
        this.delaysError = delaysError;
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
        upstream = source;
        try {
            subscribeDownstream();
            if (!cancelled) {
                registration = loop.onEnd(this::end);
            }
        } finally {
            letGo();
        }
        if (over || cancelled) {
            stopWatching();
        } else {
            source.request(prefetch == Integer.MAX_VALUE ? Long.MAX_VALUE : prefetch);
        }
    }

    /** One element. */
    protected final void take(T item) {
        if (cancelled) {
            discard(item);
            return;
        }
        if (over || done) {
            drop(item);
            return;
        }
        if (prefetch != Integer.MAX_VALUE && arrived - delivered.get() >= prefetch) {
            discard(item);
            failFromOutside(new IllegalStateException("a source sent more than the " + prefetch
                    + " elements that were asked for (Reactive Streams rule 1.1)"));
            return;
        }
        arrived++;
        queue.add(item);
        if (over || cancelled) {
            discardAll(); // the end came in between, and has emptied the queue
        } else {
            call();
        }
    }

    /** Upstream's end. */
    protected final void finish(@Nullable Throwable failed) {
        if (over || cancelled || done) {
            if (failed != null) {
                dropError(failed);
            }
            return;
        }
        error = failed;
        done = true;
        call();
    }

    // Downstream's side.

    /** More elements are wanted. */
    protected final void demand(long n) {
        if (n <= 0) {
            failFromOutside(
                    new IllegalArgumentException("request must be > 0, was " + n + " (Reactive Streams rule 3.9)"));
            return;
        }
        demand.getAndUpdate(before -> before > Long.MAX_VALUE - n ? Long.MAX_VALUE : before + n);
        if (done || !queue.isEmpty()) {
            call();
        }
    }

    /** Nothing is wanted any more. Twice does nothing more. */
    protected final void stop() {
        if (cancelled || over) {
            return;
        }
        cancelled = true;
        try {
            stopWatching();
            cancelUpstream();
        } finally {
            settle();
        }
    }

    // For showing.

    /** {@return how many elements wait} */
    protected final int waiting() {
        return queue.size();
    }

    /** {@return what is wanted and has not come} */
    protected final long wanted() {
        return demand.get();
    }

    /** {@return whether downstream cancelled} */
    protected final boolean isCancelled() {
        return cancelled;
    }

    /** {@return whether the end was passed on} */
    protected final boolean isTerminated() {
        return over && !cancelled;
    }

    /** {@return upstream's error, or the loop's} */
    protected final @Nullable Throwable failure() {
        Throwable failed = failure.get();
        return failed != null || !done ? failed : error;
    }

    // The turns.

    private void call() {
        if (calls.getAndIncrement() == 0) {
            scheduleTurn();
        }
    }

    private void scheduleTurn() {
        try {
            loop.execute(this);
        } catch (RejectedExecutionException refused) {
            end(refused);
        }
    }

    /** The loop's turn for it. */
    @Override
    public final void run() {
        if (!busy.compareAndSet(false, true)) {
            if (!over) {
                scheduleTurn(); // somebody is about to let go: who begins, or looks whether this is the end
            }
            return;
        }
        boolean again = false;
        try {
            again = drain();
        } finally {
            if (!over) {
                letGo();
            }
        }
        if (again && !over) {
            scheduleTurn();
        }
    }

    /** The loop closed before its turn. */
    @Override
    public final void onAbandoned(LoopClosedException closed) {
        end(closed);
    }

    /** {@return whether there is more than a turn may do} Holds {@code busy}. */
    private boolean drain() {
        int left = TURN;
        int seen = calls.get();
        while (!concludes()) {
            T item = demand.get() > 0 ? queue.peek() : null;
            if (item == null) {
                seen = calls.addAndGet(-seen);
                if (seen == 0) {
                    return false;
                }
            } else if (left-- == 0) {
                return true;
            } else {
                queue.poll();
                signal(item);
            }
        }
        return false;
    }

    private void signal(T item) {
        delivered.lazySet(delivered.get() + 1);
        try {
            if (deliver(item) && demand.get() != Long.MAX_VALUE) {
                demand.decrementAndGet();
            }
            replenish();
        } catch (Throwable faulty) {
            thrown = faulty;
            cancelUpstream();
        }
    }

    private void replenish() {
        if (prefetch != Integer.MAX_VALUE && ++unasked >= prefetch - (prefetch >> 2) && !done && !cancelled) {
            int more = unasked;
            unasked = 0;
            requireNonNull(upstream).request(more);
        }
    }

    // The end.

    /** What ends it from outside, on the thread that says so. */
    private void end(RejectedExecutionException why) {
        try {
            setFailure(why);
        } finally {
            settle();
        }
    }

    /** What ends it behind a turn. */
    private void failFromOutside(Throwable why) {
        try {
            setFailure(why);
        } finally {
            call();
        }
    }

    private void setFailure(Throwable why) {
        if (!over && failure.compareAndSet(null, why) && !cancelled) {
            cancelUpstream();
        }
    }

    /** A cancel, and the end of the loop, may come at once. */
    private void cancelUpstream() {
        if (!done && left.compareAndSet(false, true)) {
            requireNonNull(upstream).cancel();
        }
    }

    private void letGo() {
        busy.set(false);
        if (cancelled || failure.get() != null) {
            settle();
        }
    }

    /** Concludes, unless somebody signals now, who does it then. */
    private void settle() {
        if (busy.compareAndSet(false, true)) {
            if (!concludes()) {
                letGo();
            }
        }
    }

    /** Gives the end if there is one, as the last that is done under {@code busy}, which is kept. */
    private boolean concludes() {
        Throwable failed = failure.get();
        boolean ended = done;
        if (cancelled) {
            over = true;
            discardAll();
        } else if (thrown != null) {
            conclude(thrown);
        } else if (ended && (queue.isEmpty() || (error != null && (failed != null || !delaysError)))) {
            conclude(error);
        } else if (failed != null) {
            conclude(failed);
        }
        return over;
    }

    private void conclude(@Nullable Throwable failed) {
        over = true;
        stopWatching();
        discardAll();
        if (failed == null) {
            complete();
        } else {
            fail(failed);
        }
    }

    private void discardAll() {
        for (T item = queue.poll(); item != null; item = queue.poll()) {
            T unwanted = item;
            loop.guard("Exception in a hook of", this, () -> discard(unwanted));
        }
    }

    private void stopWatching() {
        Registration mine = registration;
        if (mine != null) {
            mine.cancel();
        }
    }
}
