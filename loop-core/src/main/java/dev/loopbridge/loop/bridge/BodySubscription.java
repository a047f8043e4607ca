package dev.loopbridge.loop.bridge;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.Await;
import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.internal.NativeLoop;
import dev.loopbridge.loop.stream.Emitter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One subscription: demand, elements, one terminal signal. Long, because the state machine stands nowhere else. */
abstract class BodySubscription<T> implements LoopSubscription, Emitter<T> {
    /*
     * Elements are emitted by the body, and so one at a time, on whichever thread holds the loop. The end comes from the task,
     * which the loop settles when the body ends, and fails when it closes: one source for all terminal signals, and one
     * compare-and-set of the phase to choose between the end and the subscriber's own cancel.
     */
    private enum Phase {
        ACTIVE,
        /** The last element is being delivered: only the completion is left. */
        LAST,
        CANCELLED,
        ENDED
    }

    /** The body's last element is held until there is demand: whoever brings the second of the two delivers it. */
    private static final int HAS_RESULT = 1;

    private static final int HAS_DEMAND = 2;

    final NativeLoop loop;
    final LoopSubscriber<? super T> subscriber;
    private final Launch.Body<T> body;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.ACTIVE);
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicBoolean cancelSent = new AtomicBoolean();

    /** Why the subscription was failed from outside of the body; written once. */
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    /** Emitters that wait for demand, oldest first; the holder's of the loop. */
    private final Deque<LoopFuture<Boolean>> waiting = new ArrayDeque<>();

    /** Set before anything can ask for it but a cancel. */
    private volatile @Nullable Task<@Nullable T> task;

    BodySubscription(NativeLoop loop, Launch.Body<T> body, LoopSubscriber<? super T> subscriber) {
        this.loop = loop;
        this.body = body;
        this.subscriber = subscriber;
    }

    /** Hands the task to the loop. */
    abstract Task<@Nullable T> launch();

    /** The task is there, or the demand went up from nothing: the loop must run. */
    abstract void wake();

    /** An emitter begins, or ceases, to wait for demand. On the loop. */
    abstract void setPaused(boolean paused);

    /** Calls {@code onNext}. On the loop. */
    abstract void signal(T item);

    /** The task is done, on the thread that settled it. */
    abstract void onTaskDone();

    /** The subscriber cancelled. */
    abstract void onCancel();

    final void start() {
        subscriber.onSubscribe(this);
        if (phase.get() != Phase.ACTIVE) {
            return;
        }
        try {
            Task<@Nullable T> launched = launch();
            task = launched;
            loop.observe(launched, this::onTaskDone);
        } catch (RuntimeException refused) {
            failUnlaunched(refused);
            return;
        }
        // By another thread, which did not see the task yet.
        if (phase.get() == Phase.CANCELLED) {
            onCancel();
        } else if (failure.get() != null) {
            cancelTask();
        }
        wake();
    }

    /** There was no task to end with. */
    void failUnlaunched(Throwable refused) {
        end(null, refused);
    }

    /** Once: a second cancel would strike the body where it cleans up after the first. */
    final void cancelTask() {
        Task<@Nullable T> launched = task;
        if (launched != null && cancelSent.compareAndSet(false, true)) {
            launched.cancel();
        }
    }

    /** The task's body. It may begin before {@link #start()} has the task in hand, so it says itself which that is. */
    @SuppressWarnings("unchecked") // this is the body of no other task
    final @Nullable T runBody() throws Exception {
        task = (Task<@Nullable T>) requireNonNull(Tasks.current());
        return body.run(this);
    }

    @Override
    public final void emit(T item) {
        requireNonNull(item, "item");
        if (!loop.inLoop() || Tasks.current() == null) {
            throw new IllegalStateException("emit() is for coroutines of loop \"" + loop.name()
                    + "\", called from thread \"" + Thread.currentThread().getName() + "\"");
        }
        try {
            awaitDemand();
        } catch (CancelledError | CoroutineExit over) {
            subscriber.onDiscard(item);
            throw over;
        }
        if (demand.get() != Long.MAX_VALUE) {
            demand.decrementAndGet();
        }
        signal(item);
    }

    private void awaitDemand() {
        throwIfOver();
        while (demand.get() == 0) {
            awaitRequest();
            throwIfOver();
        }
    }

    private void throwIfOver() {
        if (phase.get() == Phase.ACTIVE && failure.get() == null) {
            return;
        }
        // The body must see its task's own cancel, or that would strike once more in its finally block.
        if (Tasks.current() == task) {
            if (requireNonNull(task).cancelling() == 0) {
                Await.await(loop.createFuture()); // it is on its way
            } else {
                Tasks.yieldNow(); // it may be pending
            }
        }
        throw new CancelledError("the subscription is over");
    }

    private void awaitRequest() {
        LoopFuture<Boolean> more = loop.createFuture();
        waiting.add(more);
        setPaused(true);
        try {
            Await.await(more);
        } finally {
            waiting.remove(more);
            setPaused(false);
        }
    }

    @Override
    public final void request(long n) {
        if (n <= 0) {
            fail(new IllegalArgumentException("request must be > 0, was " + n + " (Reactive Streams rule 3.9)"));
            return;
        }
        long before =
                demand.getAndAccumulate(n, (old, more) -> old > Long.MAX_VALUE - more ? Long.MAX_VALUE : old + more);
        if (held.getAndUpdate(flags -> flags | HAS_DEMAND) == HAS_RESULT) {
            deliverResult();
        } else if (before == 0 && phase.get() == Phase.ACTIVE && mayHaveEmitters()) {
            loop.postStep(this::wakeEmitters);
            wake();
        }
    }

    /** On the loop, as from inside onNext, we know; from elsewhere one may just be lying down to wait. */
    private boolean mayHaveEmitters() {
        return loop.inLoop() ? !waiting.isEmpty() : mayHaveBegun();
    }

    /** {@return whether the body may be running} Where another thread runs the loop, it may before we hold the task. */
    boolean mayHaveBegun() {
        return task != null;
    }

    private void wakeEmitters() {
        for (LoopFuture<Boolean> more : waiting) {
            if (!more.isDone()) {
                more.setResult(true);
                setPaused(false); // from now on, not from its wake-up on: the driver must not leave in between
            }
        }
    }

    @Override
    public final void cancel() {
        if (!phase.compareAndSet(Phase.LAST, Phase.CANCELLED) && phase.compareAndSet(Phase.ACTIVE, Phase.CANCELLED)) {
            onCancel();
            if (held.get() == HAS_RESULT) {
                drop(requireNonNull(task).result(), null);
            }
        }
    }

    private boolean isActive() {
        return phase.get() == Phase.ACTIVE;
    }

    /** Ends the subscription with {@code error} as soon as the body has unwound. */
    final void fail(RuntimeException error) {
        if (setFailure(error) && task != null) { // else start() finds it
            cancelTask();
            wake();
            failHeldResult();
        }
    }

    /** The body is over, and its element waits for demand that will not come. */
    private void failHeldResult() {
        if (failure.get() != null && (held.get() & HAS_RESULT) != 0 && isActive()) {
            endFailed();
        }
    }

    final boolean setFailure(RuntimeException error) {
        return phase.get() == Phase.ACTIVE && failure.compareAndSet(null, error);
    }

    /** Ends the subscription with its failure now, without the body. When no loop runs that could be emitting. */
    final void endFailed() {
        end(null, requireNonNull(failure.get()));
    }

    final @Nullable RuntimeException failure() {
        return failure.get();
    }

    /** Gives the terminal signal that the task ended with, or holds its element until there is demand. */
    final void conclude() {
        Task<@Nullable T> done = requireNonNull(task);
        if (failure.get() != null) {
            end(null, failure.get());
        } else if (done.isCancelled()) {
            LoopClosedException closed = loop.closeRequested();
            end(
                    null,
                    closed != null ? closed : new CancellationException("the task of the subscription was cancelled"));
        } else if (done.exception() != null || done.result() == null) {
            end(null, done.exception());
        } else if (phase.get() == Phase.CANCELLED || held.getAndUpdate(flags -> flags | HAS_RESULT) == HAS_DEMAND) {
            deliverResult();
        } else {
            failHeldResult(); // failed between our look and our hold
        }
    }

    /** {@return whether {@code error} is what the task, which is done, failed with} */
    final boolean endedWith(Throwable error) {
        Task<@Nullable T> done = requireNonNull(task);
        return !done.isCancelled() && done.exception() == error;
    }

    private void deliverResult() {
        end(requireNonNull(task).result(), null);
    }

    private void end(@Nullable T last, @Nullable Throwable error) {
        if (!phase.compareAndSet(Phase.ACTIVE, error != null ? Phase.ENDED : Phase.LAST)) {
            drop(last, error);
            return;
        }
        loop.guard("Exception in a terminal signal to", subscriber, () -> {
            if (error != null) {
                subscriber.onError(error);
                return;
            }
            if (last != null) {
                subscriber.onNext(last);
            }
            if (phase.compareAndSet(Phase.LAST, Phase.ENDED)) {
                subscriber.onComplete();
            }
        });
    }

    /** The subscriber has had its last signal: a cancel of our own making is silent, everything else is told elsewhere. */
    private void drop(@Nullable T last, @Nullable Throwable error) {
        if (last != null) {
            subscriber.onDiscard(last);
        }
        boolean expected = error instanceof CancellationException || error instanceof LoopClosedException;
        if (error != null && !expected) {
            subscriber.onErrorDropped(error);
        }
    }
}
