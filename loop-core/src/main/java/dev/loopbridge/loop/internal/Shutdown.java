package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.CloseInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An orderly end: one pass of cancelling, time to unwind, then the close. On the loop, but for the constructor. */
final class Shutdown {
    final CloseInfo info;
    private final NativeLoop loop;
    private final long graceNanos;

    /** How many iterations tasks without grace may take: what is ready may be ready for ever. */
    private static final int MOST_WITHOUT_GRACE = 1_000;

    private @Nullable TimedCallback graceOver;
    private boolean begun;
    private volatile boolean finished;
    private int waitingFor;
    private int cancelled;

    Shutdown(NativeLoop loop, long graceNanos, CloseInfo info) {
        this.loop = loop;
        this.graceNanos = graceNanos;
        this.info = info;
    }

    /** Cancels every task, once; the run ends when they are done, or the grace is over. */
    void begin() {
        if (begun) {
            if (finished) {
                loop.agenda().stop(); // another thread ran the loop before the one that asked could close it
            }
            return;
        }
        begun = true;
        List<LoopTask<?>> tasks = loop.tasks().snapshot();
        waitingFor = tasks.size();
        if (waitingFor == 0 && loop.generators().isEmpty()) {
            finish();
            return;
        }
        beginGrace();
        if (graceOver == null) {
            loop.agenda().limitIterations(MOST_WITHOUT_GRACE, this::finish);
        }
        for (LoopTask<?> task : tasks) {
            task.addCallback((Step) this::onTaskDone);
            task.cancelNow("the loop is shut down by " + info.reason());
        }
        if (tasks.isEmpty()) {
            finishGenerators();
        }
    }

    private void beginGrace() {
        if (graceNanos > 0) {
            try {
                graceOver = new TimedCallback(loop.agenda(), loop.time() + graceNanos, this::finish);
                loop.agenda().addTimer(graceOver);
            } catch (Throwable noClock) {
                loop.errors().report("No grace in a shutdown without a clock", noClock, "loop", loop);
            }
        }
    }

    private void onTaskDone() {
        cancelled++;
        if (--waitingFor == 0) {
            finishGenerators();
        }
    }

    private void finishGenerators() {
        List<LoopTask<?>> finishing = loop.generators().beginFinishing();
        waitingFor = finishing.size();
        for (LoopTask<?> task : finishing) {
            task.addCallback((Step) this::onGeneratorFinished);
        }
        if (finishing.isEmpty()) {
            finish();
        }
    }

    private void onGeneratorFinished() {
        if (--waitingFor == 0) {
            finish();
        }
    }

    void finish() {
        finished = true;
        if (graceOver != null) {
            graceOver.cancel();
        }
        loop.agenda().stop();
    }

    /** The loop is about to sleep. Returns whether that is the end: tasks without grace, or without time, may not wait. */
    boolean endsWhenIdle(boolean timePasses) {
        if (begun && !finished && (graceOver == null || !timePasses)) {
            finish();
            return true;
        }
        return false;
    }

    boolean isFinished() {
        return finished;
    }

    int tasksCancelled() {
        return cancelled;
    }
}
