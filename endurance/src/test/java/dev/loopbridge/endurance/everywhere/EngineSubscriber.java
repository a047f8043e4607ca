package dev.loopbridge.endurance.everywhere;

import dev.loopbridge.endurance.everywhere.Promises.Promise;
import dev.loopbridge.loop.LoopContext;
import dev.loopbridge.loop.bridge.LoopSubscriber;
import dev.loopbridge.loop.bridge.LoopSubscription;
import org.jspecify.annotations.Nullable;

/** The receiving side of the bridge engine: asks for two, then for one at a time. */
final class EngineSubscriber implements LoopSubscriber<Object> {
    private final Trap trap;
    private final Promise end;
    private final @Nullable LoopContext context;
    private final int cancelAt;
    private boolean mayBlock = true;
    private int elements;
    private @Nullable LoopSubscription subscription;

    /** @param cancelAt at which element to cancel; 0 for never */
    EngineSubscriber(Scene scene, String what, int cancelAt) {
        trap = scene.trap;
        end = scene.promises.expect(what);
        context = LoopContext.copyOfCurrent().within(scene.foreign.scope());
        this.cancelAt = cancelAt;
    }

    /** {@return this, on threads that must not block} */
    EngineSubscriber withoutBlocking() {
        mayBlock = false;
        return this;
    }

    Promise end() {
        return end;
    }

    @Override
    public void onSubscribe(LoopSubscription given) {
        subscription = given;
        trap.call(CallOut.ON_SUBSCRIBE);
        given.request(2);
    }

    @Override
    public void onNext(Object item) {
        end.notYet();
        trap.call(CallOut.ON_NEXT);
        LoopSubscription mine = subscription;
        if (mine == null) {
            return;
        }
        if (++elements == cancelAt) {
            end.excuse();
            mine.cancel();
        } else {
            mine.request(1);
        }
    }

    void cancel() {
        end.excuse();
        LoopSubscription mine = subscription;
        if (mine != null) {
            mine.cancel();
        }
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
        return mayBlock;
    }

    @Override
    public boolean waitsHere() {
        trap.call(CallOut.WAITS_HERE);
        return false;
    }

    @Override
    public @Nullable LoopContext context() {
        trap.call(CallOut.CONTEXT);
        return context;
    }

    @Override
    public String toString() {
        trap.call(CallOut.TO_STRING);
        return "subscriber";
    }
}
