package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.LoopClosedException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A subscriber that tells what it was told, in words; and whether two signals came at once, or one after the end. */
final class Witness implements LoopSubscriber<Object> {
    private final StringBuilder signals = new StringBuilder();
    private final StringBuilder elsewhere = new StringBuilder();
    private final AtomicInteger inside = new AtomicInteger();
    private volatile boolean begun;
    private boolean ended;

    /** Requested in {@code onSubscribe}. */
    long first;

    boolean mayBlock = true;
    Runnable onNext = () -> {};
    volatile @Nullable LoopSubscription subscription;

    /** Asks for {@code first} elements at once. */
    Witness(long first) {
        this.first = first;
    }

    @Override
    public void onSubscribe(LoopSubscription subscription) {
        this.subscription = subscription;
        if (first > 0) {
            subscription.request(first);
        }
        begun = true;
    }

    private void signal(String word, boolean last, Runnable act) {
        boolean overlaps = inside.incrementAndGet() != 1;
        synchronized (this) {
            signals.append(signals.length() == 0 ? "" : " ").append(overlaps ? "OVERLAPPING " : "");
            signals.append(begun ? "" : "TOO EARLY ");
            signals.append(ended ? "AFTER THE END " : "").append(word);
            ended |= last;
        }
        act.run();
        inside.decrementAndGet();
    }

    @Override
    public void onNext(Object item) {
        signal(item.toString(), /* last= */ false, onNext);
    }

    @Override
    public void onError(Throwable error) {
        signal(name(error), /* last= */ true, () -> {});
    }

    private static String name(Throwable error) {
        return error instanceof LoopClosedException
                ? "closed"
                : error instanceof IllegalArgumentException
                        ? "bad request"
                        : error instanceof CancellationException ? "cancelled" : String.valueOf(error);
    }

    @Override
    public void onComplete() {
        signal("complete", /* last= */ true, () -> {});
    }

    @Override
    public synchronized void onDiscard(Object item) {
        elsewhere.append(" discarded ").append(item);
    }

    @Override
    public synchronized void onErrorDropped(Throwable error) {
        elsewhere.append(" dropped ").append(name(error));
    }

    @Override
    public boolean mayBlock() {
        return mayBlock;
    }

    /** {@return this, for a source of longs} */
    @SuppressWarnings("unchecked") // it takes anything
    LoopSubscriber<Long> ofLongs() {
        return (LoopSubscriber<Long>) (LoopSubscriber<?>) this;
    }

    /** {@return the signals in order, and what came elsewhere} */
    synchronized String story() {
        return (signals.length() == 0 ? "silence" : signals.toString())
                + (elsewhere.length() == 0 ? "" : " and" + elsewhere);
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    synchronized boolean hasSignals() {
        return signals.length() > 0;
    }
}
