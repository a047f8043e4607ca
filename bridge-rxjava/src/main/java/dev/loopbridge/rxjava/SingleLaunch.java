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
        launch.subscribe(new SignalAdapter<>(
                Downstream.of(observer),
                NAME + launch.verb() + " gave null; return a value, or use LoopMaybe, where null is empty"));
    }

    /** In messages: the call that made this. */
    @Override
    public String toString() {
        return NAME + launch.verb();
    }
}
