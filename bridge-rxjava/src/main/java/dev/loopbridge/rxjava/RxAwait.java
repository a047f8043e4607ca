package dev.loopbridge.rxjava;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.bridge.Inflow;
import dev.loopbridge.loop.stream.AsyncIterator;
import io.reactivex.rxjava3.core.BackpressureOverflowStrategy;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.exceptions.MissingBackpressureException;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * RxJava's types awaited in a coroutine: {@code blockingGet()} without a blocked thread. Import it statically, beside
 * {@link dev.loopbridge.loop.Await}.
 *
 * <p><b>Call from</b> a coroutine. The source is subscribed to on its loop, and may signal on any thread. The coroutine goes on
 * when the source is at its end, but for {@code awaitFirst}.
 *
 * <p>Errors come out as they are, checked ones too, the same instance; where the coroutine awaited is noted in it as
 * suppressed. <b>If cancelled</b> ({@link CancelledError}), or if the loop closes ({@link CoroutineExit}), the upstream is
 * disposed. A late error goes to {@link RxJavaPlugins#onError}; for late elements RxJava has no hook. A source that breaks the
 * rules is an {@link IllegalStateException} that names it and the rule of Reactive Streams.
 *
 * <p>Nothing can detect a source that waits for this very loop while the coroutine keeps it busy; one that runs a loop in its
 * {@code subscribe} is an {@link IllegalStateException}.
 *
 * <pre>{@code
 * User user = await(users.findById(id));
 * iterate(user.orders(), 16).forEach(order -> ship(order, await(carrier)));
 * }</pre>
 */
public final class RxAwait {
    private RxAwait() {}

    /**
     * Awaits {@code single}.
     *
     * @param single subscribed to now
     * @param <T> the type of the value
     * @return its value
     */
    public static <T> T await(Single<? extends T> single) {
        InflowAdapter<T> source = new InflowAdapter<>(single, observer -> single.subscribe(observer));
        return source.required(Inflow.awaitOnly(source));
    }

    /**
     * Awaits {@code maybe}.
     *
     * @param maybe subscribed to now
     * @param <T> the type of the value
     * @return its value, or null if it is empty
     */
    public static <T> @Nullable T await(Maybe<? extends T> maybe) {
        return Inflow.awaitOnly(new InflowAdapter<T>(maybe, observer -> maybe.subscribe(observer)));
    }

    /**
     * Awaits the end of {@code completable}.
     *
     * @param completable subscribed to now
     */
    public static void await(Completable completable) {
        var unused = Inflow.awaitOnly(new InflowAdapter<>(completable, observer -> completable.subscribe(observer)));
    }

    /**
     * Awaits the first element: requests one, and cancels the upstream as soon as it is there.
     *
     * @param publisher a {@link Flowable} as a rule; subscribed to now
     * @param <T> the type of the element
     * @return its first element
     * @throws NoSuchElementException if it is empty
     */
    public static <T> T awaitFirst(Publisher<? extends T> publisher) {
        InflowAdapter<T> source = of(publisher);
        return source.required(Inflow.awaitFirst(source));
    }

    /**
     * Awaits the first element, and disposes the upstream as soon as it is there.
     *
     * @param observable subscribed to now
     * @param <T> the type of the element
     * @return its first element
     * @throws NoSuchElementException if it is empty
     */
    public static <T> T awaitFirst(Observable<? extends T> observable) {
        InflowAdapter<T> source = of(observable);
        return source.required(Inflow.awaitFirst(source));
    }

    /**
     * Awaits the end, and passes over all elements but the last.
     *
     * @param publisher a {@link Flowable} as a rule; subscribed to now
     * @param <T> the type of the element
     * @return its last element
     * @throws NoSuchElementException if it is empty
     */
    public static <T> T awaitLast(Publisher<? extends T> publisher) {
        InflowAdapter<T> source = of(publisher);
        return source.required(Inflow.awaitLast(source, Flowable.bufferSize()));
    }

    /**
     * Awaits the end, and passes over all elements but the last; no more than one is held.
     *
     * @param observable subscribed to now
     * @param <T> the type of the element
     * @return its last element
     * @throws NoSuchElementException if it is empty
     */
    public static <T> T awaitLast(Observable<? extends T> observable) {
        AtomicReference<@Nullable T> last = new AtomicReference<>();
        RxAwait.<T>iterate(observable, 1, BackpressureOverflowStrategy.DROP_OLDEST)
                .forEach(last::set);
        return RxAwait.<T>of(observable).required(last.get());
    }

    private static <T> InflowAdapter<T> of(Observable<? extends T> observable) {
        return new InflowAdapter<>(observable, observer -> observable.subscribe(observer));
    }

    private static <T> InflowAdapter<T> of(Publisher<? extends T> publisher) {
        return new InflowAdapter<>(publisher, subscriber -> publisher.subscribe(subscriber));
    }

    /** As {@link #iterate(Publisher, int)}, with RxJava's usual prefetch, {@link Flowable#bufferSize()}. */
    public static <T> AsyncIterator<T> iterate(Publisher<? extends T> publisher) {
        return iterate(publisher, Flowable.bufferSize());
    }

    /**
     * Takes elements one by one. {@code next()} suspends only while none is there.
     *
     * <p><b>Call from</b> any thread: {@code publisher} is subscribed to by the first {@code next()}, whose loop is the
     * iterator's from then on. An error comes out of {@code next()}, behind the elements before it. An iterator left half-way
     * holds its upstream until {@code finish()}, or until its loop is shut down or closed; call that in a {@code finally}
     * block, or use {@link AsyncIterator#forEach}.
     *
     * @param publisher a {@link Flowable} as a rule
     * @param prefetch at least 1: how many elements are requested at first; three quarters of it again whenever that many
     *     were taken. {@code Integer.MAX_VALUE} requests everything at once
     * @param <T> the type of the elements
     * @return for one pass
     */
    public static <T> AsyncIterator<T> iterate(Publisher<? extends T> publisher, int prefetch) {
        return Inflow.iterate(RxAwait.<T>of(publisher), prefetch);
    }

    /**
     * As {@link #iterate(Publisher, int)}, for a source that knows no demand and sends while the coroutine is busy.
     *
     * <p>An element that finds {@code capacity} others waiting ends the iteration behind them, by
     * {@link MissingBackpressureException} ({@code ERROR}); or goes ({@code DROP_LATEST}); or has the oldest go
     * ({@code DROP_OLDEST}): with a capacity of 1, {@code next()} goes to the newest there is.
     *
     * @param observable subscribed to by the first {@code next()}
     * @param capacity at least 1: how many elements may wait
     * @param strategy for an element that finds no room
     * @param <T> the type of the elements
     * @return for one pass
     */
    public static <T> AsyncIterator<T> iterate(
            Observable<? extends T> observable, int capacity, BackpressureOverflowStrategy strategy) {
        return new OverflowBuffer<T>(observable, capacity, strategy).iterator();
    }

    /**
     * Calls {@code action} for each element, one at a time, until the end. It is part of the calling coroutine, and may await.
     *
     * @param publisher subscribed to now, with the usual prefetch
     * @param action what it throws comes out of here, and cancels the upstream
     * @param <T> the type of the elements
     */
    public static <T> void forEach(Publisher<? extends T> publisher, Consumer<? super T> action) {
        RxAwait.<T>iterate(publisher).forEach(action);
    }
}
