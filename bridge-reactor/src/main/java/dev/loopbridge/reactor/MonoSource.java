package dev.loopbridge.reactor;

import dev.loopbridge.loop.bridge.Launch;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** A launch as a Mono; each subscription is one of its own. */
final class MonoSource<T> extends Mono<T> {
    private final Launch<T> launch;

    private MonoSource(Launch<T> launch) {
        this.launch = launch;
    }

    static <T> Mono<T> assemble(Launch<T> launch) {
        return onAssembly(new MonoSource<>(launch));
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        launch.subscribe(new SignalAdapter<T>(actual));
    }
}
