package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoop;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Observer;
import org.jspecify.annotations.Nullable;

/** An Observable that fails when a loop closes. */
final class ObservableFailOnClose<T> extends Observable<T> {
    private final Observable<T> source;

    /** Null for each loop on whose scheduler the source turns out to run. */
    private final @Nullable EventLoop loop;

    ObservableFailOnClose(Observable<T> source, @Nullable EventLoop loop) {
        this.source = source;
        this.loop = loop;
    }

    @Override
    protected void subscribeActual(Observer<? super T> observer) {
        FailOnCloseReceiver<T> receiver = new FailOnCloseReceiver<>(Downstream.of(observer), loop);
        receiver.guard(source, () -> source.subscribe(receiver));
    }
}
