package dev.loopbridge.rxjava;

import dev.loopbridge.loop.bridge.LoopSubscriber;
import dev.loopbridge.loop.bridge.LoopSubscription;
import io.reactivex.rxjava3.exceptions.Exceptions;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import org.jspecify.annotations.Nullable;

/** The loop's signals in the words of an observer of any of the five types. */
final class SignalAdapter<T> implements LoopSubscriber<T>, Downstream.Upstream {
    private final Downstream<T> downstream;

    /** What to fail with where there is no element; null if that is no failure. */
    private final @Nullable String noElement;

    /** Written before downstream can call. */
    @SuppressWarnings("NullAway.Init")
    private LoopSubscription subscription;

    /** {@code onSuccess} was the end. */
    private boolean succeeded;

    SignalAdapter(Downstream<T> downstream, @Nullable String noElement) {
        this.downstream = downstream;
        this.noElement = noElement;
    }

    @Override
    public void onSubscribe(LoopSubscription subscription) {
        this.subscription = subscription;
        downstream.onSubscribe(this);
        if (!downstream.hasDemand()) {
            subscription.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void request(long n) {
        subscription.request(n);
    }

    @Override
    public void onNext(T item) {
        if (downstream.endsWithElement()) {
            succeed(item);
        } else {
            downstream.onNext(item);
        }
    }

    @Override
    public boolean tryOnNext(T item) {
        if (downstream.endsWithElement()) {
            succeed(item);
            return true;
        }
        return downstream.tryOnNext(item);
    }

    /**
     * Element and end in one: what the observer throws, fatal or not, is undeliverable, and no second end. What RxJava takes for
     * fatal, though, its operators throw in place of every signal: that goes on to the subscription, which tells them.
     */
    private void succeed(T value) {
        succeeded = true;
        try {
            downstream.onNext(value);
        } catch (Throwable thrown) {
            if (!Thrower.hasBeenTold(downstream.target, thrown)) {
                Exceptions.throwIfFatal(thrown);
            }
            RxJavaPlugins.onError(thrown);
        }
    }

    @Override
    public void onError(Throwable error) {
        downstream.onError(error);
    }

    @Override
    public void onComplete() {
        if (succeeded) {
            return;
        }
        if (noElement != null) {
            downstream.onError(new NullPointerException(noElement));
        } else {
            downstream.onComplete();
        }
    }

    @Override
    public void cancel() {
        dispose();
    }

    @Override
    public void dispose() {
        subscription.cancel();
    }

    /** {@return whether nothing comes any more} */
    @Override
    public boolean isDisposed() {
        return subscription.isCancelled() || subscription.isTerminated();
    }

    /** RxJava knows no hook for it. */
    @Override
    public void onDiscard(T item) {}

    @Override
    public void onErrorDropped(Throwable error) {
        RxJavaPlugins.onError(error);
    }

    @Override
    public boolean mayBlock() {
        return BlockingCheck.mayBlock();
    }
}
