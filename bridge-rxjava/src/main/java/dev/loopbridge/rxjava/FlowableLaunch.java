package dev.loopbridge.rxjava;

import dev.loopbridge.loop.bridge.Launch;
import io.reactivex.rxjava3.core.Flowable;
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

    private static final class Receiver<T> extends LoopReceiver<T> implements Subscription {
        private final Subscriber<? super T> downstream;

        Receiver(Subscriber<? super T> downstream) {
            this.downstream = downstream;
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
