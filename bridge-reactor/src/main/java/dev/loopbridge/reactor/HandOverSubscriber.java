package dev.loopbridge.reactor;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.bridge.HandOver;
import dev.loopbridge.loop.bridge.Upstream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Fuseable.ConditionalSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** The engine's hand-over in Reactor's words. */
final class HandOverSubscriber<T> extends HandOver<T> implements CoreSubscriber<T>, Subscription, Scannable {
    private final CoreSubscriber<? super T> actual;
    private final @Nullable ConditionalSubscriber<? super T> conditional;
    private final int prefetch;

    /** Written before the first signal passes. */
    private @Nullable Subscription source;

    HandOverSubscriber(CoreSubscriber<? super T> actual, EventLoop loop, int prefetch) {
        super(loop, prefetch, /* delaysError= */ true);
        this.actual = actual;
        this.conditional = asConditional(actual);
        this.prefetch = prefetch;
    }

    @SuppressWarnings("unchecked") // one subscriber, one type of elements
    private static <T> @Nullable ConditionalSubscriber<T> asConditional(CoreSubscriber<T> actual) {
        return actual instanceof ConditionalSubscriber ? (ConditionalSubscriber<T>) actual : null;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (Operators.validate(source, subscription)) {
            source = subscription;
            begin(Upstream.of(subscription::request, subscription::cancel));
        }
    }

    @Override
    public void onNext(T item) {
        take(item);
    }

    @Override
    public void onError(Throwable error) {
        finish(error);
    }

    @Override
    public void onComplete() {
        finish(null);
    }

    @Override
    public void request(long n) {
        demand(n);
    }

    @Override
    public void cancel() {
        stop();
    }

    @Override
    protected void subscribeDownstream() {
        actual.onSubscribe(this);
    }

    @Override
    protected boolean deliver(T item) {
        if (conditional != null) {
            return conditional.tryOnNext(item);
        }
        actual.onNext(item);
        return true;
    }

    @Override
    protected void fail(Throwable error) {
        actual.onError(error);
    }

    @Override
    protected void complete() {
        actual.onComplete();
    }

    @Override
    protected void discard(T item) {
        Operators.onDiscard(item, currentContext());
    }

    @Override
    protected void drop(T item) {
        Operators.onNextDropped(item, currentContext());
    }

    @Override
    protected void dropError(Throwable error) {
        Operators.onErrorDropped(error, currentContext());
    }

    @Override
    public Context currentContext() {
        return actual.currentContext();
    }

    @Override
    @SuppressWarnings("rawtypes") // Scannable's
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.ACTUAL) {
            return actual;
        }
        if (key == Attr.PARENT) {
            return source;
        }
        if (key == Attr.PREFETCH || key == Attr.CAPACITY) {
            return prefetch;
        }
        if (key == Attr.BUFFERED) {
            return waiting();
        }
        if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
            return wanted();
        }
        if (key == Attr.CANCELLED) {
            return isCancelled();
        }
        if (key == Attr.TERMINATED) {
            return isTerminated();
        }
        if (key == Attr.ERROR) {
            return failure();
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
    }

    /** In messages: whose discards these are. */
    @Override
    public String toString() {
        return "publishOn(loop)";
    }
}
