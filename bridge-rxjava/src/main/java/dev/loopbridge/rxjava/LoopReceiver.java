package dev.loopbridge.rxjava;

import dev.loopbridge.loop.bridge.LoopSubscriber;
import dev.loopbridge.loop.bridge.LoopSubscription;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.exceptions.Exceptions;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.function.Consumer;

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

    /**
     * Calls {@code onSuccess}, element and end in one: what it throws is undeliverable, and no second end. What RxJava takes
     * for fatal, though, its operators throw in place of every signal: it goes on to the subscription, which tells them.
     */
    final void succeed(Consumer<? super T> onSuccess, T value) {
        try {
            onSuccess.accept(value);
        } catch (Throwable thrown) {
            Exceptions.throwIfFatal(thrown);
            RxJavaPlugins.onError(thrown);
        }
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
