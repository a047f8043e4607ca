package dev.loopbridge.reactor;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.bridge.LoopWorker;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import reactor.core.Disposable;
import reactor.core.Fuseable.QueueSubscription;
import reactor.core.scheduler.Scheduler.Worker;

/** An operator that signals by draining its queue on a worker of its own: {@code publishOn}. */
final class Drain {
    /*
     * It schedules itself whenever there is something to do and it is not scheduled; it disposes its worker when it ends; a
     * schedule that is refused makes it signal the error on the spot. So when the loop closes, it is told, unless a refusal
     * came first; and once it is told, refusals are kept from it, or it would signal twice.
     */
    private enum Phase {
        LIVE,
        REFUSED,
        TOLD
    }

    private final Runnable task;
    private final PendingOperator operator;
    private final LoopWorker worker;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.LIVE);

    /** One at a time, by the operator's own guard. */
    private volatile @Nullable LoopSchedulerTask scheduled;

    /** The home thread, while it signals there. */
    private volatile @Nullable Thread runner;

    /** Who cancels it because the loop ends. */
    private volatile @Nullable Thread teller;

    /** Downstream has had its end, or has cancelled in a signal. */
    private volatile boolean over;

    /** For downstream, as soon as this has stopped. */
    private final AtomicReference<@Nullable LoopClosedException> late = new AtomicReference<>();

    private volatile @Nullable Registration registration;

    private Drain(Runnable task, PendingOperator operator, LoopWorker worker) {
        this.task = task;
        this.operator = operator;
        this.worker = worker;
    }

    /**
     * {@return null if {@code task} is something else, or something that another worker is wrapped about}
     *
     * @param shown as the operator shows its worker: behind a wrapper, refusals would come that this does not see
     */
    static @Nullable Drain of(Runnable task, LoopWorker worker, Worker shown) {
        PendingOperator operator =
                task instanceof QueueSubscription && task instanceof Subscriber ? PendingOperator.of(task) : null;
        return operator != null && operator.runsOn(shown) ? new Drain(task, operator, worker) : null;
    }

    boolean isOf(Runnable other) {
        return task == other;
    }

    void watch() {
        registration = worker.onEnd(this::onEnd);
        if (worker.isDisposed()) {
            forget(); // disposed when there was nothing to forget yet
        }
    }

    void forget() {
        Registration mine = registration;
        if (mine != null) {
            mine.cancel();
        }
    }

    /** Its worker is disposed: by the operator, after its last signal or as downstream cancels, or by {@link #endRunning}. */
    void disposed() {
        Thread current = Thread.currentThread();
        if (runner == current && teller != current) {
            over = true;
        }
        forget();
    }

    /** {@return whether it is ended because the loop is, so that a refusal is no news} */
    boolean isTold() {
        return phase.get() == Phase.TOLD;
    }

    Disposable schedule() {
        LoopSchedulerTask work = LoopSchedulerTask.of(this, task);
        scheduled = work;
        try {
            worker.schedule(work);
        } catch (RejectedExecutionException refused) {
            // The close may be telling it now: whoever comes first lets the other be silent.
            if (phase.compareAndSet(Phase.LIVE, Phase.REFUSED) || phase.get() == Phase.REFUSED) {
                throw refused;
            }
        }
        return work;
    }

    /** Its turn, in which it signals for as long as there is something. */
    void perform(Runnable hooked) {
        runner = Thread.currentThread();
        try {
            hooked.run();
        } catch (Throwable thrown) {
            over = over || operator.hasEnded(thrown);
            throw thrown;
        } finally {
            runner = null;
            tellLate();
        }
    }

    private void onEnd(LoopClosedException closed) {
        if (over || phase.get() != Phase.LIVE) {
            return;
        }
        LoopSchedulerTask last = scheduled;
        boolean waited = last != null && last.takeOver();
        if (last != null && !waited && last.runs()) {
            endRunning(closed);
        } else if (phase.compareAndSet(Phase.LIVE, Phase.TOLD)) {
            endWaiting(waited ? last : null, closed);
        }
    }

    private void endWaiting(@Nullable LoopSchedulerTask waiting, LoopClosedException closed) {
        try {
            if (waiting != null) {
                deliverRest(waiting);
            }
        } finally {
            if (isWanted()) {
                operator.cancelAndFail(closed);
            }
        }
    }

    private boolean isWanted() {
        return !over && !worker.isDisposed() && !operator.isCancelled();
    }

    /*
     * The loop does not come round to its close, perhaps since this drains for ever, and what it signals may not be cut into.
     * An error would have to wait for all that is queued, or would never be asked for by one that polls its source; so it is
     * cancelled, whereupon it stops behind the signal under way, and downstream is told by whoever sees that it has.
     */
    private void endRunning(LoopClosedException closed) {
        if (!phase.compareAndSet(Phase.LIVE, Phase.TOLD) || !isWanted()) {
            return;
        }
        late.set(closed);
        teller = Thread.currentThread();
        try {
            operator.cancel();
        } finally {
            teller = null;
            if (runner == null) {
                tellLate();
            }
        }
    }

    private void tellLate() {
        LoopClosedException closed = late.get() == null ? null : late.getAndSet(null);
        if (closed != null && !over) {
            operator.tell(closed);
        }
    }

    private void deliverRest(LoopSchedulerTask waiting) {
        operator.cancelUpstream(); // so that there is an end to what is left
        if (!operator.drawsFromItsSource()) {
            waiting.perform();
        }
    }
}
