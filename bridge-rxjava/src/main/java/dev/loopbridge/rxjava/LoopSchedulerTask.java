package dev.loopbridge.rxjava;

import dev.loopbridge.loop.bridge.ScheduledWork;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.SchedulerRunnableIntrospection;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A task, by RxJava's conventions. */
final class LoopSchedulerTask extends ScheduledWork implements Disposable, SchedulerRunnableIntrospection {
    /** What is left of a task that is over. */
    private enum Left implements Runnable {
        RELEASED;

        @Override
        public void run() {}
    }

    private final LoopSchedulerWorker worker;
    private volatile Runnable task;

    /** The task as it was scheduled, if it is one that can be disposed itself, as most operators are. */
    private volatile @Nullable Disposable operator;

    /** Whether somebody may yet ask for the operator. Of the thread that abandons. */
    private boolean lost;

    LoopSchedulerTask(LoopSchedulerWorker worker, Runnable run) {
        this.worker = worker;
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

    @Override
    protected void release() {
        task = Left.RELEASED;
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
        return mine == Left.RELEASED ? "a task that is over" : mine.toString();
    }
}
