package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoop;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
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
        Receiver<T> receiver = new Receiver<>(observer, loop);
        receiver.guard(source, () -> source.subscribe(receiver));
    }

    private static final class Receiver<T> extends FailOnCloseReceiver implements SingleObserver<T> {
        private final SingleObserver<? super T> downstream;
        private @Nullable Disposable upstream;

        Receiver(SingleObserver<? super T> downstream, @Nullable EventLoop loop) {
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
        public void onSuccess(T item) {
            endDownstream(() -> downstream.onSuccess(item));
        }

        @Override
        public void onError(Throwable error) {
            endDownstream(error);
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
