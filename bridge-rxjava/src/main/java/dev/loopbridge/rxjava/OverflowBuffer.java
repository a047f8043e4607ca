package dev.loopbridge.rxjava;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.bridge.Inflow;
import dev.loopbridge.loop.stream.AsyncIterator;
import io.reactivex.rxjava3.core.BackpressureOverflowStrategy;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Observer;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.exceptions.MissingBackpressureException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What an Observable sent and the coroutine has not taken: so many elements at most. For one subscription. */
final class OverflowBuffer<T> implements Observer<T> {
    /*
     * Through the Inflow go tickets, which are this buffer itself: one for each element that found room, while one that takes
     * another's place takes its ticket as well. An element is here before its ticket is on its way, so who has a ticket finds
     * an element. The end goes the same way, behind the tickets before it.
     */
    private final Observable<? extends T> source;
    private final int capacity;
    private final BackpressureOverflowStrategy strategy;
    private final InflowAdapter<OverflowBuffer<T>> tickets;

    /** Under its own lock. */
    private final Deque<T> elements = new ArrayDeque<>();

    /** Set once there was no room, and that is the end. */
    private volatile boolean failed;

    private volatile @Nullable Disposable upstream;

    OverflowBuffer(Observable<? extends T> source, int capacity, BackpressureOverflowStrategy strategy) {
        if (capacity <= 0) {
            throw new IllegalArgumentException("capacity must be > 0, was " + capacity);
        }
        this.source = requireNonNull(source, "source");
        this.capacity = capacity;
        this.strategy = requireNonNull(strategy, "strategy");
        tickets = new InflowAdapter<>(source, mine -> source.subscribe(this));
    }

    /** {@return the elements} Once. */
    AsyncIterator<T> iterator() {
        return new Taking<>(this, Inflow.iterate(tickets, Integer.MAX_VALUE));
    }

    @Override
    public void onSubscribe(Disposable disposable) {
        if (upstream == null) {
            upstream = disposable;
        }
        tickets.onSubscribe(disposable);
    }

    @Override
    @SuppressWarnings("NullAway") // refuses null
    public void onNext(T item) {
        if (item == null) {
            tickets.onNext(null);
        } else if (add(item)) {
            tickets.onNext(this);
        }
    }

    /** {@return whether there is one more now} */
    private boolean add(T item) {
        synchronized (elements) {
            if (elements.size() < capacity) {
                return elements.add(item);
            }
            if (strategy == BackpressureOverflowStrategy.DROP_OLDEST) {
                elements.remove();
                elements.add(item);
            }
        }
        if (strategy == BackpressureOverflowStrategy.ERROR) {
            overflow();
        }
        return false;
    }

    private void overflow() {
        Disposable sending = upstream;
        if (failed || sending == null || sending.isDisposed()) {
            return; // nobody waits for this error
        }
        failed = true;
        tickets.onError(new MissingBackpressureException(source + " emitted an element while " + capacity
                + " waited for the coroutine, which is the capacity; raise it, or drop elements"));
        sending.dispose();
    }

    @Override
    public void onError(Throwable error) {
        tickets.onError(error);
    }

    @Override
    public void onComplete() {
        tickets.onComplete();
    }

    private T take() {
        synchronized (elements) {
            return elements.remove();
        }
    }

    /** A ticket for an element. */
    private static final class Taking<T> implements AsyncIterator<T> {
        private final OverflowBuffer<T> buffer;
        private final AsyncIterator<OverflowBuffer<T>> tickets;
        private @Nullable T current;

        Taking(OverflowBuffer<T> buffer, AsyncIterator<OverflowBuffer<T>> tickets) {
            this.buffer = buffer;
            this.tickets = tickets;
        }

        @Override
        public boolean next() {
            current = null;
            if (!tickets.next()) {
                return false;
            }
            current = buffer.take();
            return true;
        }

        @Override
        public T current() {
            var unused = tickets.current(); // refuses if there is none
            return requireNonNull(current);
        }

        @Override
        public void finish() {
            current = null;
            tickets.finish();
        }

        @Override
        public String toString() {
            return tickets.toString();
        }
    }
}
