package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.EventLoopPolicy;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The loop at work: which thread holds it, and what that thread does until the run ends. */
final class Running {
    /*
     * Written without a fence, of which a loop's life had six, 11 ns each: who asks whether it is the holder looks for what it
     * wrote itself, or for what was there before it was let go on; and home is written before the word that puts the loop to sleep.
     */
    private static final VarHandle HOLDER =
            FieldHandle.of(MethodHandles.lookup(), Running.class, "holder", Thread.class);
    private static final VarHandle HOME = FieldHandle.of(MethodHandles.lookup(), Running.class, "home", Thread.class);

    /** How many fatal errors a shutdown survives: what is torn again and again does not unwind. */
    private static final int MOST_TORN = 1_000;

    private final NativeLoop loop;
    private final Lifecycle lifecycle;
    private final Agenda agenda;
    private final ErrorReports errors;

    /** Who runs the loop's items now; null while idle. Written by whoever takes the turn. */
    private volatile @Nullable Thread holder;

    /** Whom a submission wakes; written before the loop can sleep. */
    private volatile @Nullable Thread home;

    /** Whether home was interrupted during this run; home's, as is the hook. */
    private boolean interrupted;

    private @Nullable Runnable interruptHook;

    /** What the clock threw last when the loop asked it; the holder's. */
    private @Nullable Throwable clockFailure;

    /** What {@code setEventLoop} left on home; the holder's. */
    private Map<EventLoopPolicy, Object> homeSlots = Map.of();

    Running(NativeLoop loop, Lifecycle lifecycle, Agenda agenda, ErrorReports errors) {
        this.loop = loop;
        this.lifecycle = lifecycle;
        this.agenda = agenda;
        this.errors = errors;
    }

    <T extends @Nullable Object> T runUntilDone(SettableFuture<T> future, Runnable prologue) {
        Step stop = () -> {
            if (!tornThrough(future)) {
                agenda.stop();
            }
        };
        run(
                () -> {
                    prologue.run();
                    future.addCallback(stop);
                },
                () -> future.removeCallback(stop));
        if (!future.isDone()) {
            loop.refuseIfClosed();
            throw new IllegalStateException("Event loop stopped before Future completed.");
        }
        return future.result();
    }

    /** What tears through the loop ends the run by itself; asyncio's stop-callback is silent then, too. */
    private static boolean tornThrough(SettableFuture<?> future) {
        return future instanceof LoopTask && !future.isCancelled() && ErrorReports.isFatal(future.exception());
    }

    /** Runs until the agenda has ended. Call when the lifecycle says that it runs; gives it back on every path. */
    void run(Runnable prologue, Runnable epilogue) {
        NativeLoop outer = CurrentLoop.present();
        try {
            takeHome();
            agenda.beginRun();
            prologue.run();
            iterate();
        } finally {
            endRun(epilogue, outer);
        }
    }

    private void endRun(Runnable epilogue, @Nullable NativeLoop outer) {
        boolean interruptedMeanwhile = false;
        try {
            epilogue.run();
        } finally {
            try {
                agenda.endRun();
                interruptedMeanwhile = takeInterrupted();
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
            Runnable item = nextItem();
            if (item != null) {
                if (loop.place() != null) { // looked at first: submitters read this line
                    loop.setPlace(null);
                }
                if (interruptHook != null && Thread.interrupted()) {
                    noteInterrupt();
                }
                try {
                    item.run();
                } catch (Throwable error) {
                    if (ErrorReports.isFatal(error) || isOfClock(error)) {
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

    /** As {@link Agenda#next()}, on whichever thread holds the loop. A clock that throws ends the run. */
    @Nullable
    Runnable nextItem() {
        return agenda.next();
    }

    /** Notes it, and throws it on. As the holder. */
    RuntimeException clockFailed(Throwable error) {
        clockFailure = error;
        throw Sneaky.rethrow(error);
    }

    /** {@return whether {@code error} is what the clock threw} */
    boolean isOfClock(Throwable error) {
        return error == clockFailure || error == agenda.clockFailure();
    }

    private void sleep() {
        Shutdown request = loop.end().request();
        Guest guest = loop.guest();
        if (request != null && request.endsWhenIdle(guest == null || !guest.isDeserted())) {
            return;
        }
        if (guest != null) {
            if (agenda.fallAsleep()) {
                guest.fallAsleep(agenda.nextDue());
            }
            return;
        }
        sleepUntilDue();
        if (Thread.interrupted()) {
            noteInterrupt();
        }
    }

    private void sleepUntilDue() {
        try {
            agenda.sleep(loop);
        } catch (Throwable error) {
            agenda.inbox.wakeUp(); // or the next run would find the loop asleep, and never sleep
            throw error;
        }
    }

    /** The calling thread holds the loop from now on. What it belonged to before, {@link #leaveHome} gives back. */
    void takeHome() {
        Thread me = Thread.currentThread();
        HOME.setRelease(this, me);
        loop.comeHome();
        homeSlots = ThreadSlots.ofThread();
        held(me);
        CurrentLoop.set(loop);
    }

    /** {@return whether the calling thread is home, or was the last to be} */
    boolean isHome() {
        return home == Thread.currentThread();
    }

    Map<EventLoopPolicy, Object> homeSlots() {
        return homeSlots;
    }

    void leaveHome(@Nullable NativeLoop outer) {
        try {
            loop.setPlace(null);
            CurrentLoop.set(outer);
        } finally {
            held(null);
        }
    }

    boolean isHolder(Thread thread) {
        return holder == thread;
    }

    /** {@return the thread that holds the loop, and where it is} Any thread. */
    String describeHolder() {
        Thread now = holder;
        if (now == null) {
            return "nothing";
        }
        StackTraceElement[] stack = now.getStackTrace();
        return "thread \"" + SafeText.line(now.getName()) + "\"" + (stack.length == 0 ? "" : " at " + stack[0]);
    }

    /** {@code thread} took the turn. */
    void held(@Nullable Thread thread) {
        HOLDER.setRelease(this, thread);
    }

    /** @param hook told on home at each interrupt, holder or not; null: the run's end raises the flag again */
    void onInterrupt(@Nullable Runnable hook) {
        interruptHook = hook;
    }

    /** {@return whether home was interrupted since the last time} Home's, before it lets go of the loop. */
    boolean takeInterrupted() {
        boolean was = interrupted;
        interrupted = false;
        return was;
    }

    /** Home was interrupted, and the flag taken down, since parking needs it so. On home. */
    void noteInterrupt() {
        Runnable hook = interruptHook;
        if (hook == null) {
            interrupted = true;
        } else {
            hook.run();
        }
    }

    void wakeUp() {
        LockSupport.unpark(home);
    }

    /** Runs what {@code asked} still lets run, on the calling thread, which the lifecycle gave the loop to. Never throws. */
    void runShutdown(Shutdown asked) {
        NativeLoop outer = CurrentLoop.present();
        boolean interruptedMeanwhile = false;
        try {
            takeHome();
            runUntilFinished(asked);
            interruptedMeanwhile = takeInterrupted();
        } catch (Throwable failed) {
            errors.report("Fatal error while the loop shuts down", failed, "loop", loop);
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
                errors.report("Fatal error while the loop shuts down", fatal, "loop", loop);
                if (isOfClock(fatal) || ++torn == MOST_TORN) {
                    asked.finish(); // without a clock there is no grace
                }
            } finally {
                agenda.endRun();
            }
        }
    }
}
