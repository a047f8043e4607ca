package dev.loopbridge.loop.bridge;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.internal.DrivenLoop;
import dev.loopbridge.loop.internal.jvm.FieldHandle;
import dev.loopbridge.loop.internal.report.ErrorReports;
import dev.loopbridge.loop.internal.report.SafeText;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What every subscription has, wherever its elements come from: demand, and one terminal signal. */
abstract class PhasedSubscription<T> implements LoopSubscription {
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

    // Fields and handles: an atomic object for each was a load more. An element asked for alone took 18 ns, and 13 now.
    private static final VarHandle PHASE = handle("phase", Phase.class);
    private static final VarHandle ASKED = handle("asked", long.class);
    private static final VarHandle TAKEN = handle("taken", long.class);
    private static final VarHandle HELD = handle("held", int.class);
    private static final VarHandle FAILURE = handle("failure", RuntimeException.class);

    final DrivenLoop loop;
    final LoopSubscriber<? super T> subscriber;
    private volatile Phase phase = Phase.ACTIVE;

    /*
     * Two counters instead of one that goes up and down: so an element costs no atomic operation, which would be half of
     * it. Whoever finds no demand, and is about to wait for some, must look again behind a fence, or a request that saw the
     * element not yet taken would wake nobody.
     */

    /** Of all requests; at {@code Long.MAX_VALUE} there is no end to them. */
    private volatile long asked;

    /** How many elements the subscriber had, as long as {@code asked} has an end; written by one thread at a time. */
    private volatile long taken;

    private volatile int held;

    /** Why the subscription was failed from outside; written once. */
    private volatile @Nullable RuntimeException failure;

    /** Written before {@code held} says that it is there. */
    private @Nullable T result;

    private final SignalGate gate;

    /** The terminal signal, while an element is under way; written before the gate says so. */
    private @Nullable Runnable end;

    /** Set once {@code onSubscribe} has returned: until then nothing else may be signalled. */
    private volatile boolean begun;

    /** As the loop knows it; null if nobody else shuts the loop down. */
    private final @Nullable Consumer<LoopClosedException> onOverdue;

    private static VarHandle handle(String field, Class<?> type) {
        return FieldHandle.of(MethodHandles.lookup(), PhasedSubscription.class, field, type);
    }

    /** @param shared whether others may shut the loop down, which then must not keep the subscriber waiting */
    PhasedSubscription(DrivenLoop loop, LoopSubscriber<? super T> subscriber, boolean shared) {
        this.loop = loop;
        this.subscriber = subscriber;
        this.onOverdue = shared ? this::endOverdue : null;
        this.gate = new SignalGate(shared);
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

    private void refuseToWaitForItself() {
        if (loop.inLoop() && needsLoop() && subscriber.waitsHere()) {
            throw new IllegalStateException("block() would wait for ever: the subscription needs loop \"" + loop.name()
                    + "\", which runs on this thread, \""
                    + SafeText.threadName()
                    + "\"; await it, or compose it into the subscription that runs here");
        }
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

    /** {@return whether the loop must run for this to end} */
    boolean needsLoop() {
        return true;
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
        } else if (before == taken && isActive()) {
            onDemand();
        }
    }

    /** {@return how much was asked for before} */
    private long ask(long more) {
        for (; ; ) {
            long before = asked;
            long sum = before > Long.MAX_VALUE - more ? Long.MAX_VALUE : before + more;
            if (ASKED.compareAndSet(this, before, sum)) {
                return before;
            }
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

    /** Cancels what brings the elements; a closed loop ends that anyhow, and a cancel that runs into it must not throw. */
    final void cancelSource(LoopFuture<?> source) {
        if (loop.isClosed()) {
            return;
        }
        try {
            source.cancel();
        } catch (LoopClosedException closedMeanwhile) {
            // told by the close
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
        end = () -> {
            Throwable failed = last == null ? error : signalLast(last);
            if (failed != null) {
                subscriber.onError(failed);
            } else if (PHASE.compareAndSet(this, Phase.LAST, Phase.ENDED)) {
                subscriber.onComplete();
            }
        };
        forgetOverdue();
        if (gate.end()) {
            signalEndNow();
        }
    }

    private void signalEndNow() {
        loop.guard("Exception in a terminal signal to", subscriber, requireNonNull(end));
    }

    /** {@return whether an element may be signalled now: none is under way, nor has the end come} Then comes {@link #leaveSignal}. */
    final boolean enterSignal() {
        return gate.enter();
    }

    /** The element was signalled, or the receiver threw. */
    final void leaveSignal() {
        if (gate.leave()) {
            signalEndNow();
        }
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

    /** The subscriber has had its last signal: a cancel of our own making is silent, everything else is told elsewhere. */
    private void drop(@Nullable T last, @Nullable Throwable error) {
        if (last != null) {
            discard(last);
        }
        boolean expected = error instanceof CancellationException || error instanceof LoopClosedException;
        if (error != null && !expected) {
            guardHook(() -> subscriber.onErrorDropped(error));
        }
    }

    /** The subscriber does not get {@code item}. */
    final void discard(T item) {
        guardHook(() -> subscriber.onDiscard(item));
    }

    /** A hook is global, and a stranger's: what it throws must not keep a driver from its next call. */
    private void guardHook(Runnable hook) {
        loop.guard("Exception in a hook of", subscriber, hook);
    }

    final boolean isActive() {
        return phase == Phase.ACTIVE;
    }

    /** {@return whether nothing but the end may be signalled any more} */
    final boolean isOver() {
        return !isActive() || failure != null;
    }

    /** {@return whether an element may be signalled} By whoever signals; if not, the next request calls {@link #onDemand}. */
    final boolean hasDemand() {
        if (asked != takenByMe()) {
            return true;
        }
        VarHandle.fullFence();
        return asked != takenByMe();
    }

    /** One element was taken. */
    final void useDemand() {
        if (asked != Long.MAX_VALUE) {
            TAKEN.setRelease(this, takenByMe() + 1);
        }
    }

    /** As {@code taken}, read plainly, by whoever signals: who signalled before handed over what it wrote with its turn. */
    private long takenByMe() {
        return (long) TAKEN.get(this);
    }

    @Override
    public final long requested() {
        long all = asked;
        return all == Long.MAX_VALUE ? all : all - taken;
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
