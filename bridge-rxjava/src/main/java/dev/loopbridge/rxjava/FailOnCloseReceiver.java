package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.bridge.CloseGuard;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.exceptions.ProtocolViolationException;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import org.jspecify.annotations.Nullable;

/** What the guards of the five types have in common: they pass signals as they are, until a loop closes. */
abstract class FailOnCloseReceiver extends CloseGuard implements Disposable {
    private final Object downstream;

    /** Null for one that watches each loop on whose scheduler its operator is seen, or turns out, to run. */
    private final @Nullable EventLoop loop;

    /** The guard right below the operator that subscribes here. */
    final @Nullable FailOnCloseReceiver below = GuardScope.ofThread().guard;

    /** Written within the first signal. */
    private boolean subscribed;

    private volatile boolean disposed;
    private volatile boolean cancelledBefore;

    FailOnCloseReceiver(Object downstream, @Nullable EventLoop loop) {
        this.downstream = downstream;
        this.loop = loop;
    }

    /** Passes {@code onSubscribe} on. */
    abstract void subscribeDownstream();

    abstract void failDownstream(Throwable error);

    /** Does nothing before there is an upstream. */
    abstract void cancelUpstream();

    /** Subscribes {@code source} by {@code subscription}, unless the loop is closed. */
    final void guard(Object source, Runnable subscription) {
        EventLoop known = loop != null ? loop : HiddenFields.loopOf(source);
        if (known != null && !watch(known)) {
            return;
        }
        GuardScope scope = GuardScope.ofThread();
        FailOnCloseReceiver before = scope.guard;
        scope.guard = this;
        try {
            subscription.run();
        } finally {
            scope.guard = before;
        }
    }

    /** {@return whether the close of {@code other} ends this flow} */
    final boolean covers(EventLoop other) {
        if (loop == null) {
            watch(other);
            return true;
        }
        return loop == other || (below != null && below.covers(other));
    }

    /** The first signal, with upstream in place. */
    final void beginDownstream() {
        GuardScope scope = GuardScope.ofThread();
        if (!enter()) {
            GuardScope.cancel(this);
            return;
        }
        subscribed = true;
        FailOnCloseReceiver before = scope.guard;
        scope.guard = below;
        try {
            try {
                subscribeDownstream();
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
    final void endDownstream(Runnable signal) {
        GuardScope scope = GuardScope.ofThread();
        if (end()) {
            passLast(scope, signal);
        }
    }

    final void endDownstream(Throwable error) {
        GuardScope scope = GuardScope.ofThread();
        if (end()) {
            passLast(scope, () -> failDownstream(error));
        } else if (LoopClosedException.find(error).isEmpty()) {
            RxJavaPlugins.onError(error);
        } // else the same news by another way
    }

    private void passLast(GuardScope scope, Runnable signal) {
        FailOnCloseReceiver before = scope.guard;
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
        boolean isSilent = !Thrower.hasBeenTold(downstream, thrown);
        if (isSilent) {
            failDownstream(thrown);
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
                passLast(scope, () -> failDownstream(thrown));
            }
        }
        return isSilent;
    }

    /** What upstream has on the loop is dropped next, and would be reported if it were not disposed. */
    @Override
    protected final void failureWaits() {
        cancelledBefore = true;
        GuardScope.cancel(this);
    }

    @Override
    protected final void fail(LoopClosedException closed) {
        GuardScope scope = GuardScope.ofThread();
        if (subscribed) {
            try {
                if (!cancelledBefore) {
                    GuardScope.cancel(this);
                }
            } finally {
                passLast(scope, () -> failDownstream(closed));
            }
        } else {
            passLast(scope, () -> failAtOnce(closed));
        }
    }

    private void failAtOnce(LoopClosedException closed) {
        subscribeDownstream();
        if (!disposed) {
            failDownstream(closed);
        }
    }

    /** {@return whether this is the only upstream so far} For {@code onSubscribe}; the other is to be cancelled. */
    static boolean isFirst(@Nullable Object upstream) {
        if (upstream != null) {
            RxJavaPlugins.onError(new ProtocolViolationException("a guarded flow has one upstream, and got a second"));
        }
        return upstream == null;
    }

    @Override
    public final void dispose() {
        disposed = true;
        try {
            abort();
        } finally {
            GuardScope.cancel(this);
        }
    }

    @Override
    public final boolean isDisposed() {
        return disposed;
    }
}
