package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoop;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableTransformer;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.ObservableTransformer;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;

/**
 * Delivers streams on a loop, fairly; made by {@link LoopTransformers#observeOn}.
 *
 * @param <T> the type of the elements
 */
public final class ObserveOn<T> implements FlowableTransformer<T, T>, ObservableTransformer<T, T> {
    private final EventLoop loop;
    private final int prefetch;

    ObserveOn(EventLoop loop, int prefetch) {
        this.loop = loop;
        this.prefetch = prefetch;
    }

    @Override
    public Flowable<T> apply(Flowable<T> source) {
        return RxJavaPlugins.onAssembly(new FlowableHandOver<>(source, loop, prefetch));
    }

    @Override
    public Observable<T> apply(Observable<T> source) {
        return RxJavaPlugins.onAssembly(new ObservableHandOver<>(source, loop));
    }
}
