package dev.loopbridge.benchmarks;

import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Emits on the thread that calls {@link #run()}, whoever asks for more. */
final class Pump implements Publisher<Integer>, Subscription {
    private final int items;
    private final AtomicLong requested = new AtomicLong();

    @SuppressWarnings("NullAway.Init") // comes before all else
    private Subscriber<? super Integer> subscriber;

    Pump(int items) {
        this.items = items;
    }

    @Override
    public void subscribe(Subscriber<? super Integer> subscriber) {
        this.subscriber = subscriber;
        subscriber.onSubscribe(this);
    }

    @Override
    public void request(long n) {
        requested.addAndGet(n);
    }

    @Override
    public void cancel() {}

    @SuppressWarnings("ThreadPriorityCheck") // the consumer may need this very processor
    void run() {
        for (int emitted = 0; emitted < items; emitted++) {
            while (requested.get() <= emitted) {
                Thread.yield();
            }
            subscriber.onNext(emitted);
        }
        subscriber.onComplete();
    }
}
