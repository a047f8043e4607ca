package dev.loopbridge.loop.concurrent;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.internal.concurrent.Waiters;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * A point at which coroutines wait until a fixed number of them has come; then all go on, and it can be used again.
 *
 * <p>For one loop, the one on which it first makes a coroutine wait; not thread-safe.
 *
 * @see <a href="https://docs.python.org/3/library/asyncio-sync.html#asyncio.Barrier">asyncio.Barrier</a>
 */
public final class LoopBarrier {
    private enum State {
        FILLING,
        DRAINING,
        RESETTING,
        BROKEN
    }

    private final LoopCondition changed = new LoopCondition();
    private final int parties;
    private State state = State.FILLING;

    /** Coroutines inside: come, and not gone on yet. */
    private int inside;

    /** @param parties how many must come; one or more */
    public LoopBarrier(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException("parties must be > 0, was " + parties);
        }
        this.parties = parties;
    }

    /**
     * Suspends the calling coroutine until all parties have come; the last one does not wait. While those of the last round
     * are still to go on, it waits for that first.
     *
     * <p><b>If cancelled</b> while it waits, it no longer counts; the others wait on.
     *
     * @return in which place it came, from 0 to {@code parties - 1}
     * @throws BarrierBrokenException "Barrier aborted" if it was before, "Abort or reset of barrier" if it is meanwhile
     * @throws CancelledError if the task was cancelled
     * @throws CoroutineExit if the loop is closing
     * @throws IllegalStateException if it would have to wait, and is outside a coroutine or on a loop to which this is not bound
     */
    public int await() {
        return changed.with(this::enter);
    }

    private int enter() {
        changed.awaitUntil(() -> state != State.DRAINING && state != State.RESETTING);
        if (state == State.BROKEN) {
            throw new BarrierBrokenException("Barrier aborted: " + this + "; reset() makes it usable again");
        }
        try {
            int place = inside++;
            if (place + 1 == parties) {
                change(State.DRAINING);
            } else {
                awaitOthers();
            }
            return place;
        } finally {
            leave();
        }
    }

    private void awaitOthers() {
        changed.awaitUntil(() -> state != State.FILLING);
        if (state != State.DRAINING) {
            throw new BarrierBrokenException("Abort or reset of barrier " + this);
        }
    }

    private void leave() {
        if (--inside == 0) {
            change(state == State.BROKEN ? State.BROKEN : State.FILLING);
        }
    }

    private void change(State next) {
        state = next;
        changed.signalAll();
    }

    /**
     * Throws {@link BarrierBrokenException} into all that wait, and makes this as new, also if it was broken.
     *
     * <p>Suspends only while others are just about to go on.
     *
     * @throws CancelledError if the task was cancelled
     * @throws CoroutineExit if the loop is closing
     */
    public void reset() {
        changeAlone(() -> inside > 0 ? State.RESETTING : State.FILLING);
    }

    /**
     * Throws {@link BarrierBrokenException} into all that wait, and into all that come until a {@link #reset()}.
     *
     * <p>Suspends only while others are just about to go on.
     *
     * @throws CancelledError if the task was cancelled
     * @throws CoroutineExit if the loop is closing
     */
    public void abort() {
        changeAlone(() -> State.BROKEN);
    }

    private void changeAlone(Supplier<State> next) {
        changed.acquire();
        try {
            change(next.get());
        } finally {
            changed.release();
        }
    }

    /** {@return how many must come} */
    public int parties() {
        return parties;
    }

    /** {@return how many wait for others to come} */
    public int waiting() {
        return state == State.FILLING ? inside : 0;
    }

    /** {@return whether it was aborted} */
    public boolean isBroken() {
        return state == State.BROKEN;
    }

    @Override
    public String toString() {
        String word = state.name().toLowerCase(Locale.ROOT);
        return Waiters.describe(this, isBroken() ? word : word + ", waiters:" + waiting() + "/" + parties);
    }
}
