package dev.loopbridge.endurance.everywhere;

import dev.loopbridge.endurance.everywhere.Promises.Promise;
import dev.loopbridge.loop.bridge.LoopSubscriber;
import dev.loopbridge.loop.bridge.LoopSubscription;

/** Asks for nothing. */
final class LazySubscriber implements LoopSubscriber<Object> {
    private final Trap trap;
    private final Promise end;

    LazySubscriber(Trap trap, Promise end) {
        this.trap = trap;
        this.end = end;
    }

    @Override
    public void onSubscribe(LoopSubscription subscription) {
        trap.call(CallOut.ON_SUBSCRIBE);
    }

    @Override
    public void onNext(Object item) {
        throw new AssertionError("without demand");
    }

    @Override
    public void onError(Throwable error) {
        end.keep();
        trap.call(CallOut.ON_ERROR);
    }

    @Override
    public void onComplete() {
        end.keep();
        trap.call(CallOut.ON_COMPLETE);
    }

    @Override
    public void onDiscard(Object item) {
        trap.call(CallOut.DROPPED);
    }

    @Override
    public void onErrorDropped(Throwable error) {
        trap.call(CallOut.DROPPED);
    }

    @Override
    public boolean mayBlock() {
        trap.call(CallOut.MAY_BLOCK);
        return true;
    }

    @Override
    public String toString() {
        trap.call(CallOut.TO_STRING);
        return "lazy subscriber";
    }
}
