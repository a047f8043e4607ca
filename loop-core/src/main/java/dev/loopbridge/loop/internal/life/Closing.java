package dev.loopbridge.loop.internal.life;

import dev.loopbridge.loop.CloseInfo;
import dev.loopbridge.loop.CloseReport;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.internal.jvm.MemoryReserve;
import dev.loopbridge.loop.internal.queue.Agenda;
import dev.loopbridge.loop.internal.queue.Callback;
import dev.loopbridge.loop.internal.queue.Step;
import dev.loopbridge.loop.internal.queue.TimedCallback;
import dev.loopbridge.loop.internal.task.LoopTask;
import dev.loopbridge.loop.internal.task.Submission;
import java.util.ArrayList;
import java.util.List;

/** The close itself, on the closing thread, which holds the loop: everything pending is told, then unwound. */
final class Closing {
    /** In this order. */
    private enum Part {
        LISTENERS,
        TASKS,
        QUEUES,
        DEFAULT_EXECUTOR,
        COROUTINES,
        GENERATORS,
        UNHEARD
    }

    private static final Part[] PARTS = Part.values();

    private final LifeLoop loop;
    private final CloseInfo info;
    private final List<String> notUnwound = new ArrayList<>(0);

    private int tasksFailed;
    private int callbacksAbandoned;
    private int timersAbandoned;
    private int listenersTold;

    Closing(LifeLoop loop, CloseInfo info) {
        this.loop = loop;
        this.info = info;
    }

    /*
     * First the gate; then all those who wait are told, and only then does foreign code unwind: a body whose finally block
     * never returns must not keep a subscriber waiting. What fails in one part, for want of memory or of stack, must not keep
     * those from being told who come after it.
     */
    void run() {
        loop.agenda().inbox.seal();
        for (Part part : PARTS) {
            attempt(part);
        }
        loop.errors().tellOfClosing();
        MemoryReserve.restore();
    }

    private void run(Part part) {
        switch (part) {
            case LISTENERS -> tellListeners();
            case TASKS -> loop.tasks().forEach(this::fail);
            case QUEUES -> abandonQueues();
            case DEFAULT_EXECUTOR -> {
                var unused = loop.defaultExecutor().shutDown();
            }
            case COROUTINES -> loop.tasks().snapshot().forEach(this::unwind); // which takes them out
            case GENERATORS -> loop.generators().unwind(notUnwound);
            case UNHEARD -> loop.unheardFailures().reportAll();
        }
    }

    /** {@return what there was} After {@link #run}, however that ended. */
    CloseReport report(int tasksFinished, int tasksCancelled) {
        return new CloseReport(
                info,
                tasksFinished,
                tasksCancelled,
                tasksFailed,
                callbacksAbandoned,
                timersAbandoned,
                listenersTold + loop.end().listeners().toldOverdue(),
                notUnwound,
                List.of());
    }

    /** Each part goes on where it was, and so can be tried again. */
    private void attempt(Part part) {
        try {
            try {
                run(part);
            } catch (OutOfMemoryError noMemory) {
                MemoryReserve.release();
                run(part);
            }
        } catch (Throwable failed) {
            loop.errors().reportTornClose(failed);
        }
    }

    private LoopClosedException closed() {
        try {
            return new LoopClosedException(info);
        } catch (OutOfMemoryError noMemory) {
            MemoryReserve.release();
            return new LoopClosedException(info);
        }
    }

    private void tellListeners() {
        CloseListeners listeners = loop.end().listeners();
        for (var listener = listeners.nextListener(); listener != null; listener = listeners.nextListener()) {
            listenersTold++;
            loop.setContext(null);
            listeners.tell(listener, closed());
        }
    }

    private void fail(LoopTask<?> task) {
        loop.errors().guard("Exception while failing", task, () -> {
            if (!task.isDone()) {
                LoopClosedException closed = closed();
                tasksFailed++;
                task.failByClose(closed);
            }
        });
    }

    private void abandonQueues() {
        Agenda agenda = loop.agenda();
        for (Runnable item = agenda.abandonReady(); item != null; item = agenda.abandonReady()) {
            abandon(item);
        }
        for (TimedCallback timer = agenda.abandonTimer(); timer != null; timer = agenda.abandonTimer()) {
            abandon(timer);
        }
        agenda.inbox.forget();
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
            loop.setContext(null);
            loop.errors().guard("Exception in abandoned callback", item, () -> AbandonedWork.tell(item, closed()));
        }
    }

    private void unwind(LoopTask<?> task) {
        loop.errors().guard("Exception while unwinding", task, () -> {
            if (task.hasBegun() && !task.unwind()) {
                notUnwound.add(task.name());
            }
        });
        loop.errors().tellOfClosing();
    }
}
