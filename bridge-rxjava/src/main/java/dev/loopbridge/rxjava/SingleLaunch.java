package dev.loopbridge.rxjava;

import dev.loopbridge.loop.bridge.Launch;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleObserver;

/** Launches a body for each observer. */
final class SingleLaunch<T> extends Single<T> {
    private final Launch<T> launch;

    SingleLaunch(Launch<T> launch) {
        this.launch = launch;
    }

    @Override
    protected void subscribeActual(SingleObserver<? super T> observer) {
        launch.subscribe(new Receiver<>(observer));
    }

    private static final class Receiver<T> extends LoopReceiver<T> {
        private final SingleObserver<? super T> downstream;

        Receiver(SingleObserver<? super T> downstream) {
            this.downstream = downstream;
        }

        @Override
        void onSubscribeDownstream() {
            downstream.onSubscribe(this);
            requestMore(Long.MAX_VALUE);
        }

        @Override
        public void onNext(T item) {
            succeed(downstream::onSuccess, item);
        }

        @Override
        public void onError(Throwable error) {
            downstream.onError(error);
        }

        @Override
        public void onComplete() {} // onSuccess was the end
    }
}
