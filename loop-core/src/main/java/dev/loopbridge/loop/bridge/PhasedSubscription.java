package dev.loopbridge.loop.bridge;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.internal.DrivenLoop;
import dev.loopbridge.loop.internal.jvm.FieldHandle;
import dev.loopbridge.loop.internal.report.ErrorReports;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What every subscription has, wherever its elements come from: a phase, a last element that may wait, one terminal signal. */
abstract class PhasedSubscription<T> extends GatedSubscription<T> {
    /*
     * One compare-and-set of the phase chooses between the end and the subscriber's own cancel. A last element is held until it
     * is wanted: by a request, or by a cancel or a failure that get rid of it. Whoever brings the second of the two, the element
     * or the wish, takes it; so it is delivered once or discarded once.
     */
    private enum Phase {
        ACTIVE,
        /** The last element is being delivered: only the completion is left. */
        LAST,
        CANCELLED,
        ENDED
    }

    /** {@link dev.loopbridge.loop.CloseInfo#reason()}. */
    static final String DISPOSE = "the dispose of a subscription";

    private static final int HAS_RESULT = 1;
    private static final int WANTED = 2;

    // Fields and handles: an atomic object for each was a load more.
    private static final VarHandle PHASE = handle("phase", Phase.class);
    private static final VarHandle HELD = handle("held", int.class);
    private static final VarHandle FAILURE = handle("failure", RuntimeException.class);

    private volatile Phase phase = Phase.ACTIVE;

    private volatile int held;

    /** Why the subscription was failed from outside; written once. */
    private volatile @Nullable RuntimeException failure;

    /** Written before {@code held} says that it is there. */
    private @Nullable T result;

    /** Set once {@code onSubscribe} has returned: until then nothing else may be signalled. */
    private volatile boolean begun;

    /** As the loop knows it; null if nobody else shuts the loop down. */
    private final @Nullable Consumer<LoopClosedException> onOverdue;

    private static VarHandle handle(String field, Class<?> type) {
        return FieldHandle.of(MethodHandles.lookup(), PhasedSubscription.class, field, type);
    }

    /** @param shared whether others may shut the loop down, which then must not keep the subscriber waiting */
    PhasedSubscription(DrivenLoop loop, LoopSubscriber<? super T> subscriber, boolean shared) {
        super(loop, subscriber, shared);
        this.onOverdue = shared ? this::endOverdue : null;
    }

    /** Sets going what brings the elements, or ends at once: look at {@link #failure()} first. */
    abstract void begin();

    /** There was no demand, and now there is. */
    abstract void onDemand();

    /** The subscriber cancelled. */
    abstract void onCancel();

    /** Failed from outside: ends the subscription once no signal can be under way. */
    abstract void onFailure();

    /** The subscriber refused its subscription, and {@link #begin} will not be called. */
    void onNeverBegun() {}

    final void start() {
        try {
            subscriber.onSubscribe(this);
        } catch (Throwable against) { // rule 2.13: then it takes no part in it, and the caller is told
            if (PHASE.compareAndSet(this, Phase.ACTIVE, Phase.CANCELLED)) {
                onNeverBegun();
            }
            throw against;
        }
        begun = true;
        if (!isActive()) {
            return;
        }
        try {
            refuseToWaitForItself();
            if (onOverdue != null && needsLoop()) {
                loop.watchOverdue(onOverdue);
            }
        } catch (RuntimeException | Error refused) {
            onNeverBegun();
            conclude(null, refused);
            return;
        }
        begin();
    }

    /** The loop is to close, and does not come round to it: its subscriber must not wait for that. On another thread. */
    private void endOverdue(LoopClosedException why) {
        if (!isHolding() && setFailure(why)) {
            endFailed();
            if (takeHeld()) {
                settle(result, null);
            }
        }
    }

    /** Nothing more is to come; from anywhere, any number of times. */
    private void forgetOverdue() {
        if (onOverdue != null) {
            loop.forgetOverdue(onOverdue);
        }
    }

    @Override
    public final void request(long n) {
        if (n <= 0) {
            fail(new IllegalArgumentException("request must be > 0, was " + n + " (Reactive Streams rule 3.9)"));
            return;
        }
        long before = ask(n);
        if (takeHeld()) {
            settle(result, null);
        } else if (wasUsedUp(before) && isActive()) {
            onDemand();
        }
    }

    @Override
    public final void cancel() {
        // In the order of the phases: the other way round, a last element that came in between would hide the cancel.
        if (PHASE.compareAndSet(this, Phase.ACTIVE, Phase.CANCELLED)) {
            try {
                forgetOverdue();
                onCancel();
            } finally {
                if (takeHeld()) {
                    drop(result, null);
                }
            }
        } else {
            PHASE.compareAndSet(this, Phase.LAST, Phase.CANCELLED);
        }
    }

    /** Ends the subscription with {@code error}. Any thread. */
    final void fail(RuntimeException error) {
        if (setFailure(error) && begun) { // else begin() finds it
            onFailure();
            if (takeHeld()) {
                settle(result, null);
            }
        }
    }

    final boolean setFailure(RuntimeException error) {
        return isActive() && FAILURE.compareAndSet(this, (RuntimeException) null, error);
    }

    final @Nullable RuntimeException failure() {
        return failure;
    }

    /** Ends the subscription with its failure, now. */
    final void endFailed() {
        RuntimeException error = requireNonNull(failure);
        if (PHASE.compareAndSet(this, Phase.ACTIVE, Phase.ENDED)) {
            signalEnd(null, error);
        }
    }

    /** Ends the subscription as {@code done} ended. */
    final void concludeAs(LoopFuture<? extends @Nullable T> done) {
        if (done.isCancelled()) {
            LoopClosedException closed = loop.closeRequested();
            conclude(
                    null,
                    closed != null ? closed : new CancellationException("the task of the subscription was cancelled"));
        } else {
            Throwable error = done.exception();
            conclude(error == null ? done.result() : null, error);
        }
    }

    /** As {@link #concludeAs}, on the home thread; here and now if {@code done} tore the loop, which may never run again. */
    final void concludeAtHome(LoopFuture<? extends @Nullable T> done) {
        if (done instanceof Task && !done.isCancelled() && ErrorReports.isFatal(done.exception())) {
            concludeAs(done);
        } else {
            loop.deliverCallback(() -> concludeAs(done));
        }
    }

    /** Gives the terminal signal, behind {@code last} if there is one, which may have to wait for demand. */
    final void conclude(@Nullable T last, @Nullable Throwable error) {
        if (error != null || last == null) {
            settle(null, error);
            return;
        }
        result = last;
        if (((int) HELD.getAndBitwiseOr(this, HAS_RESULT) & WANTED) != 0) {
            settle(last, null);
        }
    }

    /** {@return whether there is a last element and the caller is the first to want it} */
    private boolean takeHeld() {
        // Looked at first: it is the first request that changes something, and there may be one for each element.
        return (held & WANTED) == 0 && (int) HELD.getAndBitwiseOr(this, WANTED) == HAS_RESULT;
    }

    private void settle(@Nullable T last, @Nullable Throwable error) {
        RuntimeException failed = failure;
        if (failed != null) {
            endFailed();
            drop(last, error == failed ? null : error);
        } else if (PHASE.compareAndSet(this, Phase.ACTIVE, error != null ? Phase.ENDED : Phase.LAST)) {
            signalEnd(last, error);
        } else {
            drop(last, error);
        }
    }

    private void signalEnd(@Nullable T last, @Nullable Throwable error) {
        Runnable signal = () -> {
            Throwable failed = last == null ? error : signalLast(last);
            if (failed != null) {
                subscriber.onError(failed);
            } else if (PHASE.compareAndSet(this, Phase.LAST, Phase.ENDED)) {
                subscriber.onComplete();
            }
        };
        forgetOverdue();
        signalLastly(signal);
    }

    /** Returns what the subscriber threw, which then is its end, as it would be if a body had emitted the element. */
    private @Nullable Throwable signalLast(T last) {
        try {
            subscriber.onNext(last);
            useDemand();
            return null;
        } catch (Throwable thrown) {
            if (PHASE.compareAndSet(this, Phase.LAST, Phase.ENDED)) {
                return thrown;
            }
            drop(null, thrown);
            return null;
        }
    }

    final boolean isActive() {
        return phase == Phase.ACTIVE;
    }

    /** {@return whether nothing but the end may be signalled any more} */
    final boolean isOver() {
        return !isActive() || failure != null;
    }

    @Override
    public final boolean isHolding() {
        return held == HAS_RESULT && isActive();
    }

    @Override
    public final boolean isCancelled() {
        return phase == Phase.CANCELLED;
    }

    @Override
    public final boolean isTerminated() {
        return phase == Phase.ENDED;
    }
}
