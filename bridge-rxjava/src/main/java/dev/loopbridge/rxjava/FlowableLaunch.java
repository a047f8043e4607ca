package dev.loopbridge.rxjava;

import dev.loopbridge.loop.bridge.Launch;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.operators.ConditionalSubscriber;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Launches a body for each subscriber. */
final class FlowableLaunch<T> extends Flowable<T> {
    private final Launch<T> launch;

    FlowableLaunch(Launch<T> launch) {
        this.launch = launch;
    }

    @Override
    protected void subscribeActual(Subscriber<? super T> subscriber) {
        launch.subscribe(new Receiver<>(subscriber));
    }

    /** In messages: the call that made this. */
    @Override
    public String toString() {
        return "LoopFlowable." + launch.verb();
    }

    private static final class Receiver<T> extends SignalAdapter<T> implements Subscription {
        private final Subscriber<? super T> downstream;
        private final @Nullable ConditionalSubscriber<? super T> conditional;

        Receiver(Subscriber<? super T> downstream) {
            this.downstream = downstream;
            this.conditional = asConditional(downstream);
        }

        @SuppressWarnings("unchecked") // one subscriber, one type of elements
        private static <T> @Nullable ConditionalSubscriber<T> asConditional(Subscriber<T> downstream) {
            return downstream instanceof ConditionalSubscriber ? (ConditionalSubscriber<T>) downstream : null;
        }

        @Override
        void onSubscribeDownstream() {
            downstream.onSubscribe(this);
        }

        @Override
        public void request(long n) {
            requestMore(n);
        }

        @Override
        public void cancel() {
            dispose();
        }

        @Override
        public void onNext(T item) {
            downstream.onNext(item);
        }

        /** A filter then passes elements over without a request for each. */
        @Override
        public boolean tryOnNext(T item) {
            if (conditional != null) {
                return conditional.tryOnNext(item);
            }
            downstream.onNext(item);
            return true;
        }

        @Override
        public void onError(Throwable error) {
            downstream.onError(error);
        }

        @Override
        public void onComplete() {
            downstream.onComplete();
        }
    }
}
