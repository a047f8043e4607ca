package dev.loopbridge.endurance.everywhere;

import dev.loopbridge.endurance.everywhere.Promises.Promise;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/** Reactor's and RxJava's at once: asks for two, then for one at a time. */
final class StreamSubscriber implements CoreSubscriber<Object>, FlowableSubscriber<Object> {
    private final Trap trap;
    private final Promise end;
    private final int cancelAt;
    private int elements;
    private volatile @Nullable Subscription subscription;

    /** @param cancelAt at which element to cancel; 0 for never */
    StreamSubscriber(Scene scene, String what, int cancelAt) {
        trap = scene.trap;
        end = scene.promises.expect(what);
        this.cancelAt = cancelAt;
    }

    Promise end() {
        return end;
    }

    void cancel() {
        end.excuse();
        Subscription mine = subscription;
        if (mine != null) {
            mine.cancel();
        }
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        trap.call(CallOut.ON_SUBSCRIBE);
        given.request(2);
    }

    @Override
    public void onNext(Object item) {
        end.notYet();
        trap.call(CallOut.ON_NEXT);
        Subscription mine = subscription;
        if (mine == null) {
            return;
        }
        if (++elements == cancelAt) {
            cancel();
        } else {
            mine.request(1);
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
    public Context currentContext() {
        trap.call(CallOut.CONTEXT);
        return Context.of("who", "everywhere");
    }

    @Override
    public String toString() {
        trap.call(CallOut.TO_STRING);
        return "subscriber";
    }
}
