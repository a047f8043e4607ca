package dev.loopbridge.reactor;

import dev.loopbridge.loop.LoopContext;
import dev.loopbridge.loop.bridge.LoopSubscriber;
import dev.loopbridge.loop.bridge.LoopSubscription;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Fuseable.ConditionalSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;

/** The loop's signals in Reactor's words, one to one: demand, cancel and the end are the engine's. */
final class SignalAdapter<T> implements LoopSubscriber<T>, Subscription, Scannable {
    static {
        LoopThreads.refuseToBlock();
    }

    private final CoreSubscriber<? super T> actual;
    private final @Nullable ConditionalSubscriber<? super T> conditional;
    private final Attr.RunStyle style;

    /** The end, if it was an error; for {@link #scanUnsafe} only. */
    private volatile @Nullable Throwable error;

    /** Written before anybody downstream has this. */
    private @Nullable LoopSubscription subscription;

    SignalAdapter(CoreSubscriber<? super T> actual, Attr.RunStyle style) {
        this.actual = actual;
        this.conditional = asConditional(actual);
        this.style = style;
    }

    @SuppressWarnings("unchecked") // one subscriber, one type of elements
    private static <T> @Nullable ConditionalSubscriber<T> asConditional(CoreSubscriber<T> actual) {
        return actual instanceof ConditionalSubscriber ? (ConditionalSubscriber<T>) actual : null;
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

    /** A filter then passes elements over without a request for each. */
    @Override
    public boolean tryOnNext(T item) {
        if (conditional != null) {
            return conditional.tryOnNext(item);
        }
        actual.onNext(item);
        return true;
    }

    @Override
    public void onError(Throwable error) {
        this.error = error;
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
    public boolean waitsHere() {
        return LoopThreads.waitsHere(actual);
    }

    @Override
    public @Nullable LoopContext context() {
        return ReactorContext.around(actual.currentContext());
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
    @SuppressWarnings({"rawtypes", "NullAway"}) // Scannable's; as request()
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.ACTUAL) {
            return actual;
        }
        if (key == Attr.RUN_STYLE) {
            return style;
        }
        if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
            return subscription.requested();
        }
        if (key == Attr.BUFFERED) {
            return subscription.isHolding() ? 1 : 0;
        }
        if (key == Attr.CANCELLED) {
            return subscription.isCancelled();
        }
        if (key == Attr.TERMINATED) {
            return subscription.isTerminated();
        }
        return key == Attr.ERROR ? error : null;
    }
}
