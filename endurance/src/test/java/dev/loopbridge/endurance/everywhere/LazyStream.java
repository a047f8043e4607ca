package dev.loopbridge.endurance.everywhere;

import dev.loopbridge.endurance.everywhere.Promises.Promise;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/** Leaves demand to whoever has its subscription. */
final class LazyStream implements CoreSubscriber<Object>, FlowableSubscriber<Object> {
    private final Promise end;
    private volatile @Nullable Subscription subscription;

    LazyStream(Scene scene, String what) {
        end = scene.promises.expect(what);
    }

    Promise end() {
        return end;
    }

    Subscription subscription() {
        Subscription given = subscription;
        if (given == null) {
            throw new IllegalStateException("not subscribed");
        }
        return given;
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
    }

    @Override
    public void onNext(Object item) {
        end.notYet();
    }

    @Override
    public void onError(Throwable error) {
        end.keep();
    }

    @Override
    public void onComplete() {
        end.keep();
    }
}
