package dev.loopbridge.loop.bridge;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.Await;
import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.internal.DrivenLoop;
import dev.loopbridge.loop.internal.report.SafeText;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a publisher: signals from any thread come in, and a coroutine takes them out.
 *
 * <p>A bridge hands on the signals of its subscriber, one to one; none of them blocks. They are held to chapter 2 of Reactive
 * Streams, and where the publisher does not keep its own rules, the coroutine gets an {@link IllegalStateException} that
 * names it, instead of waiting for ever. The upstream is cancelled, once, when the coroutine has what it wants, is cancelled
 * ({@link CancelledError}), or its loop closes ({@link CoroutineExit}).
 *
 * <pre>{@code
 * AsyncIterator<Row> rows = Inflow.iterate(new MySource<>(publisher), 256);
 * }</pre>
 *
 * @param <T> the type of the elements
 */
public final class Inflow<T> {
    /** What the coroutine waits for. */
    enum Wanted {
        EACH,
        /** One element; then the upstream is cancelled. */
        FIRST,
        /** The end, and the one element before it if any. */
        ONLY
    }

    /** The terminal signal, behind the elements. */
    record End(@Nullable Throwable error) {}

    final DrivenLoop loop;
    private final InflowSource<T> source;
    private final Wanted wanted;
    private final UpstreamCalls upstream = new UpstreamCalls();
    private final SignalBuffer buffer = new SignalBuffer(this::drop);

    /** Raised before the upstream hears of it. */
    private final AtomicLong requested = new AtomicLong();

    private final AtomicLong received = new AtomicLong();

    /** Set by the terminal signal, or what we take for one: the end is on its way to the coroutine. */
    private final AtomicBoolean ended = new AtomicBoolean();

    /** What the coroutine waits on; taken by the one that completes it. */
    private final AtomicReference<@Nullable LoopFuture<Boolean>> waiting = new AtomicReference<>();

    Inflow(DrivenLoop loop, InflowSource<T> source, Wanted wanted) {
        this.loop = loop;
        this.source = source;
        this.wanted = wanted;
    }

    /**
     * Iterates over a publisher, with a buffer between it and the coroutine.
     *
     * <p>Subscribes at the first {@code next()}; requests {@code prefetch} then, and again whenever three quarters of it were
     * taken. An iterator that was begun is finished by its loop when that is shut down or closed.
     *
     * @param source to subscribe to
     * @param prefetch at least 1; {@code Integer.MAX_VALUE} requests everything at once
     * @param <T> the type of the elements
     * @return for one pass; {@code finish()}, from the loop, cancels the upstream, and ends a {@code next()} that waits
     */
    public static <T> AsyncIterator<T> iterate(InflowSource<T> source, int prefetch) {
        return new InflowIterator<>(source, prefetch, /* finishedByLoop= */ true);
    }

    /**
     * Awaits the first element: requests one, and cancels the upstream in its {@code onNext}.
     *
     * @param source to subscribe to
     * @param <T> the type of the element
     * @return null if there is none
     * @throws IllegalStateException outside a coroutine
     */
    public static <T> @Nullable T awaitFirst(InflowSource<T> source) {
        return new InflowValue<>(source).awaitFirst();
    }

    /**
     * Awaits the end of a publisher of one element at most.
     *
     * @param source to subscribe to
     * @param <T> the type of the element
     * @return null if there is none
     * @throws IllegalStateException outside a coroutine, or if there is more than one element
     */
    public static <T> @Nullable T awaitOnly(InflowSource<T> source) {
        return new InflowValue<>(source).awaitOnly();
    }

    /**
     * Awaits the end, and discards all elements but the last.
     *
     * @param source to subscribe to
     * @param prefetch as for {@link #iterate}
     * @param <T> the type of the element
     * @return null if there is none
     * @throws IllegalStateException outside a coroutine
     */
    public static <T> @Nullable T awaitLast(InflowSource<T> source, int prefetch) {
        return new InflowValue<>(source).awaitLast(prefetch);
    }

    /** The first signal. A second subscription is cancelled; null is against the rules, and refused. */
    public void onSubscribe(@Nullable Upstream subscription) {
        refuseNull(subscription, "onSubscribe");
        upstream.subscribed(requireNonNull(subscription));
    }

    /** One element. */
    public void onNext(T item) {
        refuseNull(item, "onNext");
        if (ended.get()) {
            callHook(() -> source.onNextDropped(item));
        } else if (buffer.isClosed() || isViolation(received.incrementAndGet())) {
            callHook(() -> source.onDiscard(item));
        } else {
            buffer.push(item);
            try {
                endIfFirst();
            } finally {
                if (wanted != Wanted.ONLY) {
                    wake();
                }
            }
        }
    }

    private void endIfFirst() {
        if (wanted == Wanted.FIRST && ended.compareAndSet(false, true)) {
            upstream.cancel();
        }
    }

    /** {@return whether the publisher may not send its {@code count}th element now} Then it is at its end. */
    private boolean isViolation(long count) {
        long allowed = requested.get();
        if (!upstream.isSubscribed()) {
            fail(SafeText.of(source) + " signalled onNext before onSubscribe (Reactive Streams rule 1.9)");
        } else if (count > allowed) {
            fail(SafeText.of(source) + " emitted " + count + " elements, " + allowed
                    + " were requested (Reactive Streams rule 1.1); it needs an operator that buffers or drops");
        } else if (wanted == Wanted.ONLY && count > 1) {
            fail(SafeText.of(source)
                    + " emitted more than one element, one was awaited; await the first, or the last, or iterate");
        } else {
            return false;
        }
        return true;
    }

    /** The end, by an error. */
    public void onError(Throwable error) {
        refuseNull(error, "onError");
        if (ended.compareAndSet(false, true)) {
            upstream.end();
            end(error);
        } else {
            dropError(error);
        }
    }

    /** The end. */
    public void onComplete() {
        if (!upstream.isSubscribed()) {
            fail(SafeText.of(source) + " signalled onComplete before onSubscribe (Reactive Streams rule 1.9)");
        } else if (ended.compareAndSet(false, true)) {
            upstream.end();
            end(null);
        }
    }

    private void refuseNull(@Nullable Object signalled, String signal) {
        if (signalled == null) {
            String message = SafeText.of(source) + " signalled " + signal + "(null) (Reactive Streams rule 2.13)";
            fail(message);
            throw new NullPointerException(message);
        }
    }

    private void fail(String violation) {
        if (ended.compareAndSet(false, true)) {
            end(new IllegalStateException(violation));
            upstream.cancel();
        }
    }

    private void end(@Nullable Throwable error) {
        buffer.push(new End(error));
        wake();
    }

    /** What the coroutine did not take. */
    @SuppressWarnings("unchecked") // only elements and the end are ever pushed
    private void drop(Object signal) {
        if (!(signal instanceof End end)) {
            callHook(() -> source.onDiscard((T) signal));
        } else if (end.error != null) {
            dropError(end.error);
        }
    }

    /** A hook is global, and a stranger's: what it throws is neither the publisher's nor the coroutine's business. */
    private void callHook(Runnable hook) {
        loop.guard("Exception in a hook of", source, hook);
    }

    private void dropError(Throwable error) {
        boolean expected = error instanceof CancellationException || error instanceof LoopClosedException;
        if (!expected) {
            callHook(() -> source.onErrorDropped(error));
        }
    }

    /** Wakes the coroutine if it waits: many signals, one wake-up. */
    private void wake() {
        LoopFuture<Boolean> news = waiting.get() == null ? null : waiting.getAndSet(null);
        if (news == null) {
            return;
        }
        if (loop.inLoop()) {
            complete(news);
        } else {
            loop.deliverStep(() -> complete(news));
        }
    }

    private void complete(LoopFuture<Boolean> news) {
        if (!news.isDone() && !loop.isClosed()) { // else the task was cancelled, or is unwound by the close
            news.setResult(true);
        }
    }

    // The rest is the coroutine's.

    /** Subscribes, and requests {@code n} in {@code onSubscribe}. */
    void begin(long n) {
        request(n);
        source.subscribe(this);
    }

    void request(long n) {
        requested.getAndAccumulate(n, UpstreamCalls::sum);
        upstream.request(n);
    }

    /** {@return the next element, or the {@link End}; null once closed} Suspends the calling coroutine until there is one. */
    @Nullable
    Object take() {
        loop.giveWay();
        Object signal = buffer.poll();
        while (signal == null && !buffer.isClosed()) {
            LoopFuture<Boolean> news = loop.createFuture();
            waiting.set(news);
            // Whoever pushed before that did not see us wait; whoever pushes from here on does.
            if (buffer.isEmpty()) {
                var unused = Await.await(news);
            }
            waiting.set(null);
            signal = buffer.poll();
        }
        return signal;
    }

    /** Nothing is taken any more: the upstream is cancelled if it has not ended. Any number of times. */
    void close() {
        try {
            upstream.cancel();
        } finally {
            buffer.close();
            wake();
        }
    }
}
