package dev.loopbridge.reactor;

import dev.loopbridge.loop.EventLoop;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;

/** A Flux whose signals are delivered on a loop, fairly. */
final class FluxHandOver<T> extends FluxOperator<T, T> {
    private final EventLoop loop;
    private final int prefetch;

    private FluxHandOver(Flux<? extends T> source, EventLoop loop, int prefetch) {
        super(source);
        this.loop = loop;
        this.prefetch = prefetch;
    }

    static <T> Flux<T> assemble(Flux<? extends T> source, EventLoop loop, int prefetch) {
        return onAssembly(new FluxHandOver<T>(source, loop, prefetch));
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        source.subscribe(new HandOverSubscriber<T>(actual, loop, prefetch));
    }

    @Override
    @SuppressWarnings("rawtypes") // Scannable's
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.PREFETCH) {
            return prefetch;
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : super.scanUnsafe(key);
    }
}
