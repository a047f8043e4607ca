package dev.loopbridge.loop.internal.life;

import dev.loopbridge.loop.internal.core.BoundCallback;
import dev.loopbridge.loop.internal.core.CoreLoop;
import dev.loopbridge.loop.internal.core.CurrentLoop;
import dev.loopbridge.loop.internal.core.Holder;
import dev.loopbridge.loop.internal.core.Lifecycle;
import dev.loopbridge.loop.internal.queue.Agenda;
import dev.loopbridge.loop.internal.queue.Step;
import dev.loopbridge.loop.internal.report.ErrorReports;
import dev.loopbridge.loop.internal.report.SafeText;
import dev.loopbridge.loop.internal.task.LoopTask;
import dev.loopbridge.loop.internal.task.SettableFuture;
import org.jspecify.annotations.Nullable;

/** The loop at work: which thread holds it, and what that thread does until the run ends. */
public final class Running {
    /** How many fatal errors a shutdown survives: what is torn again and again does not unwind. */
    private static final int MOST_TORN = 1_000;

    public static final Runnable NOTHING = () -> {};

    private final LifeLoop loop;
    private final Lifecycle lifecycle;
    private final Holder holder;
    private final Agenda agenda;
    private final ErrorReports errors;

    Running(LifeLoop loop) {
        this.loop = loop;
        lifecycle = loop.lifecycle();
        holder = loop.holder();
        agenda = loop.agenda();
        errors = loop.errors();
    }

    public void runForever() {
        lifecycle.beginRun(loop);
        run(NOTHING, NOTHING);
    }

    /** As {@link #runForever}, for a driver: calls {@code begins} and {@code ends} as the holder, within the run. */
    public void runDriven(Runnable begins, Runnable ends) {
        lifecycle.beginDrivenRun(loop);
        run(begins, ends);
    }

    /** As {@link #runForever}, of a thread that runs nothing else. Returns false if somebody else runs or closes the loop now. */
    public boolean runIfIdle() {
        if (lifecycle.tryRun() != Lifecycle.Answer.YES) {
            return false;
        }
        run(NOTHING, NOTHING);
        return true;
    }

    /** Runs what is ready, for the host of a guest; never throws. Returns false if the loop is closed. */
    boolean runTurn() {
        if (lifecycle.tryRun() != Lifecycle.Answer.YES) {
            loop.awaitSealed(); // only a shutdown runs a guest without its host
            return false;
        }
        agenda.inbox.unpark();
        try {
            run(NOTHING, NOTHING);
        } catch (Throwable fatal) {
            if (!loop.closeIfOfClock(fatal)) {
                errors.reportTornRun(fatal);
            }
        }
        return !loop.isClosed();
    }

    /**
     * Runs until {@code future} is done.
     *
     * @param begins called as the holder, within the run; {@code ends} as well
     */
    public <T extends @Nullable Object> T runUntilDone(SettableFuture<T> future, Runnable begins, Runnable ends) {
        Step stop = () -> {
            if (!tornThrough(future)) {
                agenda.stop();
            }
        };
        Runnable prologue = () -> {
            begins.run();
            future.addCallback(stop);
        };
        Runnable epilogue = () -> {
            future.removeCallback(stop);
            ends.run();
        };
        lifecycle.beginRun(loop);
        run(prologue, epilogue);
        if (!future.isDone()) {
            loop.refuseIfClosed();
            throw new IllegalStateException("Event loop stopped before Future completed.");
        }
        return future.result();
    }

    /** What tears through the loop ends the run by itself; asyncio's stop-callback is silent then, too. */
    private static boolean tornThrough(SettableFuture<?> future) {
        return future instanceof LoopTask<?> task
                && task.hasTorn()
                && task.failure() != null; // who ran it has it thrown
    }

    /**
     * Runs until the agenda has ended; gives the lifecycle back on every path. Call it right after the lifecycle said yes: what is
     * made in between, be it a lambda, may want memory that is not there.
     */
    private void run(Runnable prologue, Runnable epilogue) {
        CoreLoop outer = CurrentLoop.present();
        try {
            takeHome();
            agenda.beginRun();
            prologue.run();
            iterate();
        } finally {
            endRun(epilogue, outer);
        }
    }

    private void endRun(Runnable epilogue, @Nullable CoreLoop outer) {
        boolean interruptedMeanwhile = false;
        try {
            epilogue.run();
        } finally {
            try {
                agenda.endRun();
                interruptedMeanwhile = holder.takeInterrupted();
            } finally {
                try {
                    leaveHome(outer);
                } finally {
                    lifecycle.toIdle();
                    loop.end().serveAfterRun();
                    if (interruptedMeanwhile) {
                        Thread.currentThread().interrupt();
                    }
                }
            }
        }
    }

    /** The event loop. No other method calls a user's callback, but for the close, which tells those that never run. */
    private void iterate() {
        for (; ; ) {
            Runnable item = agenda.next();
            if (item != null) {
                if (loop.context() != null) { // looked at first: submitters read this line
                    loop.setContext(null);
                }
                holder.hearInterrupt();
                try {
                    item.run();
                } catch (Throwable error) {
                    if (ErrorReports.isFatal(error) || loop.isOfClock(error)) {
                        throw error;
                    }
                    BoundCallback.inPlaceOf(
                            item,
                            () -> errors.reportOrThrow(
                                    "Exception in callback " + SafeText.of(item), error, "handle", item));
                }
            } else if (agenda.hasEnded()) {
                return;
            } else {
                sleep();
            }
        }
    }

    private void sleep() {
        Shutdown request = loop.end().request();
        Guest guest = loop.guest();
        if (request != null && request.endsWhenIdle(guest == null || !guest.isDeserted())) {
            return;
        }
        if (guest != null) {
            if (agenda.stopIfIdle()) {
                guest.onIdle(agenda.nextDue());
            }
            return;
        }
        sleepUntilDue();
        if (Thread.interrupted()) {
            holder.noteInterrupt();
        }
    }

    private void sleepUntilDue() {
        try {
            agenda.sleep(loop);
        } catch (Throwable error) {
            agenda.inbox.unpark(); // or the next run would find the loop asleep, and never sleep
            throw error;
        }
    }

    /** The calling thread holds the loop from now on. What it belonged to before, {@link #leaveHome} gives back. */
    void takeHome() {
        Thread me = Thread.currentThread();
        holder.setHome(me);
        loop.comeHome();
        holder.set(me);
        CurrentLoop.set(loop);
    }

    void leaveHome(@Nullable CoreLoop outer) {
        try {
            loop.setContext(null);
            CurrentLoop.set(outer);
        } finally {
            holder.set(null);
        }
    }

    /** Runs what {@code asked} still lets run, on the calling thread, which the lifecycle gave the loop to. Never throws. */
    void runShutdown(Shutdown asked) {
        CoreLoop outer = CurrentLoop.present();
        boolean interruptedMeanwhile = false;
        try {
            takeHome();
            runUntilFinished(asked);
            interruptedMeanwhile = holder.takeInterrupted();
        } catch (Throwable failed) {
            errors.reportTornShutdown(failed);
        } finally {
            leaveHome(outer);
            if (interruptedMeanwhile) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void runUntilFinished(Shutdown asked) {
        int torn = 0;
        asked.begin();
        while (!asked.isFinished()) {
            agenda.beginRun();
            try {
                iterate();
            } catch (Throwable fatal) {
                errors.reportTornShutdown(fatal);
                if (loop.isOfClock(fatal) || ++torn == MOST_TORN) {
                    asked.finish(); // without a clock there is no grace
                }
            } finally {
                agenda.endRun();
            }
        }
    }
}
