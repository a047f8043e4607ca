package dev.loopbridge.reactor;

import dev.loopbridge.loop.bridge.Launch;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;

/** A launch as a Flux; each subscription is one of its own. */
final class FluxSource<T> extends Flux<T> implements Scannable {
    private final Launch<T> launch;

    private FluxSource(Launch<T> launch) {
        this.launch = launch;
    }

    static <T> Flux<T> assemble(Launch<T> launch) {
        return onAssembly(new FluxSource<>(launch));
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        launch.subscribe(new SignalAdapter<T>(actual, Attr.RunStyle.ASYNC));
    }

    /** {@return the form that Reactor's own sources have} */
    @Override
    public String stepName() {
        return "source(LoopFlux." + launch.verb() + ")";
    }

    @Override
    @SuppressWarnings("rawtypes") // Scannable's
    public @Nullable Object scanUnsafe(Attr key) {
        return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
    }
}
