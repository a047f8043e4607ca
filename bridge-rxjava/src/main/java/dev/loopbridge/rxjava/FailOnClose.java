package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoop;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.CompletableTransformer;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableTransformer;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.MaybeTransformer;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.ObservableTransformer;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleTransformer;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;

/**
 * Ends flows of any of the five types when a loop closes; made by {@link LoopTransformers#failOnClose}.
 *
 * @param <T> the type of the elements
 */
public final class FailOnClose<T>
        implements ObservableTransformer<T, T>,
                FlowableTransformer<T, T>,
                SingleTransformer<T, T>,
                MaybeTransformer<T, T>,
                CompletableTransformer {
    private final EventLoop loop;

    FailOnClose(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public Flowable<T> apply(Flowable<T> source) {
        return RxJavaPlugins.onAssembly(new FlowableFailOnClose<>(source, loop));
    }

    @Override
    public Observable<T> apply(Observable<T> source) {
        return RxJavaPlugins.onAssembly(new ObservableFailOnClose<>(source, loop));
    }

    @Override
    public Single<T> apply(Single<T> source) {
        return RxJavaPlugins.onAssembly(new SingleFailOnClose<>(source, loop));
    }

    @Override
    public Maybe<T> apply(Maybe<T> source) {
        return RxJavaPlugins.onAssembly(new MaybeFailOnClose<>(source, loop));
    }

    @Override
    public Completable apply(Completable source) {
        return RxJavaPlugins.onAssembly(new CompletableFailOnClose(source, loop));
    }
}
