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
        launch.subscribe(new SignalAdapter<>(Downstream.<Object>of(observer), null));
    }

    /** In messages: the call that made this. */
    @Override
    public String toString() {
        return "LoopCompletable." + launch.verb();
    }
}
