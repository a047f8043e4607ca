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
import org.reactivestreams.Subscription;

/** Notes each signal by its name, and then does what the test wants in the one that the test names. */
final class FaultyObserver
        implements SingleObserver<Object>,
                MaybeObserver<Object>,
                CompletableObserver,
                Observer<Object>,
                FlowableSubscriber<Object> {
    final List<String> signals = new CopyOnWriteArrayList<>();
    final CountDownLatch ended = new CountDownLatch(1);
    long first = Long.MAX_VALUE;
    private final String faulty;
    private final Runnable fault;
    volatile Disposable upstream;

    /** @param faulty the name of a signal */
    FaultyObserver(String faulty, Runnable fault) {
        this.faulty = faulty;
        this.fault = fault;
    }

    static FaultyObserver throwing(Throwable thrown, String faulty) {
        return new FaultyObserver(faulty, () -> sneak(thrown));
    }

    @SuppressWarnings("unchecked") // erased: throws what it is given
    static <E extends Throwable> void sneak(Throwable error) throws E {
        throw (E) error;
    }

    private void signal(String name, Object what) {
        signals.add(name + what);
        if (name.equals(faulty)) {
            fault.run();
        }
    }

    private void end(String name, Object what) {
        try {
            signal(name, what);
        } finally {
            ended.countDown();
        }
    }

    @Override
    public void onSubscribe(Disposable disposable) {
        upstream = disposable;
        if (faulty.equals("onSubscribe")) {
            fault.run();
        }
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        onSubscribe(Disposable.fromSubscription(subscription));
        subscription.request(first);
    }

    @Override
    public void onNext(Object item) {
        signal("onNext", " " + item);
    }

    @Override
    public void onSuccess(Object value) {
        end("onSuccess", " " + value);
    }

    @Override
    public void onError(Throwable error) {
        end("onError", " " + error);
    }

    @Override
    public void onComplete() {
        end("onComplete", "");
    }
}
