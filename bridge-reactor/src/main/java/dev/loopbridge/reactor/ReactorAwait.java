package dev.loopbridge.reactor;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.bridge.Inflow;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.concurrent.Queues;

/**
 * Monos and Fluxes awaited in a coroutine: {@code block()} without a blocked thread. Import it statically, beside
 * {@link dev.loopbridge.loop.Await}.
 *
 * <p><b>Call from</b> a coroutine. The publisher is subscribed to on its loop, and may signal on any thread. The coroutine goes
 * on when the publisher is at its end, but for {@link #awaitFirst}.
 *
 * <p>Errors come out as they are, checked ones too, the same instance; where the coroutine awaited is noted in it as
 * suppressed. <b>If cancelled</b> ({@link CancelledError}), or if the loop closes ({@link CoroutineExit}), the upstream is
 * cancelled. What the coroutine does not take goes to {@code onDiscard} and {@code onErrorDropped}. A publisher that breaks
 * Reactive Streams' rules is an {@link IllegalStateException} that names it and the rule.
 *
 * <p>Nothing can detect a publisher that waits for this very loop while the coroutine keeps it busy; one that runs a loop in
 * its {@code subscribe} is an {@link IllegalStateException}.
 *
 * <pre>{@code
 * User user = await(users.findById(id));
 * AsyncIterator<Order> orders = iterate(user.orders());
 * try {
 *     while (orders.next()) {
 *         ship(orders.current());
 *     }
 * } finally {
 *     orders.finish();
 * }
 * }</pre>
 */
public final class ReactorAwait {
    private ReactorAwait() {}

    /**
     * Awaits the end of {@code mono}, which is never cancelled for having its value.
     *
     * @param mono subscribed to now
     * @param <T> the type of the value
     * @return its value, or null if it is empty
     */
    public static <T> @Nullable T await(Mono<? extends T> mono) {
        return Inflow.awaitOnly(new InflowAdapter<T>(mono));
    }

    /**
     * As {@link #await}.
     *
     * @param mono subscribed to now
     * @param <T> the type of the value
     * @return its value, if there is one
     */
    public static <T> Optional<T> awaitOptional(Mono<? extends T> mono) {
        return Optional.ofNullable(ReactorAwait.<T>await(mono));
    }

    /**
     * Awaits the end of a publisher of exactly one element.
     *
     * @param publisher subscribed to now; everything is requested
     * @param <T> the type of the element
     * @return its element
     * @throws NoSuchElementException if it is empty
     * @throws IllegalStateException if there is a second one; the upstream is cancelled then
     */
    public static <T> T awaitSingle(Publisher<? extends T> publisher) {
        InflowAdapter<T> source = new InflowAdapter<>(publisher);
        return source.required(Inflow.awaitOnly(source));
    }

    /**
     * Awaits the first element: requests one, and cancels the upstream as soon as it is there. A Mono is awaited to its end.
     *
     * @param publisher subscribed to now
     * @param <T> the type of the element
     * @return its first element
     * @throws NoSuchElementException if it is empty
     */
    public static <T> T awaitFirst(Publisher<? extends T> publisher) {
        InflowAdapter<T> source = new InflowAdapter<>(publisher);
        return source.required(first(source, publisher));
    }

    /**
     * As {@link #awaitFirst}.
     *
     * @param publisher subscribed to now
     * @param <T> the type of the element
     * @return its first element, or null if it is empty
     */
    public static <T> @Nullable T awaitFirstOrNull(Publisher<? extends T> publisher) {
        return first(new InflowAdapter<>(publisher), publisher);
    }

    private static <T> @Nullable T first(InflowAdapter<T> source, Publisher<? extends T> publisher) {
        return publisher instanceof Mono ? Inflow.awaitOnly(source) : Inflow.awaitFirst(source);
    }

    /**
     * Awaits the end, and discards all elements but the last.
     *
     * @param publisher subscribed to now
     * @param <T> the type of the element
     * @return its last element
     * @throws NoSuchElementException if it is empty
     */
    public static <T> T awaitLast(Publisher<? extends T> publisher) {
        InflowAdapter<T> source = new InflowAdapter<>(publisher);
        return source.required(Inflow.awaitLast(source, Queues.SMALL_BUFFER_SIZE));
    }

    /** As {@link #iterate(Publisher, int)}, with Reactor's usual prefetch, {@link Queues#SMALL_BUFFER_SIZE}. */
    public static <T> AsyncIterator<T> iterate(Publisher<? extends T> publisher) {
        return iterate(publisher, Queues.SMALL_BUFFER_SIZE);
    }

    /**
     * Takes elements one by one. {@code next()} suspends only while none is there.
     *
     * <p><b>Call from</b> any thread: {@code publisher} is subscribed to by the first {@code next()}, whose loop is the
     * iterator's from then on. An error comes out of {@code next()}, behind the elements before it. An iterator left half-way
     * holds its upstream until {@code finish()}, or until its loop is shut down or closed; call that in a {@code finally}
     * block, or use {@link #forEach}.
     *
     * @param publisher a {@link Flux} as a rule
     * @param prefetch at least 1: how many elements are requested at first; three quarters of it again whenever that many
     *     were taken. {@code Integer.MAX_VALUE} requests everything at once
     * @param <T> the type of the elements
     * @return for one pass
     */
    public static <T> AsyncIterator<T> iterate(Publisher<? extends T> publisher, int prefetch) {
        return Inflow.iterate(new InflowAdapter<T>(publisher), prefetch);
    }

    /**
     * Calls {@code action} for each element, one at a time, until the end. It is part of the calling coroutine, and may await.
     *
     * @param publisher subscribed to now, with the usual prefetch
     * @param action what it throws comes out of here, and cancels the upstream
     * @param <T> the type of the elements
     */
    public static <T> void forEach(Publisher<? extends T> publisher, Consumer<? super T> action) {
        ReactorAwait.<T>iterate(publisher).forEach(action);
    }
}
