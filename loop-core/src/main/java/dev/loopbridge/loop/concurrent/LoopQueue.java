package dev.loopbridge.loop.concurrent;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.internal.concurrent.Waiters;
import dev.loopbridge.loop.internal.task.Awaiting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands items from coroutines that produce to coroutines that consume, and holds producers back while it is full.
 *
 * <p>For one loop, the one on which it first makes a coroutine wait; not thread-safe. Both sides are served in the order in
 * which they came, but an item is not reserved: when someone takes it before the consumer that was woken for it resumes,
 * that consumer goes to the end of the line.
 *
 * <pre>{@code
 * LoopQueue<Job> jobs = LoopQueue.create(10);
 * loop.createTask(() -> {
 *     while (true) { run(jobs.get()); jobs.taskDone(); }
 * });
 * for (Job job : all) { jobs.put(job); }
 * jobs.join();
 * }</pre>
 *
 * @param <T> the type of the items; null may be one
 * @see <a href="https://docs.python.org/3/library/asyncio-queue.html#asyncio.Queue">asyncio.Queue</a>
 */
public final class LoopQueue<T extends @Nullable Object> {
    private final Waiters getters = new Waiters(this);
    private final Waiters putters = getters.another();
    private final UnfinishedItems unfinished = new UnfinishedItems();

    private final String kind;
    private final int maxSize;

    private final QueueItems<T> items;

    private boolean shutdown;

    private LoopQueue(String kind, int maxSize, QueueItems<T> items) {
        this.kind = kind;
        this.maxSize = maxSize;
        this.items = items;
    }

    /**
     * First in, first out.
     *
     * @param maxSize how many items it holds; without bound if zero or negative
     * @return an empty one
     * @param <T> the type of the items
     */
    public static <T extends @Nullable Object> LoopQueue<T> create(int maxSize) {
        return new LoopQueue<>("LoopQueue", maxSize, QueueItems.fifo());
    }

    /** {@return an empty one as {@link #create} makes it, without bound: {@link #put} never suspends} */
    public static <T extends @Nullable Object> LoopQueue<T> unbounded() {
        return create(0);
    }

    /**
     * Last in, first out.
     *
     * @param maxSize as in {@link #create}
     * @return an empty one
     * @param <T> the type of the items
     * @see <a href="https://docs.python.org/3/library/asyncio-queue.html#asyncio.LifoQueue">asyncio.LifoQueue</a>
     */
    public static <T extends @Nullable Object> LoopQueue<T> lifo(int maxSize) {
        return new LoopQueue<>("LoopQueue.lifo", maxSize, QueueItems.lifo());
    }

    /**
     * The least item first.
     *
     * @param maxSize as in {@link #create}
     * @return an empty one
     * @param <T> the type of the items
     */
    public static <T extends Comparable<? super T>> LoopQueue<T> priority(int maxSize) {
        return priority(maxSize, Comparator.naturalOrder());
    }

    /**
     * The least item first; of equal ones, the first that came.
     *
     * @param maxSize as in {@link #create}
     * @param order which is less
     * @return an empty one
     * @param <T> the type of the items
     * @see <a href="https://docs.python.org/3/library/asyncio-queue.html#asyncio.PriorityQueue">asyncio.PriorityQueue</a>
     */
    public static <T extends @Nullable Object> LoopQueue<T> priority(int maxSize, Comparator<? super T> order) {
        return new LoopQueue<>("LoopQueue.priority", maxSize, QueueItems.priority(requireNonNull(order, "order")));
    }

    /**
     * Puts an item in; suspends the calling coroutine while this is full, and only then.
     *
     * <p><b>If cancelled</b> while it waits, the item is not put in.
     *
     * @param item the item
     * @throws QueueShutDownException if this is shut down, before or while it waits
     * @throws CancelledError if the task was cancelled
     * @throws CoroutineExit if the loop is closing
     * @throws IllegalStateException if it would have to wait, and is outside a coroutine or on a loop to which this is not bound
     */
    public void put(T item) {
        getters.checkThread();
        Awaiting.giveWay();
        boolean waited = awaitWhile(this::isFull, putters);
        try {
            putNow(item);
        } catch (Throwable failed) {
            putters.passOn(waited, this::isFull);
            throw failed;
        }
    }

    /**
     * Puts an item in, and wakes the first that waits for one. Never suspends: asyncio's put_nowait.
     *
     * @param item the item
     * @throws QueueFullException if this is full
     * @throws QueueShutDownException if this is shut down
     * @throws IllegalStateException if the loop runs on another thread; then nothing has changed
     */
    public void putNow(T item) {
        getters.change(() -> add(item));
    }

    private void add(T item) {
        refuseAfterShutdown();
        if (isFull()) {
            throw new QueueFullException("all " + maxSize + " places of " + this + " are taken; put() waits for one");
        }
        items.add(item); // first, since an order may throw
        unfinished.add();
        getters.wake(1);
    }

    /**
     * Takes the next item out; suspends the calling coroutine while this is empty, and only then.
     *
     * <p><b>If cancelled</b> while it waits, no item is lost: the one that it was woken for goes to the next.
     *
     * @return the item
     * @throws QueueShutDownException if this is empty and shut down, before or while it waits
     * @throws CancelledError if the task was cancelled
     * @throws CoroutineExit if the loop is closing
     * @throws IllegalStateException if it would have to wait, and is outside a coroutine or on a loop to which this is not bound
     */
    public T get() {
        getters.checkThread();
        Awaiting.giveWay();
        boolean waited = awaitWhile(this::isEmpty, getters);
        try {
            return getNow();
        } catch (Throwable failed) {
            getters.passOn(waited, this::isEmpty);
            throw failed;
        }
    }

    /**
     * Takes the next item out, and wakes the first that waits to put one in. Never suspends: asyncio's get_nowait.
     *
     * @return the item
     * @throws QueueEmptyException if this is empty
     * @throws QueueShutDownException if this is empty and shut down
     * @throws IllegalStateException if the loop runs on another thread; then nothing has changed
     */
    public T getNow() {
        if (getters.isHere()) {
            return remove();
        }
        List<T> taken = new ArrayList<>(1);
        getters.change(() -> taken.add(remove()));
        return taken.get(0);
    }

    private T remove() {
        if (isEmpty()) {
            refuseAfterShutdown();
            throw new QueueEmptyException(this + " is empty; get() waits for an item");
        }
        T next = items.remove(); // first, since an order may throw
        putters.wake(1);
        return next;
    }

    /** {@return how many items are in it} */
    public int size() {
        return items.size();
    }

    /** {@return whether there is no item in it} */
    public boolean isEmpty() {
        return items.isEmpty();
    }

    /** {@return whether it has a bound and has reached it} */
    public boolean isFull() {
        return maxSize > 0 && items.size() >= maxSize;
    }

    /** {@return how many items it holds; zero or negative if there is no bound} */
    public int maxSize() {
        return maxSize;
    }

    /**
     * Says that the work on one item is done; after the last, {@link #join()} returns. Never suspends.
     *
     * @throws IllegalArgumentException "task_done() called too many times": more often than items were put in
     * @throws IllegalStateException if the loop runs on another thread; then nothing has changed
     */
    public void taskDone() {
        getters.change(() -> unfinished.done(this));
    }

    /**
     * Suspends the calling coroutine until the work on all items is done; does not if it is done already.
     *
     * @throws CancelledError if the task was cancelled
     * @throws CoroutineExit if the loop is closing
     * @throws IllegalStateException if it would have to wait, and is outside a coroutine or on a loop to which this is not bound
     */
    public void join() {
        unfinished.awaitNone();
    }

    /** Takes no more items, and gives out what is left: as {@link #shutdown(boolean)} with false. */
    public void shutdown() {
        shutdown(false);
    }

    /**
     * Refuses items from now on, and getters once no item is left; throws {@link QueueShutDownException} into all that wait
     * to put one in or take one out. Never suspends; may be called again.
     *
     * @param immediate whether to drop what is left, and to mark it done
     * @throws IllegalStateException if the loop runs on another thread; then nothing has changed
     */
    public void shutdown(boolean immediate) {
        getters.change(() -> unfinished.change(() -> shut(immediate)));
    }

    private void shut(boolean immediate) {
        shutdown = true;
        if (immediate) {
            unfinished.drop(items.size());
            items.clear();
        }
        getters.wakeAll();
        putters.wakeAll();
    }

    /** Returns whether it had to wait. Every time it is woken, it asks again: others may have been faster, and then it queues again. */
    private boolean awaitWhile(BooleanSupplier blocked, Waiters line) {
        boolean waited = false;
        while (blocked.getAsBoolean()) {
            refuseAfterShutdown();
            LoopFuture<Boolean> waiter = line.join();
            try {
                line.await(waiter);
                waited = true;
            } catch (Throwable failed) {
                line.passOn(Waiters.wasWoken(waiter), blocked);
                throw failed;
            }
        }
        return waited;
    }

    private void refuseAfterShutdown() {
        if (shutdown) {
            throw new QueueShutDownException(this + " is shut down");
        }
    }

    @Override
    public String toString() {
        return "<" + kind + " maxsize=" + maxSize
                + (items.isEmpty() ? "" : " _queue=" + items)
                + (getters.size() == 0 ? "" : " _getters[" + getters.size() + "]")
                + (putters.size() == 0 ? "" : " _putters[" + putters.size() + "]")
                + (unfinished.count() == 0 ? "" : " tasks=" + unfinished.count())
                + (shutdown ? " shutdown" : "")
                + ">";
    }
}
