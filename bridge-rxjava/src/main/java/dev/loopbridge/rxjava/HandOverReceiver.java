package dev.loopbridge.rxjava;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.bridge.HandOver;
import io.reactivex.rxjava3.exceptions.ProtocolViolationException;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import org.jspecify.annotations.Nullable;

/** The engine's hand-over in RxJava's words: what its two types have in common. */
abstract class HandOverReceiver<T> extends HandOver<T> {
    HandOverReceiver(EventLoop loop, int prefetch) {
        super(loop, prefetch, /* delaysError= */ false);
    }

    /** {@return whether this is the only upstream so far} The other is to be cancelled. */
    static boolean isFirst(@Nullable Object upstream) {
        if (upstream != null) {
            RxJavaPlugins.onError(new ProtocolViolationException("observeOn(loop) has one upstream, and got a second"));
        }
        return upstream == null;
    }

    public final void onNext(T item) {
        take(requireNonNull(item, "onNext called with a null value"));
    }

    public final void onError(Throwable error) {
        finish(requireNonNull(error, "onError called with a null Throwable"));
    }

    public final void onComplete() {
        finish(null);
    }

    /** RxJava knows no hook for it. */
    @Override
    protected final void discard(T item) {}

    @Override
    protected final void drop(T item) {}

    @Override
    protected final void dropError(Throwable error) {
        RxJavaPlugins.onError(error);
    }

    /** In messages: whose signals these are. */
    @Override
    public final String toString() {
        return "observeOn(loop)";
    }
}
