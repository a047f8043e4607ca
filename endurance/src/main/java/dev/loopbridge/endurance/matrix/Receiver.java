package dev.loopbridge.endurance.matrix;

import io.reactivex.rxjava3.core.CompletableObserver;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.core.MaybeObserver;
import io.reactivex.rxjava3.core.Observer;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/** The subscriber of every kind of source; it writes down what it gets. */
final class Receiver
        implements CoreSubscriber<Object>,
                FlowableSubscriber<Object>,
                Observer<Object>,
                SingleObserver<Object>,
                MaybeObserver<Object>,
                CompletableObserver {
    private final Entry entry;
    private final long demand;

    /** Takes all there is. */
    Receiver(Entry entry) {
        this(entry, Long.MAX_VALUE);
    }

    /** Takes {@code demand} elements, where it has a say in that. */
    Receiver(Entry entry, long demand) {
        this.entry = entry;
        this.demand = demand;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        entry.subscribed(subscription::cancel);
        subscription.request(demand);
    }

    @Override
    public void onSubscribe(Disposable disposable) {
        entry.subscribed(disposable::dispose);
    }

    @Override
    public void onNext(Object item) {
        entry.element();
    }

    @Override
    public void onSuccess(Object item) {
        entry.end();
    }

    @Override
    public void onError(Throwable error) {
        entry.end();
    }

    @Override
    public void onComplete() {
        entry.end();
    }
}
