package dev.loopbridge.reactor;

import dev.loopbridge.loop.bridge.Launch;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/** A launch as a Flux; each subscription is one of its own. */
final class FluxSource<T> extends Flux<T> {
    private final Launch<T> launch;

    private FluxSource(Launch<T> launch) {
        this.launch = launch;
    }

    static <T> Flux<T> assemble(Launch<T> launch) {
        return onAssembly(new FluxSource<>(launch));
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        launch.subscribe(new SignalAdapter<T>(actual));
    }
}
