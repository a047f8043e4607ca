package dev.loopbridge.loop.concurrent;

import dev.loopbridge.loop.internal.report.SafeText;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The items of a queue, in the order in which it gives them out. */
final class QueueItems<T extends @Nullable Object> {
    private final Queue<Entry<T>> entries;
    private long puts;

    /** An item that may be null, and when it came. */
    private record Entry<T extends @Nullable Object>(T item, long number) {
        @Override
        public String toString() {
            return SafeText.of(item);
        }
    }

    private QueueItems(Queue<Entry<T>> entries) {
        this.entries = entries;
    }

    static <T extends @Nullable Object> QueueItems<T> fifo() {
        return new QueueItems<>(new ArrayDeque<>());
    }

    static <T extends @Nullable Object> QueueItems<T> lifo() {
        return new QueueItems<>(Collections.asLifoQueue(new ArrayDeque<>()));
    }

    /** The least first; of equal ones, the first that came. */
    static <T extends @Nullable Object> QueueItems<T> priority(Comparator<? super T> order) {
        Comparator<Entry<T>> byItem = (one, other) -> order.compare(one.item, other.item);
        return new QueueItems<>(new ItemHeap<>(byItem.thenComparingLong(Entry::number)));
    }

    void add(T item) {
        entries.add(new Entry<>(item, puts));
        puts++;
    }

    /** There must be one. */
    T remove() {
        return entries.remove().item;
    }

    int size() {
        return entries.size();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    void clear() {
        entries.clear();
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}
