package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.bridge.CloseGuard;
import io.reactivex.rxjava3.core.CompletableObserver;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.core.MaybeObserver;
import io.reactivex.rxjava3.core.Observer;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.exceptions.ProtocolViolationException;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/** The guard of a flow of any of the five types: it passes signals as they are, until a loop closes. */
final class FailOnCloseReceiver<T> extends CloseGuard
        implements Downstream.Upstream,
                FlowableSubscriber<T>,
                Observer<T>,
                SingleObserver<T>,
                MaybeObserver<T>,
                CompletableObserver {
    private final Downstream<T> downstream;

    /** Null for one that watches each loop on whose scheduler its operator is seen, or turns out, to run. */
    private final @Nullable EventLoop loop;

    /** The guard right below the operator that subscribes here. */
    private final @Nullable FailOnCloseReceiver<?> below = GuardScope.ofThread().guard;

    /** A {@link Subscription} or a {@link Disposable}; null before there is one. */
    private @Nullable Object upstream;

    /** Written within the first signal. */
    private boolean subscribed;

    private volatile boolean disposed;
    private volatile boolean cancelledBefore;

    FailOnCloseReceiver(Downstream<T> downstream, @Nullable EventLoop loop) {
        this.downstream = downstream;
        this.loop = loop;
    }

    /** Subscribes {@code source} by {@code subscription}, unless the loop is closed. */
    void guard(Object source, Runnable subscription) {
        EventLoop known = loop != null ? loop : HiddenFields.loopOf(source);
        if (known != null && !watch(known)) {
            return;
        }
        GuardScope scope = GuardScope.ofThread();
        @Nullable FailOnCloseReceiver<?> before = scope.guard;
        scope.guard = this;
        try {
            subscription.run();
        } finally {
            scope.guard = before;
        }
    }

    /** {@return whether the close of {@code other} ends this flow} */
    boolean covers(EventLoop other) {
        if (loop == null) {
            watch(other);
            return true;
        }
        return loop == other || (below != null && below.covers(other));
    }

    /** The first signal, with upstream in place. */
    private void beginDownstream() {
        GuardScope scope = GuardScope.ofThread();
        if (!enter()) {
            GuardScope.cancel(this);
            return;
        }
        subscribed = true;
        @Nullable FailOnCloseReceiver<?> before = scope.guard;
        scope.guard = below;
        try {
            try {
                downstream.onSubscribe(this);
            } finally {
                scope.guard = before;
                leave();
            }
        } catch (StackOverflowError deep) {
            overflowed = true;
            throw deep;
        }
    }

    /** Around the last signal. */
    private void endDownstream(Runnable signal) {
        GuardScope scope = GuardScope.ofThread();
        if (end()) {
            passLast(scope, signal);
        }
    }

    private void endDownstream(Throwable error) {
        GuardScope scope = GuardScope.ofThread();
        if (end()) {
            passLast(scope, () -> downstream.onError(error));
        } else if (LoopClosedException.find(error).isEmpty()) {
            RxJavaPlugins.onError(error);
        } // else the same news by another way
    }

    private void passLast(GuardScope scope, Runnable signal) {
        @Nullable FailOnCloseReceiver<?> before = scope.guard;
        scope.guard = below;
        try {
            signal.run();
        } catch (Throwable thrown) {
            if (!Thrower.isFatal(thrown) || !hasBeenToldInstead(thrown)) {
                throw thrown;
            }
        } finally {
            scope.guard = before;
        }
    }

    /** An operator threw in place of the last signal, after which no close would end the flow: this does. */
    private boolean hasBeenToldInstead(Throwable thrown) {
        if (below != null) {
            return below.endBy(thrown);
        }
        boolean isSilent = !Thrower.hasBeenTold(downstream.target, thrown);
        if (isSilent) {
            downstream.onError(thrown);
        }
        return isSilent;
    }

    private boolean endBy(Throwable thrown) {
        GuardScope scope = GuardScope.ofThread();
        boolean isSilent = end();
        if (isSilent) {
            try {
                GuardScope.cancel(this);
            } finally {
                passLast(scope, () -> downstream.onError(thrown));
            }
        }
        return isSilent;
    }

    /** What upstream has on the loop is dropped next, and would be reported if it were not disposed. */
    @Override
    protected void failureWaits() {
        cancelledBefore = true;
        GuardScope.cancel(this);
    }

    @Override
    protected void fail(LoopClosedException closed) {
        GuardScope scope = GuardScope.ofThread();
        if (subscribed) {
            try {
                if (!cancelledBefore) {
                    GuardScope.cancel(this);
                }
            } finally {
                passLast(scope, () -> downstream.onError(closed));
            }
        } else {
            passLast(scope, () -> failAtOnce(closed));
        }
    }

    private void failAtOnce(LoopClosedException closed) {
        downstream.onSubscribe(this);
        if (!disposed) {
            downstream.onError(closed);
        }
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (isFirst()) {
            upstream = subscription;
            beginDownstream();
        } else {
            subscription.cancel();
        }
    }

    @Override
    public void onSubscribe(Disposable disposable) {
        if (isFirst()) {
            upstream = disposable;
            beginDownstream();
        } else {
            disposable.dispose();
        }
    }

    private boolean isFirst() {
        boolean first = upstream == null;
        if (!first) {
            RxJavaPlugins.onError(new ProtocolViolationException("a guarded flow has one upstream, and got a second"));
        }
        return first;
    }

    @Override
    public void onNext(T item) {
        GuardScope scope = GuardScope.ofThread();
        if (!enter()) {
            return;
        }
        @Nullable FailOnCloseReceiver<?> before = scope.guard;
        scope.guard = below;
        try {
            try {
                downstream.onNext(item);
            } finally {
                scope.guard = before;
                leave();
            }
        } catch (StackOverflowError deep) {
            overflowed = true;
            throw deep;
        }
    }

    @Override
    public void onSuccess(T item) {
        endDownstream(() -> downstream.onNext(item));
    }

    @Override
    public void onError(Throwable error) {
        endDownstream(error);
    }

    @Override
    public void onComplete() {
        endDownstream(downstream::onComplete);
    }

    @Override
    public void request(long n) {
        if (upstream instanceof Subscription source) {
            GuardScope scope = GuardScope.ofThread();
            @Nullable FailOnCloseReceiver<?> before = scope.guard;
            scope.guard = this;
            try {
                source.request(n);
            } finally {
                scope.guard = before;
            }
        }
    }

    /** Does nothing before there is an upstream. */
    void cancelUpstream() {
        Object source = upstream;
        if (source instanceof Subscription subscription) {
            subscription.cancel();
        } else if (source instanceof Disposable disposable) {
            disposable.dispose();
        }
    }

    @Override
    public void cancel() {
        dispose();
    }

    @Override
    public void dispose() {
        disposed = true;
        try {
            abort();
        } finally {
            GuardScope.cancel(this);
        }
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }
}
