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
        launch.subscribe(new SignalAdapter<>(Downstream.of(observer), null));
    }

    /** In messages: the call that made this. */
    @Override
    public String toString() {
        return "LoopObservable." + launch.verb();
    }
}
