package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoop;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.MaybeObserver;
import org.jspecify.annotations.Nullable;

/** A Maybe that fails when a loop closes. */
final class MaybeFailOnClose<T> extends Maybe<T> {
    private final Maybe<T> source;

    /** Null for each loop on whose scheduler the source turns out to run. */
    private final @Nullable EventLoop loop;

    MaybeFailOnClose(Maybe<T> source, @Nullable EventLoop loop) {
        this.source = source;
        this.loop = loop;
    }

    @Override
    protected void subscribeActual(MaybeObserver<? super T> observer) {
        FailOnCloseReceiver<T> receiver = new FailOnCloseReceiver<>(Downstream.of(observer), loop);
        receiver.guard(source, () -> source.subscribe(receiver));
    }
}
