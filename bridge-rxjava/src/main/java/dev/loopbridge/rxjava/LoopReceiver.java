package dev.loopbridge.rxjava;

import dev.loopbridge.loop.bridge.LoopSubscriber;
import dev.loopbridge.loop.bridge.LoopSubscription;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;

/** What the five kinds of observer have in common towards the loop. */
abstract class LoopReceiver<T> implements LoopSubscriber<T>, Disposable {
    /** Written before downstream can call. */
    @SuppressWarnings("NullAway.Init")
    private LoopSubscription subscription;

    /** For {@link #isDisposed} only: what follows a dispose is up to the subscription. */
    private volatile boolean disposed;

    /** Passes {@code onSubscribe} on. */
    abstract void onSubscribeDownstream();

    @Override
    public void onSubscribe(LoopSubscription subscription) {
        this.subscription = subscription;
        onSubscribeDownstream();
    }

    final void requestMore(long n) {
        subscription.request(n);
    }

    @Override
    public final void dispose() {
        disposed = true;
        subscription.cancel();
    }

    @Override
    public final boolean isDisposed() {
        return disposed;
    }

    @Override
    public final void onDiscard(T item) {}

    @Override
    public final void onErrorDropped(Throwable error) {
        RxJavaPlugins.onError(error);
    }

    @Override
    public final boolean mayBlock() {
        return BlockingCheck.mayBlock();
    }
}
