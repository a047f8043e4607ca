package dev.loopbridge.loop.internal.core;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClock;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopExceptionHandler;
import dev.loopbridge.loop.LoopRunnable;
import dev.loopbridge.loop.internal.queue.Agenda;
import dev.loopbridge.loop.internal.queue.Inbox;
import dev.loopbridge.loop.internal.queue.RemoteCallback;
import dev.loopbridge.loop.internal.queue.RemoteStep;
import dev.loopbridge.loop.internal.queue.SelfQueued;
import dev.loopbridge.loop.internal.report.DebugMode;
import dev.loopbridge.loop.internal.report.ErrorReports;
import dev.loopbridge.loop.internal.threading.AnyThread;
import dev.loopbridge.loop.internal.threading.HolderOnly;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The loop as its lowest parts know it: who holds it, what runs next, the gate, what is present on the thread that holds it, and
 * where errors go.
 */
public abstract class CoreLoop implements EventLoop, ErrorReports.Home {
    private final String name;
    private final LoopClock clock;
    private final Agenda agenda;
    private final Lifecycle lifecycle = new Lifecycle();
    private final Holder holder = new Holder();
    private final Entrance entrance;
    private final Confinement confinement;
    private final ErrorReports errors;
    private final long slowCallbackNanos;

    /** Null while debug mode is off. Written by any thread, read plainly often: a late look misses a warning. */
    private volatile @Nullable DebugMode debug;

    // The rest is the holder's.

    /** Where the running item keeps its locals; null until it has any. */
    private @Nullable MutableContext context;

    private boolean steppedAside;

    /** What the clock threw last when the loop asked it. */
    private @Nullable Throwable clockFailure;

    /** @param taskClass the class of items that {@link SelfQueued}, beside timers */
    public CoreLoop(LoopSettings settings, Class<? extends SelfQueued> taskClass) {
        name = settings.nameOrDefault();
        clock = settings.clock;
        slowCallbackNanos = settings.slowCallbackNanos;
        debug = settings.debug ? new DebugMode(slowCallbackNanos) : null;
        agenda = new Agenda(clock, new Inbox(settings.maxPending != Integer.MAX_VALUE, taskClass));
        entrance = new Entrance(this, agenda, settings.maxPending);
        confinement = new Confinement(this, lifecycle);
        errors = new ErrorReports(this, this, settings.exceptionHandler);
    }

    // What the floors above add.

    /** {@return whether the close is over, and not only its gate closed} */
    public abstract boolean hasClosed();

    /** {@return a fresh one; the loop must be closed or closing} */
    public abstract LoopClosedException closedException();

    /** {@return why tasks end now: a fresh exception once the loop is closed or shutting down, else null} */
    public abstract @Nullable LoopClosedException closeRequested();

    /** Another thread has begun to close; returns once its gate is. */
    public abstract void awaitSealed();

    /** {@return whether a host runs this, so that nobody else may} */
    public abstract boolean isGuest();

    /** {@code run*} is not for guests. */
    public abstract void refuseGuest();

    /** Something was submitted while the loop slept. */
    @AnyThread
    public abstract void wakeUp();

    /** Whoever held the idle loop for an instant may have left something ready. */
    public abstract void endBorrowing();

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final boolean isRunning() {
        return lifecycle.isRunning();
    }

    @Override
    public final boolean isClosed() {
        return agenda.inbox.isSealed();
    }

    public final boolean isClosing() {
        return lifecycle.isClosing();
    }

    public final void refuseIfClosed() {
        if (isClosed()) {
            throw closedException();
        }
    }

    @Override
    public final boolean inLoop() {
        return holder.isHere();
    }

    @Override
    public final long time() {
        try {
            return clock.nanoTime();
        } catch (Throwable error) {
            if (inLoop()) {
                clockFailure = error;
            }
            throw error;
        }
    }

    /** {@return whether the calling thread may do what is {@link HolderOnly}} */
    public final boolean isHeldHere() {
        return inLoop() || hasClosed();
    }

    public final LoopClock clock() {
        return clock;
    }

    /** {@return whether {@code error} is what the clock threw} */
    public final boolean isOfClock(Throwable error) {
        return error == clockFailure || error == agenda.clockFailure();
    }

    public final Lifecycle lifecycle() {
        return lifecycle;
    }

    public final Holder holder() {
        return holder;
    }

    public final Agenda agenda() {
        return agenda;
    }

    public final Entrance entrance() {
        return entrance;
    }

    /** As {@link Entrance#enqueue}. */
    public final void enqueue(Runnable item) {
        entrance.enqueue(item);
    }

    /** As {@link Entrance#deliver}. */
    public final void deliver(LoopRunnable item) {
        entrance.deliver(item);
    }

    /** Runs {@code callback} on the home thread, or where the loop closes. */
    @AnyThread
    public final void deliverCallback(Runnable callback) {
        deliver(new RemoteCallback(callback));
    }

    /** Runs {@code step}, which calls no user code, on the loop; not at all once it closes. */
    @AnyThread
    public final void deliverStep(Runnable step) {
        deliver(new RemoteStep(step));
    }

    /** As {@link Confinement#run}. */
    public final void confine(String call, Runnable action) {
        confinement.run(call, action);
    }

    /** As {@link Confinement#runOrPost}. */
    public final boolean confineOrPost(BooleanSupplier action) {
        return confinement.runOrPost(action);
    }

    /** As {@link Confinement#afterwards}. */
    public final void afterwards(Runnable foreign) {
        confinement.afterwards(foreign);
    }

    // What is present.

    @Nullable
    public final MutableContext context() {
        return context;
    }

    @HolderOnly
    public final void setContext(@Nullable MutableContext context) {
        this.context = context;
    }

    /**
     * A subscriber is called outside of the loop, as it were, between this and {@link #stepBack}: it may drive another loop on
     * this thread. Never nested, since nothing of this loop runs in between. Two calls, since one with the signal
     * in hand would have to make it.
     */
    @HolderOnly
    public final void stepAside() {
        steppedAside = true;
    }

    /** Undoes {@link #stepAside}. */
    @HolderOnly
    public final void stepBack() {
        steppedAside = false;
    }

    public final boolean isSteppedAside() {
        return steppedAside;
    }

    @Nullable
    public final DebugMode debug() {
        return debug;
    }

    @Override
    public final boolean isDebug() {
        return debug != null;
    }

    @Override
    public final void setDebug(boolean enabled) {
        if (enabled != isDebug()) {
            debug = enabled ? new DebugMode(slowCallbackNanos) : null;
        }
    }

    /** {@return what runs {@code callback} as it was registered} */
    public final Runnable registered(Runnable callback) {
        return watched(Bindings.capture(callback));
    }

    /** {@return {@code item}, watched in debug mode} */
    public final Runnable watched(Runnable item) {
        DebugMode watch = debug;
        return watch == null ? item : watch.watch(item);
    }

    // Errors.

    public final ErrorReports errors() {
        return errors;
    }

    /** Runs {@code action} where nothing may be thrown: whatever it throws is reported. */
    public final void guard(String message, Object party, Runnable action) {
        errors.guard(message, party, action);
    }

    @Override
    public final void setExceptionHandler(@Nullable LoopExceptionHandler handler) {
        errors.handler(handler);
    }

    @Override
    public final @Nullable LoopExceptionHandler getExceptionHandler() {
        return errors.handler();
    }

    @Override
    public final boolean mayTellHere() {
        return hasClosed() || (inLoop() && holder.isHome()) || !(isRunning() || isClosing());
    }

    @Override
    public final void bring(Runnable report) {
        if (!inLoop()) {
            deliverCallback(report);
            return;
        }
        MutableContext here = context;
        // Without its scope: that may be what has failed, and would fail again around the report.
        agenda.addReport(here == null ? report : new BoundCallback(here.kept().withoutScope(), report));
    }

    @Override
    @Nullable
    public final Runnable nextBrought() {
        return agenda.pollReport();
    }
}
