package dev.loopbridge.loop.internal;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.CloseReport;
import dev.loopbridge.loop.Handle;
import dev.loopbridge.loop.LoopClock;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopHost;
import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.TimerHandle;
import dev.loopbridge.loop.internal.core.LoopSettings;
import dev.loopbridge.loop.internal.jvm.FieldHandle;
import dev.loopbridge.loop.internal.life.LifeLoop;
import dev.loopbridge.loop.internal.life.LoopEnd;
import dev.loopbridge.loop.internal.life.Shutdown;
import dev.loopbridge.loop.internal.queue.Callback;
import dev.loopbridge.loop.internal.queue.Nanos;
import dev.loopbridge.loop.internal.queue.TimedCallback;
import dev.loopbridge.loop.internal.queue.VirtualClock;
import dev.loopbridge.loop.internal.task.Awaiting;
import dev.loopbridge.loop.internal.threading.AnyThread;
import dev.loopbridge.loop.internal.threading.HolderOnly;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The loop as the bridge engine knows it: run for its subscriptions, asked for the next steps of flows, told of no more. */
public abstract class DrivenLoop extends LifeLoop {
    private static final VarHandle ATTACHMENT =
            FieldHandle.of(MethodHandles.lookup(), DrivenLoop.class, "attachment", Object.class);

    private volatile @Nullable Object attachment;

    DrivenLoop(LoopSettings settings, @Nullable LoopHost host) {
        super(settings, host);
    }

    /** {@return the loop of the calling coroutine, which is not being unwound} That one may not even take what is there. */
    public static DrivenLoop ofCoroutine() {
        DrivenLoop loop = (DrivenLoop) Awaiting.loop(); // each is one
        if (loop.isClosed()) {
            var unused = Awaiting.future(loop.<Boolean>createFuture()); // throws CoroutineExit
        }
        return loop;
    }

    // Who runs it.

    /** As {@link #runForever()}, for a driver: calls {@code begins} and {@code ends} as the holder, within the run. */
    public final void runDriven(Runnable begins, Runnable ends) {
        running().runDriven(begins, ends);
    }

    /** {@return whether {@link #runDriven} runs} */
    @HolderOnly
    public final boolean isDriven() {
        return lifecycle().isDriven();
    }

    /** {@return whether the loop runs, and not by {@link #runDriven}} By one look. */
    public final boolean isRunUndriven() {
        return lifecycle().isRunUndriven();
    }

    /** Waits while the loop runs, and not by {@link #runDriven}, until it is {@code enough}: asked at each {@link #wakeDriver}. */
    public final void awaitUndrivenRun(BooleanSupplier enough) {
        lifecycle().awaitUndrivenRun(enough);
    }

    @AnyThread
    public final void wakeDriver() {
        lifecycle().wakeWaiter();
    }

    /** As {@link #stop()}, and not for {@link #isStopCalled()}: a driver's. */
    public final void stopDriving() {
        confine("stop()", agenda()::stop);
    }

    /** {@return whether {@link #stop()} ends the present run} */
    @HolderOnly
    public final boolean isStopCalled() {
        return agenda().isToldToStop();
    }

    /** {@return what a bridge keeps with this loop, made on first use} */
    @AnyThread
    public final Object attachment(Supplier<?> factory) {
        Object present = attachment;
        if (present == null) {
            ATTACHMENT.compareAndSet(this, (Object) null, (Object) factory.get());
            present = attachment;
        }
        return requireNonNull(present);
    }

    // What it is handed.

    /**
     * As {@link #callAt} from any thread, in debug mode too: the timer is part of the loop from the start.
     *
     * @param dueNanos at most 146 years from now, either way
     */
    public final TimerHandle callAtThreadsafe(long dueNanos, Runnable callback) {
        TimedCallback timer = new TimedCallback(agenda(), dueNanos, registered(callback));
        enqueue(timer);
        return timer;
    }

    /** As {@link #callAtThreadsafe} for the next step of a flow that runs: taken while the loop is drained, too. */
    public final TimerHandle callAtFurther(long dueNanos, Runnable callback) {
        TimedCallback timer = new TimedCallback(agenda(), dueNanos, registered(callback));
        entrance().enqueueFurther(timer);
        return timer;
    }

    /**
     * As {@link #execute} for the next step of a flow that runs: taken while the loop is drained, too.
     *
     * @return what takes {@code command} off the count of {@code maxPending}; null if there is none
     */
    public final @Nullable Handle executeFurther(Runnable command) {
        Runnable item = registered(requireNonNull(command, "command"));
        Callback counted = entrance().isLimited() ? new Callback(item) : null;
        entrance().enqueueFurther(counted != null ? counted : item);
        return counted;
    }

    // How it ends.

    /**
     * As {@link #shutdown(Duration, String)}, with another grace where the loop is idle, and the calling thread serves this.
     *
     * @param graceHere shorter, for a thread that must not wait
     */
    public final CompletionStage<CloseReport> shutdown(Duration grace, Duration graceHere, String reason) {
        return end().ask(Shutdown.now(this, grace, reason), Nanos.of(requireNonNull(graceHere, "graceHere")));
    }

    /** As {@link #shutdown}, and never on the calling thread: for a loop that has a host, which may be yet to run it. */
    public final CompletionStage<CloseReport> shutdownAtHome(Duration grace, String reason) {
        return end().askAtHome(Shutdown.now(this, grace, reason));
    }

    /** As {@link LoopEnd#whenClosed}. */
    public final CompletionStage<CloseReport> whenClosed() {
        return end().whenClosed();
    }

    /**
     * As {@link #onClose}, for one who does not need the loop's thread: told already when a shutdown was asked for and the loop
     * does not come round to it within the grace.
     *
     * @param listener called once, on the closing thread, or on one that looks after the shutdown, or on this one if too late
     */
    public final Registration onEnd(Consumer<? super LoopClosedException> listener) {
        return end().listeners().onEnd(listener::accept);
    }

    /** From here on {@code told} is told, on another thread, if a shutdown was asked for and the loop does not come to it. */
    @AnyThread
    public final void watchOverdue(Consumer<? super LoopClosedException> told) {
        end().listeners().watchOverdue(told);
    }

    /** As {@link #watchOverdue}, as long as {@code told} is held elsewhere. */
    @AnyThread
    public final void watchOverdueWeakly(Consumer<? super LoopClosedException> told) {
        end().listeners().watchOverdueWeakly(told);
    }

    /** Undoes {@link #watchOverdue}; any number of times. */
    @AnyThread
    public final void forgetOverdue(Consumer<? super LoopClosedException> told) {
        end().listeners().forgetOverdue(told);
    }

    // Its time.

    /** {@return whether {@link #time()} is neither made up for a test nor a host's} */
    public final boolean isInRealTime() {
        return !isGuest() && !(clock() instanceof VirtualClock);
    }

    /** {@return whether {@link #time()} is the machine's} */
    public final boolean isInMachineTime() {
        return clock() == LoopClock.system();
    }
}
