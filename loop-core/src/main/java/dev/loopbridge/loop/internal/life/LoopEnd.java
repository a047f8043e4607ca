package dev.loopbridge.loop.internal.life;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.CloseInfo;
import dev.loopbridge.loop.CloseReport;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.internal.core.CoreLoop;
import dev.loopbridge.loop.internal.core.CurrentLoop;
import dev.loopbridge.loop.internal.core.Lifecycle;
import dev.loopbridge.loop.internal.jvm.FieldHandle;
import dev.loopbridge.loop.internal.jvm.StackReserve;
import dev.loopbridge.loop.internal.queue.Agenda;
import dev.loopbridge.loop.internal.queue.Nanos;
import dev.loopbridge.loop.internal.report.ErrorReports;
import dev.loopbridge.loop.internal.report.SafeText;
import dev.loopbridge.loop.internal.threading.AnyThread;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** How a loop ends: who asks for it, who serves that, the close itself, and who is told. Nothing else closes a loop. */
public final class LoopEnd extends CloseOutcome {
    private static final VarHandle REQUEST =
            FieldHandle.of(MethodHandles.lookup(), LoopEnd.class, "request", Shutdown.class);

    private final LifeLoop loop;
    private final Lifecycle lifecycle;
    private final Agenda agenda;
    private final Running running;
    private final ErrorReports errors;

    /** Set once, by whoever asks first. */
    private volatile @Nullable Shutdown request;

    private final CloseListeners listeners;

    LoopEnd(LifeLoop loop, Running running) {
        super(loop);
        this.loop = loop;
        this.running = running;
        lifecycle = loop.lifecycle();
        agenda = loop.agenda();
        errors = loop.errors();
        listeners = new CloseListeners(this, errors);
    }

    /** {@return who is told of it} */
    public CloseListeners listeners() {
        return listeners;
    }

    // What was asked for.

    /** As {@code EventLoop.close()}. */
    public void close() {
        if (loop.isClosed()) {
            return;
        }
        StackReserve.checkMuch();
        CloseInfo why = closeInfo("close()");
        switch (lifecycle.tryClose()) {
            case YES -> closeNow(why, null);
            case RUNNING -> throw new IllegalStateException("Cannot close a running event loop");
            case CLOSING -> awaitSealed();
        }
    }

    /**
     * Asks for {@code mine}, which is served here if the loop is idle, else on its home thread.
     *
     * @param graceHere how long tasks may take at the most where it is the calling thread that serves it
     */
    public CompletionStage<CloseReport> ask(Shutdown mine, long graceHere) {
        if (loop.isClosed()) {
            return whenClosed();
        }
        reserveStack();
        Shutdown first = announce(mine);
        if (first == mine && isHosted()) {
            loop.deliverStep(mine::begin);
        }
        serve(graceHere);
        if (first == mine && !hasClosed() && !isHosted()) {
            new CloseWatch(loop, this, first).begin();
        }
        return answerOf(first);
    }

    private CompletionStage<CloseReport> answerOf(Shutdown asked) {
        if (loop.isClosed()) {
            passReportTo(asked.answer); // by whoever closed it before it could see the request
        }
        return asked.answer.minimalCompletionStage();
    }

    /** As {@link #ask}, and served by whoever runs the loop, now or next. */
    public CompletionStage<CloseReport> askAtHome(Shutdown mine) {
        if (loop.isClosed()) {
            return whenClosed();
        }
        reserveStack();
        Shutdown first = announce(mine);
        loop.deliverStep(first::begin);
        if (lifecycle.isRunning()) {
            new CloseWatch(loop, this, first).begin();
        }
        return answerOf(first);
    }

    /** A request is made, handed over and looked after, or not made: what looks after it has locks of the JDK's in it. */
    private void reserveStack() {
        if (lifecycle.isRunning()) {
            StackReserve.checkMuch();
        } else {
            StackReserve.check();
        }
    }

    /** {@return the request that counts} The first one; a later one can only hasten it. */
    private Shutdown announce(Shutdown mine) {
        Shutdown earlier = (Shutdown) REQUEST.compareAndExchange(this, (Shutdown) null, mine);
        if (earlier == null) {
            if (mine.isDrain()) {
                agenda.inbox.refuse();
            }
            return mine;
        }
        if (earlier.isDrain() && !mine.isDrain()) {
            loop.deliverStep(() -> earlier.hurry(mine.patienceNanos()));
        }
        return earlier;
    }

    @Nullable
    Shutdown request() {
        return request;
    }

    /** {@return whether the loop must not be run but by its host} */
    private boolean isHosted() {
        Guest guest = loop.guest();
        return guest != null && !guest.isDeserted();
    }

    /** Sees to a request that was made meanwhile. At the end of a run; never throws. */
    void serveAfterRun() {
        if (request == null) {
            return;
        }
        try {
            serve(Long.MAX_VALUE);
        } catch (Throwable failed) {
            errors.reportTornClose(failed);
        }
    }

    private void serve(long graceHere) {
        Shutdown asked = request;
        if (asked == null || loop.isClosed() || (isHosted() && !asked.isFinished())) {
            return;
        }
        switch (lifecycle.tryRun()) {
            case YES -> {
                if (!asked.isHeard()) {
                    asked.limitGrace(graceHere);
                }
                runAndClose(asked);
            }
            case RUNNING -> {
                // If that run ends before it comes to this, its end finds the request.
                loop.deliverStep(asked::begin);
            }
            case CLOSING -> {}
        }
    }

    private void runAndClose(Shutdown asked) {
        try {
            running.runShutdown(asked);
        } finally {
            lifecycle.toClosing();
            closeNow(asked.info, asked);
        }
    }

    /** As the one to whom the lifecycle gave the loop for closing. Whatever throws in between, the loop is closed afterwards. */
    private void closeNow(CloseInfo why, @Nullable Shutdown asked) {
        Closing closing;
        try {
            closing = new Closing(loop, why);
        } catch (Throwable noMemory) {
            lifecycle.toIdle(); // nothing has happened yet: a request is served by the next run
            throw noMemory;
        }
        begin(why);
        // Before those that are left are failed, and so are done, too.
        int finished = asked == null ? 0 : asked.tasksFinished();
        int cancelled = asked == null ? 0 : asked.tasksCancelled();
        CoreLoop outer = CurrentLoop.present();
        try {
            running.takeHome();
        } finally {
            try {
                closing.run();
            } finally {
                boolean interruptedMeanwhile = loop.holder().takeInterrupted();
                try {
                    running.leaveHome(outer);
                } finally {
                    listeners.awaitTelling();
                    complete(closing, finished, cancelled);
                    if (interruptedMeanwhile) {
                        Thread.currentThread().interrupt();
                    }
                }
            }
        }
    }

    private void complete(Closing closing, int finished, int cancelled) {
        try {
            Guest guest = loop.guest();
            if (guest != null) {
                guest.cancelAlarm();
            }
            complete(closing.report(finished, cancelled));
        } catch (Throwable noMemory) {
            completeWithout(noMemory);
        } finally {
            Shutdown answered = request;
            if (answered != null) {
                passReportTo(answered.answer);
            }
        }
    }

    /**
     * {@return whether {@code error} is the clock's} If so, the loop, which would run into it again and again, is closed. For
     * who ran it, and has no caller to throw {@code error} at.
     */
    boolean closeIfOfClock(Throwable error) {
        if (!loop.isOfClock(error)) {
            return false;
        }
        errors.report("Exception in clock of event loop", error, "loop", loop);
        CloseInfo why = closeInfo("its clock, which threw " + SafeText.of(error));
        if (!loop.isClosed() && lifecycle.tryClose() == Lifecycle.Answer.YES) {
            closeNow(why, null);
        }
        return true;
    }

    /** The loop does not come round within the grace: nothing new is taken, and whoever does not need its thread is told. */
    void tellOverdue() {
        agenda.inbox.refuse();
        listeners.tellOverdue();
    }

    /** Whoever asked is told what keeps the loop from closing. */
    @AnyThread
    void answerOverdue(Shutdown asked, List<String> stillRunning) {
        asked.answer.complete(
                new CloseReport(asked.info, 0, 0, 0, 0, 0, listeners.toldOverdue(), List.of(), stillRunning));
    }

    // What the state is.

    /** {@return why a submission was refused: a fresh exception} */
    LoopClosedException refusal() {
        return requireNonNull(closeRequested());
    }

    /** {@return why tasks end now: a fresh exception once the loop is closed or shutting down, else null} */
    @Nullable
    LoopClosedException closeRequested() {
        Shutdown asked = request;
        if (hasBegun()) {
            return closedException();
        }
        return asked == null ? null : new LoopClosedException(asked.info);
    }

    /** Another thread has begun to close; its next act is the seal. */
    void awaitSealed() {
        while (!loop.isClosed() && lifecycle.isClosing()) {
            LockSupport.parkNanos(loop, Nanos.INSTANT);
        }
    }
}
