package dev.loopbridge.rxjava;

import io.reactivex.rxjava3.core.CompletableObserver;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.core.MaybeObserver;
import io.reactivex.rxjava3.core.Observer;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Subscription;

/** Counts every signal of any of the five types, and asks for all. Unlike TestObserver, it takes a second end for one. */
class Recorder
        implements SingleObserver<Object>,
                MaybeObserver<Object>,
                CompletableObserver,
                Observer<Object>,
                FlowableSubscriber<Object> {
    final List<Object> items = new CopyOnWriteArrayList<>();
    final List<Throwable> errors = new CopyOnWriteArrayList<>();
    final AtomicInteger ends = new AtomicInteger();
    final CountDownLatch subscribed = new CountDownLatch(1);
    final CountDownLatch ended = new CountDownLatch(1);
    volatile Disposable upstream;

    static Recorder disposingInOnSubscribe() {
        return new Recorder() {
            @Override
            void onUpstream() {
                upstream.dispose();
            }
        };
    }

    static Recorder disposingInOnNext() {
        return new Recorder() {
            @Override
            public void onNext(Object item) {
                super.onNext(item);
                upstream.dispose();
            }
        };
    }

    void onUpstream() {}

    @Override
    public final void onSubscribe(Disposable disposable) {
        upstream = disposable;
        subscribed.countDown();
        onUpstream();
    }

    @Override
    public final void onSubscribe(Subscription subscription) {
        onSubscribe(Disposable.fromSubscription(subscription));
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Object item) {
        items.add(item);
    }

    @Override
    public final void onSuccess(Object value) {
        items.add(value);
        end();
    }

    @Override
    public final void onError(Throwable error) {
        errors.add(error);
        end();
    }

    @Override
    public final void onComplete() {
        end();
    }

    private void end() {
        ends.incrementAndGet();
        ended.countDown();
    }
}
