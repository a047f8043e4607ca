package dev.loopbridge.reactor;

import dev.loopbridge.loop.bridge.Launch;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Mono;

/** A launch as a Mono; each subscription is one of its own. */
final class MonoSource<T> extends Mono<T> implements Scannable {
    private final Launch<T> launch;
    private final Attr.RunStyle style;

    private MonoSource(Launch<T> launch, Attr.RunStyle style) {
        this.launch = launch;
        this.style = style;
    }

    /** What signals on the loop's home thread, wherever that is. */
    static <T> Mono<T> assemble(Launch<T> launch) {
        return assemble(launch, Attr.RunStyle.ASYNC);
    }

    static <T> Mono<T> assemble(Launch<T> launch, Attr.RunStyle style) {
        return onAssembly(new MonoSource<>(launch, style));
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        launch.subscribe(new SignalAdapter<T>(actual, style));
    }

    /** {@return the form that Reactor's own sources have} */
    @Override
    public String stepName() {
        return "source(LoopMono." + launch.verb() + ")";
    }

    @Override
    @SuppressWarnings("rawtypes") // Scannable's
    public @Nullable Object scanUnsafe(Attr key) {
        return key == Attr.RUN_STYLE ? style : null;
    }
}
