package dev.loopbridge.rxjava;

import dev.loopbridge.loop.bridge.Launch;
import io.reactivex.rxjava3.core.Flowable;
import org.reactivestreams.Subscriber;

/** Launches a body for each subscriber. */
final class FlowableLaunch<T> extends Flowable<T> {
    private final Launch<T> launch;

    FlowableLaunch(Launch<T> launch) {
        this.launch = launch;
    }

    @Override
    protected void subscribeActual(Subscriber<? super T> subscriber) {
        launch.subscribe(new SignalAdapter<>(Downstream.of(subscriber), null));
    }

    /** In messages: the call that made this. */
    @Override
    public String toString() {
        return "LoopFlowable." + launch.verb();
    }
}
