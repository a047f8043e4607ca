package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.internal.DrivenLoop;

/** One tick, which waits for demand. */
final class DelaySubscription extends TimerSubscription {
    DelaySubscription(DrivenLoop loop, long delayNanos, LoopSubscriber<? super Long> subscriber) {
        super(loop, delayNanos, subscriber);
    }

    @Override
    void onBegin(long dueNanos) {}

    @Override
    public void run() {
        conclude(0L, null);
    }

    @Override
    void onFailure() {
        onCancel();
        endFailed();
    }
}
