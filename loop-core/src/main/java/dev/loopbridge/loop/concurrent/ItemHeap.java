package dev.loopbridge.loop.concurrent;

import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A binary heap that an order which throws leaves as it was: it compares first, and moves then. {@link java.util.PriorityQueue}
 * moves as it compares, and loses an item if it is stopped between.
 */
final class ItemHeap<E> extends AbstractQueue<E> {
    private final Comparator<? super E> order;
    private final List<E> items = new ArrayList<>();

    ItemHeap(Comparator<? super E> order) {
        this.order = order;
    }

    @Override
    public boolean offer(E item) {
        int place = items.size();
        while (place > 0 && order.compare(item, items.get(parent(place))) < 0) {
            place = parent(place);
        }
        items.add(item);
        for (int hole = items.size() - 1; hole > place; hole = parent(hole)) {
            items.set(hole, items.get(parent(hole)));
        }
        items.set(place, item);
        return true;
    }

    @Override
    public @Nullable E poll() {
        if (items.isEmpty()) {
            return null;
        }
        E least = items.get(0);
        int last = items.size() - 1;
        E moved = items.get(last);
        int[] holes = new int[Integer.SIZE];
        int depth = 0;
        for (int child = lesserChild(0, last);
                child < last && order.compare(items.get(child), moved) < 0;
                child = lesserChild(child, last)) {
            holes[++depth] = child;
        }
        for (int i = 0; i < depth; i++) {
            items.set(holes[i], items.get(holes[i + 1]));
        }
        items.set(holes[depth], moved);
        items.remove(last);
        return least;
    }

    /** Returns the lesser of the two below {@code place} and before {@code end}; {@code end} or more if there are none. */
    private int lesserChild(int place, int end) {
        int left = 2 * place + 1;
        int right = left + 1;
        return right < end && order.compare(items.get(right), items.get(left)) < 0 ? right : left;
    }

    private static int parent(int place) {
        return (place - 1) >>> 1;
    }

    @Override
    public @Nullable E peek() {
        return items.isEmpty() ? null : items.get(0);
    }

    @Override
    public void clear() {
        items.clear();
    }

    @Override
    public int size() {
        return items.size();
    }

    @Override
    public Iterator<E> iterator() {
        return Collections.unmodifiableList(items).iterator();
    }
}
