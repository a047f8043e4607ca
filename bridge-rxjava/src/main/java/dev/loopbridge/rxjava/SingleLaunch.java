package dev.loopbridge.rxjava;

import dev.loopbridge.loop.bridge.Launch;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleObserver;

/** Launches a body for each observer. */
final class SingleLaunch<T> extends Single<T> {
    private static final String NAME = "LoopSingle.";

    private final Launch<T> launch;

    SingleLaunch(Launch<T> launch) {
        this.launch = launch;
    }

    @Override
    protected void subscribeActual(SingleObserver<? super T> observer) {
        launch.subscribe(new Receiver<>(launch.verb(), observer));
    }

    /** In messages: the call that made this. */
    @Override
    public String toString() {
        return NAME + launch.verb();
    }

    private static final class Receiver<T> extends SignalAdapter<T> {
        /** Not the source itself, which has the body: an observer that is gone keeps nothing of that. */
        private final String verb;

        private final SingleObserver<? super T> downstream;

        /** {@code onSuccess} was the end. */
        private boolean succeeded;

        Receiver(String verb, SingleObserver<? super T> downstream) {
            this.verb = verb;
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
                        NAME + verb + " gave null; return a value, or use LoopMaybe, where null is empty"));
            }
        }
    }
}
