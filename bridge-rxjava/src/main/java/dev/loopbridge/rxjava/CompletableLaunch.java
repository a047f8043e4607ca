package dev.loopbridge.rxjava;

import dev.loopbridge.loop.bridge.Launch;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.CompletableObserver;

/** Launches a body for each observer. */
final class CompletableLaunch extends Completable {
    private final Launch<?> launch;

    CompletableLaunch(Launch<?> launch) {
        this.launch = launch;
    }

    @Override
    protected void subscribeActual(CompletableObserver observer) {
        launch.subscribe(new Receiver(observer));
    }

    /** In messages: the call that made this. */
    @Override
    public String toString() {
        return "LoopCompletable." + launch.verb();
    }

    private static final class Receiver extends SignalAdapter<Object> {
        private final CompletableObserver downstream;

        Receiver(CompletableObserver downstream) {
            this.downstream = downstream;
        }

        @Override
        void onSubscribeDownstream() {
            downstream.onSubscribe(this);
            requestMore(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Object result) {}

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
