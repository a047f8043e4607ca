package dev.loopbridge.rxjava;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.bridge.Inflow;
import dev.loopbridge.loop.bridge.InflowSource;
import dev.loopbridge.loop.bridge.Upstream;
import io.reactivex.rxjava3.core.CompletableObserver;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.core.MaybeObserver;
import io.reactivex.rxjava3.core.Observer;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/** The signals of any of the five types in the loop's words, one to one. For one subscription. */
final class InflowAdapter<T>
        implements InflowSource<T>,
                SingleObserver<T>,
                MaybeObserver<T>,
                CompletableObserver,
                Observer<T>,
                FlowableSubscriber<T> {
    private final Object source;
    private final Consumer<InflowAdapter<T>> subscribe;

    /** Written before anybody upstream has this. */
    private @Nullable Inflow<T> inflow;

    /**
     * @param source for messages
     * @param subscribe has this, or what hands its signals on to this, subscribe to it
     */
    InflowAdapter(Object source, Consumer<InflowAdapter<T>> subscribe) {
        this.source = requireNonNull(source, "source");
        this.subscribe = subscribe;
    }

    @Override
    public void subscribe(Inflow<T> inflow) {
        this.inflow = inflow;
        subscribe.accept(this);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        inflow().onSubscribe(subscription == null ? null : Upstream.of(subscription::request, subscription::cancel));
    }

    /** What knows no demand: it sends what it has. */
    @Override
    public void onSubscribe(Disposable disposable) {
        inflow().onSubscribe(disposable == null ? null : Upstream.of(n -> {}, disposable::dispose));
    }

    @Override
    public void onNext(T item) {
        inflow().onNext(item);
    }

    @Override
    public void onSuccess(T value) {
        inflow().onNext(value);
        inflow().onComplete();
    }

    @Override
    public void onError(Throwable error) {
        inflow().onError(error);
    }

    @Override
    public void onComplete() {
        inflow().onComplete();
    }

    private Inflow<T> inflow() {
        return requireNonNull(inflow);
    }

    /** RxJava knows no hook for it. */
    @Override
    public void onDiscard(T item) {}

    /** RxJava knows no hook for it. */
    @Override
    public void onNextDropped(T item) {}

    @Override
    public void onErrorDropped(Throwable error) {
        RxJavaPlugins.onError(error);
    }

    /** The source, in messages. */
    @Override
    public String toString() {
        return source.toString();
    }
}
