package dev.loopbridge.reactor;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.bridge.Inflow;
import dev.loopbridge.loop.bridge.InflowSource;
import dev.loopbridge.loop.bridge.Upstream;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.Fuseable;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** A publisher's signals in the loop's words, one to one, and Reactor's hooks for what is dropped. For one subscription. */
final class InflowAdapter<T> implements InflowSource<T>, CoreSubscriber<T>, Scannable {
    private final Publisher<? extends T> publisher;

    // Written before anybody upstream has this.

    private Context context = Context.empty();
    private @Nullable Inflow<T> inflow;

    /** For {@link #scanUnsafe}. */
    private volatile @Nullable Subscription parent;

    InflowAdapter(Publisher<? extends T> publisher) {
        this.publisher = requireNonNull(publisher, "publisher");
    }

    @Override
    public void subscribe(Inflow<T> inflow) {
        this.inflow = inflow;
        context = ThreadLocals.capturedOver(ReactorContext.current());
        publisher.subscribe(this);
    }

    @Override
    @SuppressWarnings("unchecked") // a publisher of T gives T, here as well
    public @Nullable Callable<? extends @Nullable T> scalar() {
        return publisher instanceof Fuseable.ScalarCallable<?> constant
                ? () -> call((Fuseable.ScalarCallable<T>) constant)
                : null;
    }

    private static <T> @Nullable T call(Fuseable.ScalarCallable<T> constant) throws Exception {
        try {
            return constant.call();
        } catch (RuntimeException thrown) {
            if (Exceptions.unwrap(thrown) instanceof Error error) {
                throw error; // in disguise
            }
            throw thrown;
        }
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (parent == null) {
            parent = subscription;
        }
        inflow().onSubscribe(subscription == null ? null : Upstream.of(subscription::request, subscription::cancel));
    }

    @Override
    public void onNext(T item) {
        inflow().onNext(item);
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

    @Override
    public void onDiscard(T item) {
        Operators.onDiscard(item, context);
    }

    @Override
    public void onNextDropped(T item) {
        Operators.onNextDropped(item, context);
    }

    @Override
    public void onErrorDropped(Throwable error) {
        Operators.onErrorDropped(error, context);
    }

    @Override
    @SuppressWarnings("rawtypes") // Scannable's
    public @Nullable Object scanUnsafe(Attr key) {
        return key == Attr.PARENT ? parent : key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
    }

    /** The publisher, in messages. */
    @Override
    public String toString() {
        Scannable scanned = Scannable.from(publisher);
        return scanned.isScanAvailable() ? scanned.name() : publisher.toString();
    }
}
