package dev.loopbridge.reactor;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.bridge.CloseGuard;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CorePublisher;
import reactor.core.CoreSubscriber;
import reactor.core.Fuseable.ConditionalSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** Passes signals and demand as they are, until the loop closes. */
final class FailOnCloseSubscriber<T> extends CloseGuard implements ConditionalSubscriber<T>, Subscription, Scannable {
    private final CoreSubscriber<? super T> actual;

    /** Null for one at the end of a chain, until a guard further up gives up to it. */
    private volatile @Nullable EventLoop loop;

    /** Written before the first signal passes. */
    private @Nullable Subscription upstream;

    private boolean subscribed;

    /** Who finds the loop closed as it subscribes, and fails the subscription itself: what that throws is its caller's. */
    private volatile @Nullable Thread subscriber = Thread.currentThread();

    private @Nullable LoopClosedException closedBefore;

    private volatile boolean cancelled;

    private FailOnCloseSubscriber(CoreSubscriber<? super T> actual, @Nullable EventLoop loop) {
        this.actual = actual;
        this.loop = loop;
    }

    static <T> void subscribe(
            CorePublisher<? extends T> source, CoreSubscriber<? super T> actual, @Nullable EventLoop loop) {
        FailOnCloseSubscriber<T> guard = new FailOnCloseSubscriber<>(actual, loop);
        boolean isOpen = loop == null || guard.watch(loop);
        guard.subscriber = null;
        if (!isOpen) {
            guard.failAtOnce();
            return;
        }
        try {
            source.subscribe(guard);
        } catch (Throwable error) {
            Operators.reportThrowInSubscribe(guard, error);
        }
    }

    private void failAtOnce() {
        LoopClosedException closed = closedBefore;
        if (closed != null) {
            Operators.error(actual, closed);
        } // else told by who closes
    }

    @Override
    protected void fail(LoopClosedException closed) {
        if (subscriber == Thread.currentThread()) {
            closedBefore = closed;
            return;
        }
        Subscription source = upstream;
        if (!subscribed || source == null) {
            Operators.error(actual, closed);
            return;
        }
        try {
            source.cancel();
        } finally {
            passLast(() -> actual.onError(closed));
        }
    }

    /** An operator that throws in place of the last signal leaves its subscriber waiting: the end of the chain sees to that. */
    private void passLast(Runnable signal) {
        try {
            signal.run();
        } catch (Throwable thrown) {
            giveUpToTheLast();
            throw thrown;
        }
    }

    private void giveUpToTheLast() {
        EventLoop mine = loop;
        Scannable step = Scannable.from(actual);
        while (mine != null && step.isScanAvailable()) {
            if (step instanceof FailOnCloseSubscriber<?> last) {
                last.takeOver(mine);
            }
            step = Scannable.from(step.scanUnsafe(Attr.ACTUAL));
        }
    }

    private void takeOver(EventLoop closing) {
        if (loop == null) {
            loop = closing;
            var unused = watch(closing);
        }
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (!Operators.validate(upstream, subscription)) {
            return;
        }
        upstream = subscription;
        if (!enter()) {
            subscription.cancel();
            return;
        }
        subscribed = true;
        try {
            try {
                actual.onSubscribe(this);
            } finally {
                leave();
            }
        } catch (StackOverflowError deep) {
            overflowed = true;
            throw deep;
        }
    }

    @Override
    public void onNext(T item) {
        if (!enter()) {
            Operators.onDiscard(item, currentContext());
            return;
        }
        try {
            try {
                actual.onNext(item);
            } finally {
                leave();
            }
        } catch (StackOverflowError deep) {
            overflowed = true;
            throw deep;
        }
    }

    @Override
    public boolean tryOnNext(T item) {
        if (!(actual instanceof ConditionalSubscriber<? super T> conditional)) {
            onNext(item);
            return true;
        }
        if (!enter()) {
            Operators.onDiscard(item, currentContext());
            return true;
        }
        try {
            try {
                return conditional.tryOnNext(item);
            } finally {
                leave();
            }
        } catch (StackOverflowError deep) {
            overflowed = true;
            throw deep;
        }
    }

    @Override
    public void onError(Throwable error) {
        if (end()) {
            passLast(() -> actual.onError(error));
        } else if (LoopClosedException.find(error).isEmpty()) {
            Operators.onErrorDropped(error, currentContext());
        } // else the same news by another way
    }

    @Override
    public void onComplete() {
        if (end()) {
            passLast(actual::onComplete);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // whoever can call this was handed it with the upstream in place
    public void request(long n) {
        try {
            upstream.request(n);
        } catch (RejectedExecutionException refused) {
            // subscribeOn throws where it cannot hop to its loop; but the close that refused it is on its way here.
            EventLoop mine = loop;
            if (mine == null || !mine.isClosed()) {
                throw refused;
            }
        }
    }

    @Override
    @SuppressWarnings("NullAway") // as request()
    public void cancel() {
        cancelled = true;
        abort();
        upstream.cancel();
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
            return upstream;
        }
        if (key == Attr.CANCELLED) {
            return cancelled;
        }
        if (key == Attr.TERMINATED) {
            return hasEnded() && !cancelled;
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
    }
}
