package dev.loopbridge.rxjava;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.bridge.LoopScheduling;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.concurrent.RejectedExecutionException;

/** Work that a loop cannot do, as the handle that its owner gets: reported, unless the owner lets go of it. */
final class LostWork implements Disposable {
    /*
     * A loop that closes refuses first, and then tells those who wait, one after the other. Work that is lost in between may
     * belong to a flow that is about to be ended; so it is reported when everyone has been told, and only if it is still
     * wanted then.
     */
    private final LoopSchedulerTask task;
    private final RejectedExecutionException why;
    private volatile boolean unwanted;
    private volatile boolean reported;

    private LostWork(LoopSchedulerTask task, RejectedExecutionException why) {
        this.task = task;
        this.why = why;
    }

    static Disposable report(LoopScheduling scheduling, LoopSchedulerTask task, RejectedExecutionException why) {
        LostWork lost = new LostWork(task, why);
        if (why instanceof LoopClosedException) {
            var unused = scheduling.whenClosed().thenRun(lost::report);
        } else {
            lost.report();
        }
        return lost.reported ? Disposable.disposed() : lost;
    }

    private void report() {
        reported = true;
        if (!unwanted && !task.isUnwanted()) {
            RxJavaPlugins.onError(why);
        }
    }

    @Override
    public void dispose() {
        unwanted = true;
    }

    @Override
    public boolean isDisposed() {
        return true;
    }
}
