package dev.loopbridge.loop.bridge;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.internal.DrivenLoop;
import java.util.function.LongFunction;

/** Ticks at a fixed rate, whoever is ready for them or not. */
final class IntervalSubscription extends TimerSubscription {
    private final long periodNanos;
    private final LongFunction<? extends Throwable> overflow;

    // Written before the first timer is armed, then the home thread's.

    private long dueNanos;
    private long count;

    IntervalSubscription(
            DrivenLoop loop,
            long delayNanos,
            long periodNanos,
            LongFunction<? extends Throwable> overflow,
            LoopSubscriber<? super Long> subscriber) {
        super(loop, delayNanos, subscriber);
        this.periodNanos = periodNanos;
        this.overflow = overflow;
    }

    @Override
    void onBegin(long dueNanos) {
        this.dueNanos = dueNanos;
    }

    @Override
    public void run() {
        if (isOver()) {
            return;
        }
        if (!hasDemand()) {
            conclude(null, overflowError());
        } else if (enterSignal()) {
            tick();
        }
        if (!isOver()) {
            dueNanos += periodNanos;
            armAgain(dueNanos);
        }
    }

    private Throwable overflowError() {
        try {
            return requireNonNull(overflow.apply(count), "an error was expected for a tick without demand");
        } catch (Throwable instead) {
            return instead;
        }
    }

    private void tick() {
        try {
            if (subscriber.tryOnNext(count++)) {
                useDemand();
            }
        } catch (Throwable thrown) {
            conclude(null, thrown);
        } finally {
            leaveSignal();
        }
    }

    @Override
    void onFailure() {
        onCancel();
        loop.deliverCallback(this::endFailed); // behind a tick that may be under way
    }
}
