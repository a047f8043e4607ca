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
        launch.subscribe(new Receiver<>(this, observer));
    }

    /** In messages: the call that made this. */
    @Override
    public String toString() {
        return "LoopSingle." + launch.verb();
    }

    private static final class Receiver<T> extends SignalAdapter<T> {
        private final Single<T> source;
        private final SingleObserver<? super T> downstream;

        /** {@code onSuccess} was the end. */
        private boolean succeeded;

        Receiver(Single<T> source, SingleObserver<? super T> downstream) {
            this.source = source;
            this.downstream = downstream;
        }

        @Override
        void onSubscribeDownstream() {
            downstream.onSubscribe(this);
            requestMore(Long.MAX_VALUE);
        }

        @Override
        public void onNext(T item) {
            succeeded = true;
            succeed(downstream, downstream::onSuccess, item);
        }

        @Override
        public void onError(Throwable error) {
            downstream.onError(error);
        }

        @Override
        public void onComplete() {
            if (!succeeded) {
                downstream.onError(new NullPointerException(
                        source + " gave null; return a value, or use LoopMaybe, where null is empty"));
            }
        }
    }
}
