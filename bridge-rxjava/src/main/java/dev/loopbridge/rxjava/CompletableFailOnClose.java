package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoop;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.CompletableObserver;
import io.reactivex.rxjava3.disposables.Disposable;
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
        Receiver receiver = new Receiver(observer, loop);
        receiver.guard(source, () -> source.subscribe(receiver));
    }

    private static final class Receiver extends FailOnCloseReceiver implements CompletableObserver {
        private final CompletableObserver downstream;
        private @Nullable Disposable upstream;

        Receiver(CompletableObserver downstream, @Nullable EventLoop loop) {
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
