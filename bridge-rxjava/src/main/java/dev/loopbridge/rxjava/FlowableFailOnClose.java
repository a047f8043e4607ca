package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoop;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** A Flowable that fails when a loop closes. */
final class FlowableFailOnClose<T> extends Flowable<T> {
    private final Flowable<T> source;

    /** Null for each loop on whose scheduler the source turns out to run. */
    private final @Nullable EventLoop loop;

    FlowableFailOnClose(Flowable<T> source, @Nullable EventLoop loop) {
        this.source = source;
        this.loop = loop;
    }

    @Override
    protected void subscribeActual(Subscriber<? super T> subscriber) {
        Receiver<T> receiver = new Receiver<>(subscriber, loop);
        receiver.guard(source, () -> source.subscribe(receiver));
    }

    private static final class Receiver<T> extends FailOnCloseReceiver implements FlowableSubscriber<T>, Subscription {
        private final Subscriber<? super T> downstream;
        private @Nullable Subscription upstream;

        Receiver(Subscriber<? super T> downstream, @Nullable EventLoop loop) {
            super(downstream, loop);
            this.downstream = downstream;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            if (isFirst(upstream)) {
                upstream = subscription;
                beginDownstream();
            } else {
                subscription.cancel();
            }
        }

        @Override
        public void onNext(T item) {
            GuardScope scope = GuardScope.ofThread();
            if (!enter()) {
                return;
            }
            FailOnCloseReceiver before = scope.guard;
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
        public void onError(Throwable error) {
            endDownstream(error);
        }

        @Override
        public void onComplete() {
            endDownstream(downstream::onComplete);
        }

        @Override
        public void request(long n) {
            Subscription source = upstream;
            if (source != null) {
                GuardScope scope = GuardScope.ofThread();
                FailOnCloseReceiver before = scope.guard;
                scope.guard = this;
                try {
                    source.request(n);
                } finally {
                    scope.guard = before;
                }
            }
        }

        @Override
        public void cancel() {
            dispose();
        }

        @Override
        void subscribeDownstream() {
            downstream.onSubscribe(this);
        }

        @Override
        void failDownstream(Throwable error) {
            downstream.onError(error);
        }

        @Override
        void cancelUpstream() {
            Subscription source = upstream;
            if (source != null) {
                source.cancel();
            }
        }
    }
}
