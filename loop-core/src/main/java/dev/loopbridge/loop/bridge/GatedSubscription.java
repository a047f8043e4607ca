package dev.loopbridge.loop.bridge;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.internal.DrivenLoop;
import dev.loopbridge.loop.internal.report.SafeText;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** A subscriber whose signals come one at a time, whichever thread brings the last one; and what it does not get. */
abstract class GatedSubscription<T> extends SubscriptionDemand {
    final DrivenLoop loop;
    final LoopSubscriber<? super T> subscriber;
    private final SignalGate gate;

    /** The terminal signal, while an element is under way; written before the gate says so. */
    private @Nullable Runnable end;

    /** @param shared whether others may shut the loop down, and so bring the end on another thread */
    GatedSubscription(DrivenLoop loop, LoopSubscriber<? super T> subscriber, boolean shared) {
        this.loop = loop;
        this.subscriber = subscriber;
        this.gate = new SignalGate(shared);
    }

    /** {@return whether the loop must run for this to end} */
    boolean needsLoop() {
        return true;
    }

    /** Refuses a subscriber that blocks the thread on which the loop would have to run. */
    final void refuseToWaitForItself() {
        if (loop.inLoop() && needsLoop() && subscriber.waitsHere()) {
            throw new IllegalStateException("block() would wait for ever: the subscription needs loop \"" + loop.name()
                    + "\", which runs on this thread, \""
                    + SafeText.threadName()
                    + "\"; await it, or compose it into the subscription that runs here");
        }
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

    /** Signals the end by {@code signal}: now, or behind the element that is under way. */
    final void signalLastly(Runnable signal) {
        end = signal;
        if (gate.end()) {
            signalEndNow();
        }
    }

    private void signalEndNow() {
        loop.guard("Exception in a terminal signal to", subscriber, requireNonNull(end));
    }

    /** The subscriber has had its last signal: a cancel of our own making is silent, everything else is told elsewhere. */
    final void drop(@Nullable T last, @Nullable Throwable error) {
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
}
