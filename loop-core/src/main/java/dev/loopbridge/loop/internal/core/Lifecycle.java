package dev.loopbridge.loop.internal.core;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.internal.jvm.FieldHandle;
import dev.loopbridge.loop.internal.jvm.StackReserve;
import dev.loopbridge.loop.internal.queue.Nanos;
import dev.loopbridge.loop.internal.threading.AnyThread;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Who may do what with a loop now: the lifecycle table of the API, decided by one compare-and-set each. */
public final class Lifecycle {
    private enum State {
        IDLE,
        /** Idle, while some thread does an instant's work on the confined parts. */
        BORROWED,
        RUNNING,
        /** Running, by a driver: for those who would run it themselves, and not against them. */
        DRIVEN,
        CLOSING
    }

    /** What an attempt to leave idle found, in the instant that decided it. */
    public enum Answer {
        /** The loop was idle, and is the caller's now. */
        YES,
        RUNNING,
        CLOSING
    }

    private static final VarHandle STATE =
            FieldHandle.of(MethodHandles.lookup(), Lifecycle.class, "state", State.class);

    private volatile State state;

    /** The driver, while it waits for the end of somebody else's run: there is only one. */
    private volatile @Nullable Thread waiter;

    @SuppressWarnings("NullAway") // it cannot see through the handle
    Lifecycle() {
        STATE.set(this, State.IDLE); // plain: the loop's final field publishes it
    }

    public boolean isRunning() {
        State now = state;
        return now == State.RUNNING || now == State.DRIVEN;
    }

    public boolean isDriven() {
        return state == State.DRIVEN;
    }

    /** {@return whether the loop runs, and by no driver} By one look. */
    public boolean isRunUndriven() {
        return state == State.RUNNING;
    }

    public boolean isClosing() {
        return state == State.CLOSING;
    }

    /*
     * From idle; waits an instant for a borrower. A second look could find another state than the one that stood in the way:
     * who was refused by a run, and then finds the loop idle, would wait for a close that nobody has begun.
     */
    private Answer leaveIdle(State to) {
        for (; ; ) {
            switch ((State) STATE.compareAndExchange(this, State.IDLE, to)) {
                case IDLE -> {
                    return Answer.YES;
                }
                case RUNNING, DRIVEN -> {
                    return Answer.RUNNING;
                }
                case CLOSING -> {
                    return Answer.CLOSING;
                }
                case BORROWED -> LockSupport.parkNanos(this, Nanos.INSTANT);
            }
        }
    }

    public Answer tryRun() {
        return leaveIdle(State.RUNNING);
    }

    Answer tryBorrow() {
        return leaveIdle(State.BORROWED);
    }

    public Answer tryClose() {
        return leaveIdle(State.CLOSING);
    }

    /** Of a run or a borrowing, by the thread that began it. */
    public void toIdle() {
        state = State.IDLE;
        wakeWaiter();
    }

    /** Of a run that ends in the close, by the thread that runs. */
    public void toClosing() {
        state = State.CLOSING;
        wakeWaiter();
    }

    /** Waits while the loop is run by no driver, and it is not {@code enough}: asked at each {@link #wakeWaiter}. The driver. */
    public void awaitUndrivenRun(BooleanSupplier enough) {
        boolean interrupted = false;
        waiter = Thread.currentThread();
        while (isRunUndriven() && !enough.getAsBoolean()) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        waiter = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @AnyThread
    public void wakeWaiter() {
        LockSupport.unpark(waiter);
    }

    /** Check order: closed, then running, then another loop in this thread. */
    public void beginRun(CoreLoop loop) {
        begin(loop, State.RUNNING);
    }

    /** As {@link #beginRun}, of a driver. */
    public void beginDrivenRun(CoreLoop loop) {
        begin(loop, State.DRIVEN);
    }

    private void begin(CoreLoop loop, State how) {
        refuseRun(loop);
        StackReserve.checkLittle(); // behind the next line everything must be given back
        switch (leaveIdle(how)) {
            case YES -> {}
            case RUNNING -> throw alreadyRunning();
            case CLOSING -> {
                loop.awaitSealed();
                throw loop.closedException();
            }
        }
    }

    /** The checks of {@link #beginRun} without the run. */
    public void refuseRun(CoreLoop loop) {
        loop.refuseIfClosed();
        loop.refuseGuest();
        EventLoop other = CurrentLoop.inRun();
        if (isRunning() || other == loop) {
            throw alreadyRunning();
        }
        if (other != null) {
            throw new IllegalStateException("Cannot run the event loop while another loop is running");
        }
    }

    private static IllegalStateException alreadyRunning() {
        return new IllegalStateException("This event loop is already running");
    }
}
