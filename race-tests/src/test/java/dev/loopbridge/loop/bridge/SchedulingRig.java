package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.internal.life.WatchedLoop;
import java.util.concurrent.RejectedExecutionException;

/** A scheduler that borrows a loop, a worker, and a piece of work. */
final class SchedulingRig {
    final WatchedLoop watched = new WatchedLoop();
    final LoopScheduling scheduling = LoopScheduling.borrowing(watched.loop);
    final LoopWorker worker = scheduling.createWorker();
    final CountedWork work = new CountedWork();

    /** {@return whether the caller was refused} */
    String schedule(long delayNanos) {
        try {
            worker.schedule(work, delayNanos);
            return "accepted";
        } catch (RejectedExecutionException refused) {
            return "refused";
        }
    }

    String left() {
        return scheduling.pending() + " pending" + watched.complaints();
    }

    /** {@return whether work is in no list any more, of the scheduler or of the worker} */
    boolean listsNothing() {
        return scheduling.pending() == 0 && worker.timers().size() == 0;
    }
}
