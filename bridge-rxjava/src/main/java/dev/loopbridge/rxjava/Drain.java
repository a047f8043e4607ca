package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.bridge.LoopWorker;
import io.reactivex.rxjava3.core.Observer;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.operators.QueueDisposable;
import io.reactivex.rxjava3.operators.QueueSubscription;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** An operator that signals by draining its queue on a worker of its own: {@code observeOn} of an Observable or a Flowable. */
final class Drain {
    /*
     * A loop that it keeps never comes round to its close, so it is ended at the request already. It is cancelled, whereupon it
     * stops behind the signal under way, and downstream is told by whoever sees that it has. Since a busy one may just have
     * stopped, one that has had a turn ends with its loop in any case; about any other the refusal is reported, as everywhere
     * in RxJava. Where the JVM does not let us see downstream, one that signals now takes an error as its upstream's, in order
     * with what it signals; not so one that polls its source, as it takes nothing.
     */
    private final Runnable operator;
    private final LoopWorker worker;
    private final EventLoop loop;
    private final @Nullable Object downstream;
    private volatile @Nullable LoopSchedulerTask last;
    private volatile @Nullable Registration registration;

    /** Who has it signal: the home thread. */
    private volatile @Nullable Thread runner;

    private volatile boolean started;

    /** Who cancels it because the loop ends. */
    private volatile @Nullable Thread teller;

    /** Downstream has had its end, or has cancelled in a signal. */
    private volatile boolean over;

    /** For downstream, as soon as this has stopped. */
    private final AtomicReference<@Nullable LoopClosedException> late = new AtomicReference<>();

    /** It was given its end; if it had just stopped, it schedules itself for that, and is refused. */
    private volatile boolean ending;

    private Drain(Runnable operator, LoopWorker worker, EventLoop loop) {
        this.operator = operator;
        this.worker = worker;
        this.loop = loop;
        this.downstream = HiddenFields.downstreamOf(operator);
    }

    /** {@return null if {@code run} is something else} */
    static @Nullable Drain of(Runnable run, LoopWorker worker, EventLoop loop) {
        boolean isDrain = (run instanceof Subscriber && run instanceof QueueSubscription)
                || (run instanceof Observer && run instanceof QueueDisposable);
        if (!isDrain) {
            return null;
        }
        Drain drain = new Drain(run, worker, loop);
        drain.registration = worker.onEnd(drain::onEnd);
        if (worker.isDisposed()) {
            drain.forget(); // disposed when there was nothing to forget yet
        }
        return drain;
    }

    void scheduled(LoopSchedulerTask task) {
        last = task;
    }

    boolean isEnding() {
        return ending;
    }

    /** Its turn, in which it signals for as long as there is something. */
    void perform(Runnable hooked) {
        runner = Thread.currentThread();
        started = true;
        try {
            hooked.run();
        } catch (Throwable thrown) {
            over = over || !cameFromAnElement(thrown);
            throw thrown;
        } finally {
            runner = null;
            tellLate();
        }
    }

    /** {@return whether {@code thrown} came out of a signal behind which there is another to come} */
    private boolean cameFromAnElement(Throwable thrown) {
        StackTraceElement[] frames = thrown.getStackTrace();
        String mine = operator.getClass().getName();
        for (int i = frames.length - 1; i > 0; i--) {
            if (frames[i].getClassName().equals(mine)
                    && !frames[i - 1].getClassName().equals(mine)) {
                return frames[i - 1].getMethodName().endsWith("nNext");
            }
        }
        return false;
    }

    /** Its worker is disposed: by the operator, after its last signal or as downstream cancels, or by {@link #end}. */
    void disposed() {
        Thread current = Thread.currentThread();
        if (runner == current && teller != current) {
            over = true;
        }
        forget();
    }

    private void forget() {
        Registration mine = registration;
        if (mine != null) {
            mine.cancel();
        }
    }

    private void onEnd(LoopClosedException closed) {
        LoopSchedulerTask task = last;
        boolean runs = task != null && task.runs();
        if (over || worker.isDisposed()) {
            return;
        }
        if (downstream != null && (started || !loop.isClosed())) {
            end(closed);
        } else if (runs) {
            ending = true;
            signal(operator, closed);
        }
    }

    private void end(LoopClosedException closed) {
        late.set(closed);
        teller = Thread.currentThread();
        try {
            cancel();
        } finally {
            teller = null;
            if (runner == null) {
                tellLate();
            }
        }
    }

    private void cancel() {
        if (operator instanceof Subscription subscription) {
            subscription.cancel();
        } else if (operator instanceof Disposable disposable) {
            disposable.dispose();
        }
    }

    private void tellLate() {
        LoopClosedException closed = late.get() == null ? null : late.getAndSet(null);
        if (closed != null && !over) {
            signal(downstream, closed);
        }
    }

    private static void signal(@Nullable Object listener, LoopClosedException closed) {
        if (listener instanceof Subscriber<?> subscriber) {
            subscriber.onError(closed);
        } else if (listener instanceof Observer<?> observer) {
            observer.onError(closed);
        }
    }
}
