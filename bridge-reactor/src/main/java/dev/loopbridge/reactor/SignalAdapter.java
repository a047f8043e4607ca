package dev.loopbridge.reactor;

import dev.loopbridge.loop.bridge.LoopSubscriber;
import dev.loopbridge.loop.bridge.LoopSubscription;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;

/** The loop's signals in Reactor's words, one to one: demand, cancel and the end are the engine's. */
final class SignalAdapter<T> implements LoopSubscriber<T>, Subscription, Scannable {
    private final CoreSubscriber<? super T> actual;

    /** Written before anybody downstream has this. */
    private @Nullable LoopSubscription subscription;

    SignalAdapter(CoreSubscriber<? super T> actual) {
        this.actual = actual;
    }

    @Override
    public void onSubscribe(LoopSubscription subscription) {
        this.subscription = subscription;
        actual.onSubscribe(this);
    }

    @Override
    public void onNext(T item) {
        actual.onNext(item);
    }

    @Override
    public void onError(Throwable error) {
        actual.onError(error);
    }

    @Override
    public void onComplete() {
        actual.onComplete();
    }

    @Override
    public void onDiscard(T item) {
        Operators.onDiscard(item, actual.currentContext());
    }

    @Override
    public void onErrorDropped(Throwable error) {
        Operators.onErrorDropped(error, actual.currentContext());
    }

    @Override
    public boolean mayBlock() {
        return !Schedulers.isInNonBlockingThread();
    }

    @Override
    @SuppressWarnings("NullAway") // whoever can call this was handed it with the subscription in place
    public void request(long n) {
        subscription.request(n);
    }

    @Override
    @SuppressWarnings("NullAway") // as request()
    public void cancel() {
        subscription.cancel();
    }

    @Override
    @SuppressWarnings("rawtypes") // Scannable's
    public @Nullable Object scanUnsafe(Attr key) {
        return key == Attr.ACTUAL ? actual : null;
    }
}
