package dev.loopbridge.benchmarks;

import dev.loopbridge.benchmarks.peer.Signal;
import org.openjdk.jmh.infra.Blackhole;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/** Asks for so many elements at a time, from inside of {@code onNext}, and says when there are no more. */
final class Demand<T> implements CoreSubscriber<T> {
    private final long batch;
    private final Blackhole out;
    private final Signal end;

    @SuppressWarnings("NullAway.Init") // comes before all else
    private Subscription subscription;

    private long left;

    Demand(long batch, Blackhole out, Signal end) {
        this.batch = batch;
        this.out = out;
        this.end = end;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        left = batch;
        subscription.request(batch);
    }

    @Override
    public void onNext(T item) {
        out.consume(item);
        if (--left == 0) {
            left = batch;
            subscription.request(batch);
        }
    }

    @Override
    public void onError(Throwable error) {
        throw new IllegalStateException(error);
    }

    @Override
    public void onComplete() {
        end.raise();
    }
}
