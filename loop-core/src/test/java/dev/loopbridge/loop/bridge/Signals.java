package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.LoopContext;
import java.util.ArrayList;
import java.util.List;

/** A subscriber that asks for all and keeps every signal. */
class Signals implements LoopSubscriber<Object> {
    final List<Object> signals = new ArrayList<>();
    LoopSubscription subscription;

    /** What is asked for at first. */
    long first = Long.MAX_VALUE;

    /** What the rest answers. */
    boolean mayBlock = true;

    boolean waitsHere;
    LoopContext context;

    /** {@return this, for a source of longs} */
    @SuppressWarnings("unchecked") // it takes anything
    LoopSubscriber<Long> ofLongs() {
        return (LoopSubscriber<Long>) (LoopSubscriber<?>) this;
    }

    @Override
    public void onSubscribe(LoopSubscription subscription) {
        this.subscription = subscription;
        subscription.request(first);
    }

    @Override
    public void onNext(Object item) {
        signals.add(item);
    }

    @Override
    public void onError(Throwable error) {
        signals.add(error);
    }

    @Override
    public void onComplete() {
        signals.add("complete");
    }

    @Override
    public void onDiscard(Object item) {
        signals.add("discarded " + item);
    }

    @Override
    public void onErrorDropped(Throwable error) {
        signals.add("dropped " + error);
    }

    @Override
    public boolean mayBlock() {
        return mayBlock;
    }

    @Override
    public boolean waitsHere() {
        return waitsHere;
    }

    @Override
    public LoopContext context() {
        return context;
    }
}
