package dev.loopbridge.loop.bridge;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopRunnable;
import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.internal.DrivenLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The turns of a {@link HandOver} on its loop, and who gives its end: one at a time, whoever it is. */
final class HandOverTurns<T> implements LoopRunnable {
    /*
     * Two words. "Calls" counts the reasons to look, as any queue drain of Reactive Streams: who raises it from zero schedules a
     * turn, and it is back at zero when a turn has seen them all. "Busy" is held by who signals downstream, which is not the
     * same: a turn that is scheduled may never come. Who ends the subscription takes it, and keeps it; who finds it taken has
     * left word, and its holder looks for that once more after it has let go.
     */
    private final AtomicInteger calls = new AtomicInteger();

    /** After how many elements of a turn it is looked at the clock: downstream may take long for each. A power of two. */
    private static final int BETWEEN_LOOKS = 8;

    /** How long a turn may take, though its elements are fewer. */
    private static final long TURN_NANOS = 1_000_000;

    /** Acquired from the first until downstream has its subscription. */
    private final AtomicBoolean busy = new AtomicBoolean(true);

    private final DrivenLoop loop;
    private final Backlog<T> backlog;
    private final HandOverEnd end;

    /** For whom; written before downstream can call, as is the other. */
    private @Nullable HandOver<T> of;

    private @Nullable Upstream upstream;

    /** Whether upstream was told that nothing is wanted any more: a cancel, and the end of the loop, may come at once. */
    private final AtomicBoolean left = new AtomicBoolean();

    private volatile @Nullable Registration registration;

    HandOverTurns(DrivenLoop loop, Backlog<T> backlog, HandOverEnd end) {
        this.loop = loop;
        this.backlog = backlog;
        this.end = end;
    }

    /** Passes the subscription of {@code mine} on, and asks {@code source}. */
    void begin(HandOver<T> mine, Upstream source) {
        of = mine;
        upstream = source;
        try {
            mine.subscribeDownstream();
            if (!end.isCancelled()) {
                registration = loop.onEnd(this::end);
            }
        } finally {
            letGo();
        }
        if (end.isPast()) {
            stopWatching();
        } else {
            source.request(backlog.firstRequest());
        }
    }

    /** There is a reason to look. */
    void call() {
        if (calls.getAndIncrement() == 0) {
            scheduleTurn();
        }
    }

    /** What ends it behind a turn. */
    void failBehind(Throwable why) {
        try {
            setFailure(why);
        } finally {
            call();
        }
    }

    /** Downstream has cancelled. */
    void stop() {
        try {
            stopWatching();
        } finally {
            try {
                cancelUpstream();
            } finally {
                settle();
            }
        }
    }

    // The turns.

    private void scheduleTurn() {
        try {
            loop.execute(this);
        } catch (RejectedExecutionException refused) {
            end(refused);
        }
    }

    /** The loop's turn for it. */
    @Override
    public void run() {
        if (!busy.compareAndSet(false, true)) {
            if (!end.isOver()) {
                scheduleTurn(); // somebody is about to let go: who begins, or looks whether this is the end
            }
            return;
        }
        boolean again = false;
        try {
            again = drain();
        } finally {
            if (!end.isOver()) {
                letGo();
            }
        }
        if (again && !end.isOver()) {
            scheduleTurn();
        }
    }

    /** The loop closed before its turn. */
    @Override
    public void onAbandoned(LoopClosedException closed) {
        end(closed);
    }

    /** {@return whether there is more than a turn may do} Holds {@code busy}. */
    private boolean drain() {
        int left = HandOver.TURN;
        long began = System.nanoTime();
        int seen = calls.get();
        while (!concludes()) {
            if (!backlog.hasWanted()) {
                seen = calls.addAndGet(-seen);
                if (seen == 0) {
                    return false;
                }
            } else if (left-- == 0 || (left % BETWEEN_LOOKS == 0 && System.nanoTime() - began > TURN_NANOS)) {
                return true;
            } else {
                signal(requireNonNull(backlog.take()));
            }
        }
        return false;
    }

    private void signal(T item) {
        try {
            if (of().deliver(item)) {
                backlog.satisfy();
            }
            int more = backlog.nextRequest();
            if (more > 0 && !end.isDone() && !end.isCancelled()) {
                requireNonNull(upstream).request(more);
            }
        } catch (Throwable faulty) {
            end.refuse(faulty);
            cancelUpstream();
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

    private void setFailure(Throwable why) {
        if (end.fail(why)) {
            cancelUpstream();
        }
    }

    private void cancelUpstream() {
        if (!end.isDone() && left.compareAndSet(false, true)) {
            requireNonNull(upstream).cancel();
        }
    }

    private void letGo() {
        busy.set(false);
        if (end.isDue()) {
            settle();
        }
    }

    /** Concludes, unless somebody signals now, who does it then. */
    private void settle() {
        if (!busy.compareAndSet(false, true)) {
            return;
        }
        boolean looked = false;
        try {
            if (!concludes()) {
                looked = true;
                letGo();
            }
        } finally {
            if (!looked && !end.isOver()) {
                busy.set(false); // the look itself failed, for want of stack, say: the next call looks again
            }
        }
    }

    /** Gives the end if there is one, as the last that is done under {@code busy}, which is kept. */
    private boolean concludes() {
        if (!end.isReached(backlog)) {
            return false;
        }
        try {
            stopWatching();
            discardAll();
        } finally {
            passOn(end.reason());
        }
        return true;
    }

    private void passOn(@Nullable Throwable failed) {
        if (failed != null) {
            of().fail(failed);
        } else if (!end.isCancelled()) {
            of().complete();
        }
    }

    void discardAll() {
        HandOver<T> mine = of();
        for (T item = backlog.remove(); item != null; item = backlog.remove()) {
            T unwanted = item;
            loop.guard("Exception in a hook of", mine, () -> mine.discard(unwanted));
        }
    }

    private void stopWatching() {
        Registration mine = registration;
        if (mine != null) {
            mine.cancel();
        }
    }

    private HandOver<T> of() {
        return requireNonNull(of);
    }

    @Override
    public String toString() {
        return String.valueOf(of);
    }
}
