package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.bridge.Upstream;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.operators.ConditionalSubscriber;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** A Flowable whose signals are delivered on a loop, fairly. */
final class FlowableHandOver<T> extends Flowable<T> {
    private final Flowable<T> source;
    private final EventLoop loop;
    private final int prefetch;

    FlowableHandOver(Flowable<T> source, EventLoop loop, int prefetch) {
        this.source = source;
        this.loop = loop;
        this.prefetch = prefetch;
    }

    @Override
    protected void subscribeActual(Subscriber<? super T> subscriber) {
        source.subscribe(new Receiver<T>(subscriber, loop, prefetch));
    }

    private static final class Receiver<T> extends HandOverReceiver<T> implements FlowableSubscriber<T>, Subscription {
        private final Subscriber<? super T> downstream;
        private final @Nullable ConditionalSubscriber<? super T> conditional;
        private @Nullable Subscription upstream;

        Receiver(Subscriber<? super T> downstream, EventLoop loop, int prefetch) {
            super(loop, prefetch);
            this.downstream = downstream;
            this.conditional = asConditional(downstream);
        }

        @SuppressWarnings("unchecked") // one subscriber, one type of elements
        private static <T> @Nullable ConditionalSubscriber<T> asConditional(Subscriber<T> downstream) {
            return downstream instanceof ConditionalSubscriber ? (ConditionalSubscriber<T>) downstream : null;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            if (isFirst(upstream)) {
                upstream = subscription;
                begin(Upstream.of(subscription::request, subscription::cancel));
            } else {
                subscription.cancel();
            }
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
            downstream.onSubscribe(this);
        }

        @Override
        protected boolean deliver(T item) {
            if (conditional != null) {
                return conditional.tryOnNext(item);
            }
            downstream.onNext(item);
            return true;
        }

        @Override
        protected void fail(Throwable error) {
            downstream.onError(error);
        }

        @Override
        protected void complete() {
            downstream.onComplete();
        }
    }
}
