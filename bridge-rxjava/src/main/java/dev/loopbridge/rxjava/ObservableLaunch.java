package dev.loopbridge.rxjava;

import dev.loopbridge.loop.bridge.Launch;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Observer;

/** Launches a body for each observer. */
final class ObservableLaunch<T> extends Observable<T> {
    private final Launch<T> launch;

    ObservableLaunch(Launch<T> launch) {
        this.launch = launch;
    }

    @Override
    protected void subscribeActual(Observer<? super T> observer) {
        launch.subscribe(new Receiver<>(observer));
    }

    /** In messages: the call that made this. */
    @Override
    public String toString() {
        return "LoopObservable." + launch.verb();
    }

    private static final class Receiver<T> extends SignalAdapter<T> {
        private final Observer<? super T> downstream;

        Receiver(Observer<? super T> downstream) {
            this.downstream = downstream;
        }

        @Override
        void onSubscribeDownstream() {
            downstream.onSubscribe(this);
            requestMore(Long.MAX_VALUE);
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
