package dev.loopbridge.rxjava;

import dev.loopbridge.loop.bridge.LoopSubscriber;
import dev.loopbridge.loop.bridge.LoopSubscription;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.exceptions.Exceptions;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.function.Consumer;

/** The loop's signals in RxJava's words: what the five kinds of observer have in common. */
abstract class SignalAdapter<T> implements LoopSubscriber<T>, Disposable {
    /** Written before downstream can call. */
    @SuppressWarnings("NullAway.Init")
    private LoopSubscription subscription;

    /** Passes {@code onSubscribe} on. */
    abstract void onSubscribeDownstream();

    @Override
    public final void onSubscribe(LoopSubscription subscription) {
        this.subscription = subscription;
        onSubscribeDownstream();
    }

    final void requestMore(long n) {
        subscription.request(n);
    }

    /**
     * Calls {@code onSuccess}, element and end in one: what the observer throws, fatal or not, is undeliverable, and no second
     * end. What RxJava takes for fatal, though, its operators throw in place of every signal: that goes on to the subscription,
     * which tells them.
     */
    final void succeed(Object downstream, Consumer<? super T> onSuccess, T value) {
        try {
            onSuccess.accept(value);
        } catch (Throwable thrown) {
            if (!Thrower.hasBeenTold(downstream, thrown)) {
                Exceptions.throwIfFatal(thrown);
            }
            RxJavaPlugins.onError(thrown);
        }
    }

    @Override
    public final void dispose() {
        subscription.cancel();
    }

    /** {@return whether nothing comes any more} */
    @Override
    public final boolean isDisposed() {
        return subscription.isCancelled() || subscription.isTerminated();
    }

    /** RxJava knows no hook for it. */
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
