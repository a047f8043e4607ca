package dev.loopbridge.rxjava;

import dev.loopbridge.loop.bridge.Launch;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.MaybeObserver;

/** Launches a body for each observer. */
final class MaybeLaunch<T> extends Maybe<T> {
    private final Launch<T> launch;

    MaybeLaunch(Launch<T> launch) {
        this.launch = launch;
    }

    @Override
    protected void subscribeActual(MaybeObserver<? super T> observer) {
        launch.subscribe(new Receiver<>(observer));
    }

    /** In messages: the call that made this. */
    @Override
    public String toString() {
        return "LoopMaybe." + launch.verb();
    }

    private static final class Receiver<T> extends SignalAdapter<T> {
        private final MaybeObserver<? super T> downstream;

        /** {@code onSuccess} was the end. */
        private boolean succeeded;

        Receiver(MaybeObserver<? super T> downstream) {
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
                downstream.onComplete();
            }
        }
    }
}
