package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.internal.NativeLoop;
import java.util.function.LongFunction;

/** Ticks at a fixed rate, whoever is ready for them or not. */
final class IntervalSubscription extends TimerSubscription {
    private final long periodNanos;
    private final LongFunction<? extends Throwable> overflow;

    // Written before the first timer is armed, then the home thread's.

    private long dueNanos;
    private long count;

    IntervalSubscription(
            NativeLoop loop,
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
            conclude(null, overflow.apply(count));
            return;
        }
        try {
            if (subscriber.tryOnNext(count++)) {
                useDemand();
            }
        } catch (Throwable thrown) {
            conclude(null, thrown);
        }
        if (!isOver()) {
            dueNanos += periodNanos;
            armAgain(dueNanos);
        }
    }

    @Override
    void onFailure() {
        onCancel();
        loop.post(this::endFailed); // behind a tick that may be under way
    }
}
