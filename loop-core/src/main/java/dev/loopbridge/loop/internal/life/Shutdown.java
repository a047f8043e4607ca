package dev.loopbridge.loop.internal.life;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.CloseInfo;
import dev.loopbridge.loop.CloseReport;
import dev.loopbridge.loop.internal.queue.Nanos;
import dev.loopbridge.loop.internal.queue.Step;
import dev.loopbridge.loop.internal.queue.TimedCallback;
import dev.loopbridge.loop.internal.task.LoopTask;
import dev.loopbridge.loop.internal.threading.AnyThread;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One request to end a loop: what runs may finish, if it is a drain; then it is cancelled, once, and has time to unwind; then
 * the loop closes. On the loop, where nothing else is said.
 */
public final class Shutdown {
    private enum Phase {
        ASKED,
        /** What runs may finish. */
        DRAINING,
        /** What runs was cancelled. */
        CANCELLING,
        /** The loop may close. */
        FINISHED
    }

    /** How many iterations tasks without grace may take: what is ready may be ready for ever. */
    private static final int MOST_WITHOUT_GRACE = 1_000;

    final CloseInfo info;

    /** What whoever asked is told: of the close, or that the loop does not come to it. Any thread. */
    final CompletableFuture<CloseReport> answer = new CompletableFuture<>();

    private final LifeLoop loop;

    /** Below zero if this is no drain. */
    private final long finishNanos;

    private long graceNanos;

    /** Written by the loop; read anywhere. */
    private volatile Phase phase = Phase.ASKED;

    /** Ends the present phase; null if nothing does but its end. */
    private @Nullable TimedCallback timeOver;

    /** When this was asked for. */
    private final int endedBefore;

    private int waitingFor;
    private int tasksFinished;
    private int tasksCancelled;

    private Shutdown(LifeLoop loop, long finishNanos, long graceNanos, CloseInfo info) {
        this.loop = loop;
        this.finishNanos = finishNanos;
        this.graceNanos = graceNanos;
        this.info = info;
        this.endedBefore = loop.tasks().ended();
    }

    /** {@return one that cancels at once} */
    public static Shutdown now(LifeLoop loop, Duration grace, String reason) {
        requireNonNull(grace, "grace");
        requireNonNull(reason, "reason");
        return new Shutdown(loop, -1, Nanos.of(grace), loop.end().closeInfo(reason));
    }

    /** {@return one that lets what runs finish first} */
    public static Shutdown drain(LifeLoop loop, Duration finish, Duration grace, String reason) {
        requireNonNull(finish, "finish");
        requireNonNull(grace, "grace");
        requireNonNull(reason, "reason");
        return new Shutdown(loop, Nanos.of(finish), Nanos.of(grace), loop.end().closeInfo(reason));
    }

    boolean isDrain() {
        return finishNanos >= 0;
    }

    /** {@return how long all of it may take} */
    @AnyThread
    long patienceNanos() {
        return Nanos.within(Math.max(finishNanos, 0) + graceNanos);
    }

    /** {@return whether the loop has heard of this} */
    @AnyThread
    boolean isHeard() {
        return phase != Phase.ASKED;
    }

    boolean isFinished() {
        return phase == Phase.FINISHED;
    }

    int tasksFinished() {
        return tasksFinished;
    }

    int tasksCancelled() {
        return tasksCancelled;
    }

    /** Nobody waits for longer than that on the thread that is about to serve this. Before {@link #begin}. */
    void limitGrace(long mostNanos) {
        graceNanos = Math.min(graceNanos, mostNanos);
    }

    /** The loop has heard: the run ends when all tasks have, or time is over. */
    void begin() {
        if (phase == Phase.FINISHED) {
            loop.agenda().stop(); // another thread ran the loop before the one that asked could close it
        } else if (phase == Phase.ASKED) {
            if (isDrain() && finishNanos > 0 && isAnythingToFinish()) {
                phase = Phase.DRAINING;
                endPhaseAfter(finishNanos, this::cancelAll);
            } else {
                cancelAll();
            }
        }
    }

    /** A later request does not wait for a drain to end by itself. */
    void hurry(long laterGraceNanos) {
        if (phase == Phase.ASKED || phase == Phase.DRAINING) {
            limitGrace(laterGraceNanos);
            endPhase();
            cancelAll();
        }
    }

    private boolean isAnythingToFinish() {
        loop.agenda().takeIn();
        return !loop.tasks().isEmpty() || loop.agenda().isAnythingReady();
    }

    private void cancelAll() {
        if (phase == Phase.CANCELLING || phase == Phase.FINISHED) {
            return;
        }
        phase = Phase.CANCELLING;
        tasksFinished = isDrain() ? loop.tasks().ended() - endedBefore : 0;
        List<LoopTask<?>> tasks = loop.tasks().snapshot();
        waitingFor = tasks.size();
        if (waitingFor == 0 && loop.generators().isEmpty()) {
            finishBehindWhatIsReady();
            return;
        }
        if (graceNanos > 0) {
            endPhaseAfter(graceNanos, this::finish);
        }
        if (timeOver == null) {
            loop.agenda().limitIterations(MOST_WITHOUT_GRACE, this::finish);
        }
        for (LoopTask<?> task : tasks) {
            task.addCallback((Step) this::onTaskDone);
            loop.guard(
                    "Exception while cancelling",
                    task,
                    () -> task.cancelNow("the loop is shut down by " + info.reason()));
        }
        if (tasks.isEmpty()) {
            finishGenerators();
        }
    }

    /**
     * Others may wait for what was handed in before: it runs, and what it hands in does not. Not without a grace: it may take its
     * time, and on an idle loop this thread's.
     */
    private void finishBehindWhatIsReady() {
        Guest guest = loop.guest();
        loop.agenda().takeIn();
        if (graceNanos > 0 && loop.agenda().isAnythingReady() && (guest == null || !guest.isDeserted())) {
            loop.agenda().add((Step) this::finish);
        } else {
            finish();
        }
    }

    private void endPhaseAfter(long nanos, Runnable end) {
        try {
            timeOver = new TimedCallback(loop.agenda(), loop.time() + nanos, end);
            loop.agenda().joinTimers(timeOver);
        } catch (Throwable noClock) {
            timeOver = null;
            loop.errors().report("No grace in a shutdown without a clock", noClock, "loop", loop);
        }
    }

    private void endPhase() {
        if (timeOver != null) {
            timeOver.cancel();
            timeOver = null;
        }
    }

    private void onTaskDone() {
        tasksCancelled++;
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
        phase = Phase.FINISHED;
        endPhase();
        loop.agenda().stop();
    }

    /**
     * Nothing is ready: a drain may be over, and tasks without grace, or without time, may not wait.
     *
     * @return whether there is something to do instead of sleeping
     */
    boolean endsWhenIdle(boolean timePasses) {
        if (phase == Phase.DRAINING && (loop.tasks().isEmpty() || timeOver == null || !timePasses)) {
            endPhase();
            cancelAll();
            return true;
        }
        if (phase == Phase.CANCELLING && (timeOver == null || !timePasses)) {
            finish();
            return true;
        }
        return false;
    }
}
