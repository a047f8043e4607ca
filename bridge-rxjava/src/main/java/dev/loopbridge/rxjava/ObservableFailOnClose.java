package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoop;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Observer;
import io.reactivex.rxjava3.disposables.Disposable;
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
        Receiver<T> receiver = new Receiver<>(observer, loop);
        receiver.guard(source, () -> source.subscribe(receiver));
    }

    private static final class Receiver<T> extends FailOnCloseReceiver implements Observer<T> {
        private final Observer<? super T> downstream;
        private @Nullable Disposable upstream;

        Receiver(Observer<? super T> downstream, @Nullable EventLoop loop) {
            super(downstream, loop);
            this.downstream = downstream;
        }

        @Override
        public void onSubscribe(Disposable disposable) {
            if (isFirst(upstream)) {
                upstream = disposable;
                beginDownstream();
            } else {
                disposable.dispose();
            }
        }

        @Override
        public void onNext(T item) {
            GuardScope scope = GuardScope.ofThread();
            if (!enter()) {
                return;
            }
            FailOnCloseReceiver before = scope.guard;
            scope.guard = below;
            try {
                try {
                    downstream.onNext(item);
                } finally {
                    scope.guard = before;
                    leave();
                }
            } catch (StackOverflowError deep) {
                overflowed = true;
                throw deep;
            }
        }

        @Override
        public void onError(Throwable error) {
            endDownstream(error);
        }

        @Override
        public void onComplete() {
            endDownstream(downstream::onComplete);
        }

        @Override
        void subscribeDownstream() {
            downstream.onSubscribe(this);
        }

        @Override
        void failDownstream(Throwable error) {
            downstream.onError(error);
        }

        @Override
        void cancelUpstream() {
            Disposable source = upstream;
            if (source != null) {
                source.dispose();
            }
        }
    }
}
