package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.CloseInfo;
import dev.loopbridge.loop.CloseReport;
import dev.loopbridge.loop.LoopClosedException;
import java.util.ArrayList;
import java.util.List;

/** The close itself, on the closing thread, which holds the loop: everything pending is told, then unwound. */
final class Closing {
    /** How often an await throws {@code CoroutineExit} before the coroutine is given up. */
    static final int MAX_EXITS = 100;

    private final NativeLoop loop;
    private final CloseInfo info;
    private final int tasksCancelled;
    private final List<Runnable> abandoned = new ArrayList<>();
    private final List<String> notUnwound = new ArrayList<>();
    private int tasksFailed;
    private int callbacksAbandoned;
    private int timersAbandoned;
    private int listenersTold;

    Closing(NativeLoop loop, CloseInfo info, int tasksCancelled) {
        this.loop = loop;
        this.info = info;
        this.tasksCancelled = tasksCancelled;
    }

    /*
     * First the gate; then all those who wait are told, and only then does foreign code unwind: a body whose finally block
     * never returns must not keep a subscriber waiting.
     */
    CloseReport run() {
        loop.agenda().inbox.seal(abandoned::add);
        tellListeners();
        List<LoopTask<?>> tasks = loop.tasks().snapshot();
        tasks.forEach(this::fail);
        abandonQueues();
        var unused = loop.defaultExecutor().shutDown();
        tasks.forEach(this::unwind);
        loop.generators().unwind(notUnwound);
        loop.unheardFailures().reportAll();
        return new CloseReport(
                info, tasksCancelled, tasksFailed, callbacksAbandoned, timersAbandoned, listenersTold, notUnwound);
    }

    private LoopClosedException closed() {
        return new LoopClosedException(info);
    }

    private void tellListeners() {
        for (var listener = loop.listeners().poll();
                listener != null;
                listener = loop.listeners().poll()) {
            var told = listener;
            listenersTold++;
            loop.setPlace(null);
            loop.errors().guard("Exception in close listener", told, () -> told.accept(closed()));
        }
    }

    private void fail(LoopTask<?> task) {
        if (!task.isDone()) {
            tasksFailed++;
            task.failByClose(closed());
        }
    }

    private void abandonQueues() {
        for (Runnable item = loop.agenda().abandonReady();
                item != null;
                item = loop.agenda().abandonReady()) {
            abandon(item);
        }
        abandoned.forEach(this::abandon);
        for (TimedCallback timer = loop.agenda().abandonTimer();
                timer != null;
                timer = loop.agenda().abandonTimer()) {
            abandon(timer);
        }
    }

    private void abandon(Runnable item) {
        if (item instanceof LoopTask<?> task) {
            fail(task);
        } else if (item instanceof Submission submission) {
            fail(submission.task());
        } else if (item instanceof TimedCallback timer) {
            if (!timer.isCancelled()) {
                timersAbandoned++;
                tell(timer);
            }
        } else if (!(item instanceof Callback callback && callback.isCancelled())) {
            if (!(item instanceof Step)) {
                callbacksAbandoned++;
            }
            tell(item);
        }
    }

    private void tell(Runnable item) {
        // Asked first: an exception for each of a million timers, of whose callbacks none is told, takes most of the
        // close.
        if (AbandonedWork.isAwaited(item)) {
            loop.setPlace(null);
            loop.errors().guard("Exception in abandoned callback", item, () -> AbandonedWork.tell(item, closed()));
        }
    }

    private void unwind(LoopTask<?> task) {
        if (task.hasBegun() && !task.unwind()) {
            notUnwound.add(task.name());
        }
    }
}
