package dev.loopbridge.loop.bridge;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.bridge.Inflow.End;
import dev.loopbridge.loop.bridge.Inflow.Wanted;
import dev.loopbridge.loop.internal.DrivenLoop;
import dev.loopbridge.loop.internal.jvm.Sneaky;
import dev.loopbridge.loop.internal.report.SafeText;
import dev.loopbridge.loop.stream.AsyncIterator;
import org.jspecify.annotations.Nullable;

/** A publisher taken element by element, while the next ones are on their way. */
final class InflowIterator<T> implements AsyncIterator<T> {
    private final InflowSource<T> source;
    private final int prefetch;

    /** After how many elements as many are requested again: three quarters, as everywhere in Reactor. */
    private final int limit;

    private final boolean finishedByLoop;

    /** Since the first {@link #next()}. */
    private @Nullable Inflow<T> inflow;

    private @Nullable T current;

    /** How many were taken since the last request. */
    private int taken;

    /** Whether a coroutine is in {@link #next()}. */
    private boolean busy;

    private boolean over;

    InflowIterator(InflowSource<T> source, int prefetch, boolean finishedByLoop) {
        this.source = requireNonNull(source, "source");
        if (prefetch <= 0) {
            throw new IllegalArgumentException("prefetch must be > 0, was " + prefetch);
        }
        this.prefetch = prefetch;
        limit = prefetch - (prefetch >> 2);
        this.finishedByLoop = finishedByLoop;
    }

    @Override
    public boolean next() {
        DrivenLoop loop = DrivenLoop.ofCoroutine();
        refuseStrangers(loop);
        current = null;
        if (over) {
            return false;
        }
        busy = true;
        try {
            return goTo(begun(loop).take());
        } catch (Throwable error) {
            if (current != null) {
                source.onDiscard(current); // taken, but nobody will be told
            }
            end();
            throw error;
        } finally {
            busy = false;
        }
    }

    private void refuseStrangers(DrivenLoop loop) {
        if (busy) {
            throw new IllegalStateException("next() is for one coroutine at a time, and another one waits in it");
        }
        if (inflow != null && inflow.loop != loop) {
            throw new IllegalStateException(this + " was begun on loop \"" + inflow.loop.name()
                    + "\"; next() was called on loop \"" + loop.name() + "\"");
        }
    }

    private Inflow<T> begun(DrivenLoop loop) {
        Inflow<T> present = inflow;
        if (present == null) {
            inflow = present = new Inflow<>(loop, source, Wanted.EACH);
            if (finishedByLoop) {
                loop.adopt(this);
            }
            present.begin(isUnbounded() ? Long.MAX_VALUE : prefetch);
        }
        return present;
    }

    private boolean isUnbounded() {
        return prefetch == Integer.MAX_VALUE;
    }

    @SuppressWarnings("unchecked") // only elements and the end arrive
    private boolean goTo(@Nullable Object signal) {
        if (signal == null || signal instanceof End) {
            end();
            if (signal instanceof End end && end.error() != null) {
                throw Sneaky.<RuntimeException>rethrow(AwaitSite.noted(end.error(), source));
            }
            return false;
        }
        current = (T) signal;
        if (++taken == limit && !isUnbounded()) {
            taken = 0;
            requireNonNull(inflow).request(limit);
        }
        return true;
    }

    @Override
    public T current() {
        if (current == null) {
            throw new IllegalStateException("there is no current element: next() was not called, or returned false");
        }
        return current;
    }

    @Override
    public void finish() {
        if (inflow == null) {
            over = true;
        } else if (!over) {
            if (!inflow.loop.inLoop()) {
                throw new IllegalStateException("finish() is for loop \"" + inflow.loop.name()
                        + "\" itself, called from thread \"" + SafeText.threadName() + "\"");
            }
            end();
        }
    }

    private void end() {
        over = true;
        current = null;
        Inflow<T> begun = requireNonNull(inflow);
        if (finishedByLoop) {
            begun.loop.release(this);
        }
        begun.close();
    }

    @Override
    public String toString() {
        return "<AsyncIterator of " + SafeText.of(source) + (over ? " ended>" : inflow == null ? " new>" : " begun>");
    }
}
