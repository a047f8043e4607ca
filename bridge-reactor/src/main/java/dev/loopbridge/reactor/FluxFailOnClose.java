package dev.loopbridge.reactor;

import dev.loopbridge.loop.EventLoop;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;

/** A Flux that fails when a loop closes. */
final class FluxFailOnClose<T> extends FluxOperator<T, T> implements FailOnCloseHook.Guarded {
    /** Null for one at the end of a chain, which leaves the close to others unless they give it up to this. */
    private final @Nullable EventLoop loop;

    FluxFailOnClose(Flux<? extends T> source, @Nullable EventLoop loop) {
        super(source);
        this.loop = loop;
    }

    static <T> Flux<T> assemble(Flux<? extends T> source, EventLoop loop) {
        return onAssembly(new FluxFailOnClose<T>(source, loop));
    }

    @Override
    public @Nullable EventLoop loop() {
        return loop;
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        FailOnCloseSubscriber.subscribe(source, actual, loop);
    }

    @Override
    @SuppressWarnings("rawtypes") // Scannable's
    public @Nullable Object scanUnsafe(Attr key) {
        return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : super.scanUnsafe(key);
    }
}
