package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.EventLoopPolicy;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
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

    private final NativeLoop loop;
    private final Lifecycle lifecycle;
    private final Agenda agenda;
    private final ErrorReports errors;

    /** Set once, by whoever asks first. */
    private final AtomicReference<@Nullable Shutdown> shutdown = new AtomicReference<>();

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

    void run(Runnable prologue, Runnable epilogue) {
        NativeLoop outer = takeHome();
        agenda.beginRun();
        try {
            prologue.run();
            iterate();
        } finally {
            epilogue.run();
            agenda.endRun();
            boolean interruptedMeanwhile = takeInterrupted();
            leaveHome(outer);
            lifecycle.toIdle();
            serveShutdown();
            if (interruptedMeanwhile) {
                Thread.currentThread().interrupt();
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
                            item, () -> errors.reportOrThrow("Exception in callback " + item, error, "handle", item));
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
        try {
            return agenda.next();
        } catch (Throwable error) {
            throw clockFailed(error);
        }
    }

    /** Notes it, and throws it on. As the holder. */
    RuntimeException clockFailed(Throwable error) {
        clockFailure = error;
        throw Sneaky.rethrow(error);
    }

    /** {@return whether {@code error} is what the clock threw} */
    boolean isOfClock(Throwable error) {
        return error == clockFailure;
    }

    private void sleep() {
        Shutdown request = shutdown.get();
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
            throw clockFailed(error);
        }
    }

    /** The calling thread holds the loop from now on. Returns the loop that it ran before. */
    @Nullable
    NativeLoop takeHome() {
        Thread me = Thread.currentThread();
        HOME.setRelease(this, me);
        loop.comeHome();
        homeSlots = ThreadSlots.ofThread();
        held(me);
        return CurrentLoop.swap(loop);
    }

    Map<EventLoopPolicy, Object> homeSlots() {
        return homeSlots;
    }

    void leaveHome(@Nullable NativeLoop outer) {
        loop.setPlace(null);
        held(null);
        CurrentLoop.set(outer);
    }

    boolean isHolder(Thread thread) {
        return holder == thread;
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

    @Nullable
    Shutdown shutdownRequest() {
        return shutdown.get();
    }

    void request(Shutdown request) {
        boolean first = shutdown.compareAndSet(null, request);
        if (first && isHosted()) {
            loop.deliver(new ShutdownStep(request));
        }
        serveShutdown();
    }

    /** As {@link #request}, and served by whoever runs the loop, now or next. */
    void requestAtHome(Shutdown request) {
        Shutdown earlier = shutdown.compareAndExchange(null, request);
        loop.deliver(new ShutdownStep(earlier == null ? request : earlier));
    }

    /** {@return whether the loop must not be run but by its host} */
    private boolean isHosted() {
        Guest guest = loop.guest();
        return guest != null && !guest.isDeserted();
    }

    /** Sees to a shutdown that was asked for: here if the loop is idle, else on its home thread. */
    private void serveShutdown() {
        Shutdown request = shutdown.get();
        if (request == null || loop.isClosed() || (isHosted() && !request.isFinished())) {
            return;
        }
        switch (lifecycle.tryRun()) {
            case YES -> runShutdown(request);
            // If that run ends before it comes to this, its end finds the request.
            case RUNNING -> loop.deliver(new ShutdownStep(request));
            case CLOSING -> {}
        }
    }

    private void runShutdown(Shutdown request) {
        NativeLoop outer = takeHome();
        request.begin();
        while (!request.isFinished()) {
            agenda.beginRun();
            try {
                iterate();
            } catch (Throwable fatal) {
                errors.report("Fatal error while the loop shuts down", fatal, "loop", loop);
                if (isOfClock(fatal)) {
                    request.finish(); // without a clock there is no grace
                }
            }
            agenda.endRun();
        }
        boolean interruptedMeanwhile = takeInterrupted();
        leaveHome(outer);
        lifecycle.toClosing();
        loop.closeNow(request.info, request.tasksCancelled());
        if (interruptedMeanwhile) {
            Thread.currentThread().interrupt();
        }
    }
}
