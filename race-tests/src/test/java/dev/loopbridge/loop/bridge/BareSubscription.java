package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.internal.life.WatchedLoop;
import java.util.concurrent.atomic.AtomicInteger;

/** What all subscriptions share, with nothing behind it: the test brings the elements. */
final class BareSubscription extends PhasedSubscription<Object> {
    final AtomicInteger demands = new AtomicInteger();
    final AtomicInteger cancels = new AtomicInteger();
    final AtomicInteger begins = new AtomicInteger();
    private final Witness witness;

    BareSubscription(WatchedLoop watched, Witness witness) {
        super(watched.loop, witness, /* shared= */ true);
        this.witness = witness;
    }

    /** One that was subscribed to. */
    static BareSubscription begun(WatchedLoop watched, Witness witness) {
        BareSubscription subscription = new BareSubscription(watched, witness);
        subscription.start();
        return subscription;
    }

    String story() {
        return witness.story();
    }

    @Override
    void begin() {
        begins.incrementAndGet();
        if (failure() != null) {
            endFailed();
        }
    }

    @Override
    void onDemand() {
        demands.incrementAndGet();
    }

    @Override
    void onCancel() {
        cancels.incrementAndGet();
    }

    @Override
    void onFailure() {
        endFailed();
    }
}
