package dev.loopbridge.rxjava;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.bridge.LoopWorker;
import io.reactivex.rxjava3.core.Observer;
import io.reactivex.rxjava3.operators.QueueDisposable;
import io.reactivex.rxjava3.operators.QueueSubscription;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;

/** An operator that signals by draining its queue on a worker of its own: {@code observeOn} of an Observable or a Flowable. */
final class Drain {
    /*
     * A loop that it keeps never comes round to its close, so it is ended at the request already: by an error that it takes
     * as its upstream's, in order with what it signals. While it is idle, it is told by nobody, as everywhere in RxJava.
     */
    private final Runnable operator;
    private final LoopWorker worker;
    private volatile @Nullable LoopSchedulerTask last;
    private volatile @Nullable Registration registration;

    /** It was given its end as it ran; if it had just stopped, it schedules itself for that, and is refused. */
    private volatile boolean ending;

    private Drain(Runnable operator, LoopWorker worker) {
        this.operator = operator;
        this.worker = worker;
    }

    /** {@return null if {@code run} is something else} */
    static @Nullable Drain of(Runnable run, LoopWorker worker) {
        boolean isDrain = (run instanceof Subscriber && run instanceof QueueSubscription)
                || (run instanceof Observer && run instanceof QueueDisposable);
        if (!isDrain) {
            return null;
        }
        Drain drain = new Drain(run, worker);
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

    void forget() {
        Registration mine = registration;
        if (mine != null) {
            mine.cancel();
        }
    }

    private void onEnd(LoopClosedException closed) {
        LoopSchedulerTask task = last;
        if (task == null || !task.runs() || worker.isDisposed()) {
            return;
        }
        ending = true;
        if (operator instanceof Subscriber<?> subscriber) {
            subscriber.onError(closed);
        } else if (operator instanceof Observer<?> observer) {
            observer.onError(closed);
        }
    }
}
