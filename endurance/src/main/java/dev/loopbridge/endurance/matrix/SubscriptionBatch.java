package dev.loopbridge.endurance.matrix;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The subscriptions that meet one close. */
final class SubscriptionBatch {
    private final List<Entry> entries;
    private final @Nullable Disposer rival;
    private final CountDownLatch begun;
    private final CountDownLatch ended;
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();

    private SubscriptionBatch(int first, int size, int slow, @Nullable SlowConsumer gate, @Nullable Disposer rival) {
        this.rival = rival;
        begun = new CountDownLatch(size);
        ended = new CountDownLatch(size);
        entries = IntStream.range(0, size)
                .mapToObj(i -> new Entry(first + i, this, i == slow ? gate : null))
                .toList();
    }

    /** {@return {@code size} entries, numbered from {@code first}} */
    static SubscriptionBatch of(int first, int size) {
        return new SubscriptionBatch(first, size, -1, null, null);
    }

    /** {@return the same, of which number {@code slow}, from 0, has a consumer that waits for {@code gate}} */
    static SubscriptionBatch behind(SlowConsumer gate, int slow, int first, int size) {
        return new SubscriptionBatch(first, size, slow, gate, null);
    }

    /** {@return the same, each of which meets {@code rival} when it is under way} */
    static SubscriptionBatch against(Disposer rival, int first, int size) {
        return new SubscriptionBatch(first, size, -1, null, rival);
    }

    List<Entry> entries() {
        return entries;
    }

    int size() {
        return entries.size();
    }

    void forEach(Consumer<Entry> action) {
        entries.forEach(action);
    }

    void started() {
        started.incrementAndGet();
    }

    void begun(Entry entry) {
        begun.countDown();
        if (rival != null) {
            rival.meet(entry);
        }
    }

    void ended() {
        ended.countDown();
    }

    /** Keeps the first error that the caller of a subscription got, for the report. */
    void keep(Throwable error) {
        thrown.compareAndSet(null, error);
    }

    @Nullable
    Throwable thrown() {
        return thrown.get();
    }

    /** Waits until {@code count} subscriptions have been asked for. */
    void awaitStarted(int count) {
        BoundedWait.spin(() -> started.get() >= count);
    }

    void awaitBegun() {
        BoundedWait.await(begun);
    }

    void awaitEnded() {
        BoundedWait.await(ended);
    }
}
