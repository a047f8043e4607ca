package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoop;
import io.reactivex.rxjava3.core.Flowable;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;

/** A Flowable that fails when a loop closes. */
final class FlowableFailOnClose<T> extends Flowable<T> {
    private final Flowable<T> source;

    /** Null for each loop on whose scheduler the source turns out to run. */
    private final @Nullable EventLoop loop;

    FlowableFailOnClose(Flowable<T> source, @Nullable EventLoop loop) {
        this.source = source;
        this.loop = loop;
    }

    @Override
    protected void subscribeActual(Subscriber<? super T> subscriber) {
        FailOnCloseReceiver<T> receiver = new FailOnCloseReceiver<>(Downstream.of(subscriber), loop);
        receiver.guard(source, () -> source.subscribe(receiver));
    }
}
