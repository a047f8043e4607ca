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
        launch.subscribe(new SignalAdapter<>(Downstream.of(observer), null));
    }

    /** In messages: the call that made this. */
    @Override
    public String toString() {
        return "LoopMaybe." + launch.verb();
    }
}
