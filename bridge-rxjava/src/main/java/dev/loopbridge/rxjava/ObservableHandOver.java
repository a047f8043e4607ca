package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.bridge.Upstream;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Observer;
import io.reactivex.rxjava3.disposables.Disposable;
import org.jspecify.annotations.Nullable;

/** An Observable whose signals are delivered on a loop, fairly; it knows no demand, so whatever comes may wait. */
final class ObservableHandOver<T> extends Observable<T> {
    private final Observable<T> source;
    private final EventLoop loop;

    ObservableHandOver(Observable<T> source, EventLoop loop) {
        this.source = source;
        this.loop = loop;
    }

    @Override
    protected void subscribeActual(Observer<? super T> observer) {
        source.subscribe(new Receiver<T>(observer, loop));
    }

    private static final class Receiver<T> extends HandOverReceiver<T> implements Observer<T>, Disposable {
        private final Observer<? super T> downstream;
        private @Nullable Disposable upstream;

        Receiver(Observer<? super T> downstream, EventLoop loop) {
            super(loop, Integer.MAX_VALUE);
            this.downstream = downstream;
        }

        @Override
        public void onSubscribe(Disposable disposable) {
            if (isFirst(upstream)) {
                upstream = disposable;
                begin(Upstream.of(n -> {}, disposable::dispose));
            } else {
                disposable.dispose();
            }
        }

        @Override
        public void dispose() {
            stop();
        }

        @Override
        public boolean isDisposed() {
            return isCancelled();
        }

        @Override
        protected void subscribeDownstream() {
            demand(Long.MAX_VALUE);
            downstream.onSubscribe(this);
        }

        @Override
        protected boolean deliver(T item) {
            downstream.onNext(item);
            return true;
        }

        @Override
        protected void fail(Throwable error) {
            downstream.onError(error);
        }

        @Override
        protected void complete() {
            downstream.onComplete();
        }
    }
}
