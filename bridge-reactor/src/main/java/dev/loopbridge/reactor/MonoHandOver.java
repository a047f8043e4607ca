package dev.loopbridge.reactor;

import dev.loopbridge.loop.EventLoop;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;

/** A Mono whose signals are delivered on a loop, fairly. */
final class MonoHandOver<T> extends MonoOperator<T, T> {
    private final EventLoop loop;
    private final int prefetch;

    private MonoHandOver(Mono<? extends T> source, EventLoop loop, int prefetch) {
        super(source);
        this.loop = loop;
        this.prefetch = prefetch;
    }

    static <T> Mono<T> assemble(Mono<? extends T> source, EventLoop loop, int prefetch) {
        return onAssembly(new MonoHandOver<T>(source, loop, prefetch));
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
