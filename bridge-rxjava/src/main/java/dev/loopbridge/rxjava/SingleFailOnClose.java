package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoop;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleObserver;
import org.jspecify.annotations.Nullable;

/** A Single that fails when a loop closes. */
final class SingleFailOnClose<T> extends Single<T> {
    private final Single<T> source;

    /** Null for each loop on whose scheduler the source turns out to run. */
    private final @Nullable EventLoop loop;

    SingleFailOnClose(Single<T> source, @Nullable EventLoop loop) {
        this.source = source;
        this.loop = loop;
    }

    @Override
    protected void subscribeActual(SingleObserver<? super T> observer) {
        FailOnCloseReceiver<T> receiver = new FailOnCloseReceiver<>(Downstream.of(observer), loop);
        receiver.guard(source, () -> source.subscribe(receiver));
    }
}
