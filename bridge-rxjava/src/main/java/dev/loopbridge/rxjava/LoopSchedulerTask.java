package dev.loopbridge.rxjava;

import dev.loopbridge.loop.bridge.ScheduledWork;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.SchedulerRunnableIntrospection;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A task, by RxJava's conventions. */
final class LoopSchedulerTask extends ScheduledWork implements Disposable, SchedulerRunnableIntrospection {
    private static final Runnable RELEASED = () -> {};

    private final LoopSchedulerWorker worker;
    private final boolean periodic;
    private volatile Runnable task;

    /** The task as it was scheduled, if it is one that can be disposed itself, as most operators are. */
    private volatile @Nullable Disposable operator;

    /** Whether somebody may yet ask for the operator. Of the thread that abandons. */
    private boolean lost;

    /** Whether it has run. The home thread's, and of who releases after that. */
    private boolean performed;

    LoopSchedulerTask(LoopSchedulerWorker worker, Runnable run, boolean periodic) {
        this.worker = worker;
        this.periodic = periodic;
        this.task = RxJavaPlugins.onSchedule(run);
        this.operator = run instanceof Disposable disposable ? disposable : null;
    }

    /** {@return whether its turn has come, and is not over} */
    boolean runs() {
        return isRunning();
    }

    /** {@return whether it is known that nobody waits for it} */
    boolean isUnwanted() {
        Disposable mine = operator;
        return worker.isDisposed() || (mine != null && mine.isDisposed());
    }

    @Override
    protected void perform() {
        performed = true;
        try {
            worker.perform(task);
        } catch (Throwable error) {
            dispose(); // no further period
            RxJavaPlugins.onError(error);
        }
    }

    /*
     * Not even what delivers runs now: from outside, the task that makes a subscription looks like the one that passes a
     * signal on, and the source it would subscribe to, here on the closing thread, may have no end.
     */
    @Override
    protected void abandon(RejectedExecutionException rejected) {
        lost = true;
        var unused = worker.lose(this, rejected);
    }

    /** What ran is shown for as long as its handle is kept, as RxJava's own handles show it. */
    @Override
    protected void release() {
        if (!performed || periodic) {
            task = RELEASED;
        }
        if (!lost) {
            operator = null;
        }
    }

    @Override
    public Runnable getWrappedRunnable() {
        return task;
    }

    @Override
    public String toString() {
        Runnable mine = task;
        return mine == RELEASED ? "a task that is over" : mine.toString();
    }
}
