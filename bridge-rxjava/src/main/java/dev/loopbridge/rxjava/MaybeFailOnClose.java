package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoop;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.MaybeObserver;
import io.reactivex.rxjava3.disposables.Disposable;
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
        Receiver<T> receiver = new Receiver<>(observer, loop);
        receiver.guard(source, () -> source.subscribe(receiver));
    }

    private static final class Receiver<T> extends FailOnCloseReceiver implements MaybeObserver<T> {
        private final MaybeObserver<? super T> downstream;
        private @Nullable Disposable upstream;

        Receiver(MaybeObserver<? super T> downstream, @Nullable EventLoop loop) {
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
