package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/** A publisher by hand: the test signals, and sees what comes back. */
final class Feed implements InflowSource<String>, Upstream {
    final List<Long> requests = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger cancels = new AtomicInteger();
    final List<String> discarded = Collections.synchronizedList(new ArrayList<>());
    final List<String> nextDropped = Collections.synchronizedList(new ArrayList<>());
    final List<Throwable> errorsDropped = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger subscriptions = new AtomicInteger();
    private final CountDownLatch subscribed = new CountDownLatch(1);

    /** Called by {@link #subscribe}; tests that misbehave replace it. */
    Runnable onSubscribe = () -> inflow().onSubscribe(this);

    /** Called by each hook. */
    Runnable onHook = () -> {};

    LongConsumer onRequest = n -> {};
    Runnable onCancel = () -> {};
    Callable<String> scalar;
    private volatile Inflow<String> inflow;

    @Override
    public void subscribe(Inflow<String> inflow) {
        subscriptions.incrementAndGet();
        this.inflow = inflow;
        onSubscribe.run();
        subscribed.countDown();
    }

    Inflow<String> inflow() {
        return inflow;
    }

    /** Waits until somebody has subscribed. */
    Inflow<String> awaitSubscribed() throws InterruptedException {
        assertThat(subscribed.await(10, TimeUnit.SECONDS)).isTrue();
        return inflow;
    }

    void emit(String... items) {
        for (String item : items) {
            inflow.onNext(item);
        }
    }

    /** As {@link #emit}, on a thread of its own, to the end. */
    void emitElsewhere(String... items) {
        elsewhere(() -> emit(items));
    }

    static void elsewhere(Runnable action) {
        Thread thread = new Thread(action, "elsewhere");
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void request(long n) {
        requests.add(n);
        onRequest.accept(n);
    }

    @Override
    public void cancel() {
        cancels.incrementAndGet();
        onCancel.run();
    }

    @Override
    public Callable<String> scalar() {
        return scalar;
    }

    @Override
    public void onDiscard(String item) {
        discarded.add(item);
        onHook.run();
    }

    @Override
    public void onNextDropped(String item) {
        nextDropped.add(item);
        onHook.run();
    }

    @Override
    public void onErrorDropped(Throwable error) {
        errorsDropped.add(error);
        onHook.run();
    }

    void assertNothingDropped() {
        assertThat(discarded).isEmpty();
        assertThat(nextDropped).isEmpty();
        assertThat(errorsDropped).isEmpty();
    }

    @Override
    public String toString() {
        return "Feed";
    }
}
