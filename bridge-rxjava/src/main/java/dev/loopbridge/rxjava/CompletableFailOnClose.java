package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoop;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.CompletableObserver;
import org.jspecify.annotations.Nullable;

/** A Completable that fails when a loop closes. */
final class CompletableFailOnClose extends Completable {
    private final Completable source;

    /** Null for each loop on whose scheduler the source turns out to run. */
    private final @Nullable EventLoop loop;

    CompletableFailOnClose(Completable source, @Nullable EventLoop loop) {
        this.source = source;
        this.loop = loop;
    }

    @Override
    protected void subscribeActual(CompletableObserver observer) {
        FailOnCloseReceiver<Object> receiver = new FailOnCloseReceiver<>(Downstream.of(observer), loop);
        receiver.guard(source, () -> source.subscribe(receiver));
    }
}
