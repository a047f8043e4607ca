package dev.loopbridge.samples.matrix;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The subscriptions that meet one close. */
final class Wave {
    private final List<Entry> entries;
    private final @Nullable Rival rival;
    private final CountDownLatch begun;
    private final CountDownLatch ended;
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();

    private Wave(int first, int size, int slow, @Nullable Gate gate, @Nullable Rival rival) {
        this.rival = rival;
        begun = new CountDownLatch(size);
        ended = new CountDownLatch(size);
        entries = IntStream.range(0, size)
                .mapToObj(i -> new Entry(first + i, this, i == slow ? gate : null))
                .toList();
    }

    /** {@return {@code size} entries, numbered from {@code first}} */
    static Wave of(int first, int size) {
        return new Wave(first, size, -1, null, null);
    }

    /** {@return the same, of which number {@code slow}, from 0, has a consumer that waits for {@code gate}} */
    static Wave behind(Gate gate, int slow, int first, int size) {
        return new Wave(first, size, slow, gate, null);
    }

    /** {@return the same, each of which meets {@code rival} when it is under way} */
    static Wave against(Rival rival, int first, int size) {
        return new Wave(first, size, -1, null, rival);
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
        Patience.spin(() -> started.get() >= count);
    }

    void awaitBegun() {
        Patience.await(begun);
    }

    void awaitEnded() {
        Patience.await(ended);
    }
}
