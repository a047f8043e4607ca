package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.CloseInfo;
import dev.loopbridge.loop.CloseReport;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopRunnable;
import java.util.ArrayList;
import java.util.List;

/** The close itself, on the closing thread, which holds the loop: everything pending is told, then unwound. */
final class Closing {
    /** How often an await throws {@code CoroutineExit} before the coroutine is given up. */
    static final int MAX_EXITS = 100;

    private final NativeLoop loop;
    private final CloseInfo info;
    private final List<String> notUnwound = new ArrayList<>();

    private int tasksFailed;
    private int callbacksAbandoned;
    private int timersAbandoned;
    private int listenersTold;

    Closing(NativeLoop loop, CloseInfo info) {
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
        attempt(this::tellListeners);
        attempt(() -> loop.tasks().forEach(this::fail));
        attempt(this::abandonQueues);
        attempt(() -> {
            var unused = loop.defaultExecutor().shutDown();
        });
        attempt(() -> loop.tasks().forEach(this::unwind));
        attempt(() -> loop.generators().unwind(notUnwound));
        attempt(() -> loop.unheardFailures().reportAll());
        loop.errors().tellOfClosing();
        MemoryReserve.restore();
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
                listenersTold,
                notUnwound,
                List.of());
    }

    /** Each part goes on where it was, and so can be tried again. */
    private void attempt(Runnable part) {
        try {
            try {
                part.run();
            } catch (OutOfMemoryError noMemory) {
                MemoryReserve.release();
                part.run();
            }
        } catch (Throwable failed) {
            loop.errors().report("Exception while event loop closes", failed, "loop", loop);
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
        LoopEnd end = loop.end();
        for (var listener = end.nextListener(); listener != null; listener = end.nextListener()) {
            listenersTold++;
            loop.setPlace(null);
            end.tell(listener, closed());
        }
    }

    private void fail(LoopTask<?> task) {
        attempt(() -> {
            if (!task.isDone()) {
                tasksFailed++;
                task.failByClose(closed());
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
        if (item instanceof LoopRunnable told && Wrapping.isToldOfClose(item)) {
            loop.setPlace(null);
            loop.errors().guard("Exception in abandoned callback", told, () -> told.onAbandoned(closed()));
        }
    }

    private void unwind(LoopTask<?> task) {
        attempt(() -> {
            if (task.hasBegun() && !task.unwind()) {
                notUnwound.add(task.name());
            }
        });
        loop.errors().tellOfClosing();
    }
}
