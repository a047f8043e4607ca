package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.EventLoop;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Who may do what with a loop now: the lifecycle table of the API, decided by one compare-and-set each. */
final class Lifecycle {
    /** Between two looks at what another thread finishes in a few instructions; not a spin, which few cores punish. */
    static final long INSTANT_NANOS = 10_000;

    private enum State {
        IDLE,
        /** Idle, while some thread does an instant's work on the confined parts. */
        BORROWED,
        RUNNING,
        CLOSING
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

    boolean isRunning() {
        return state.get() == State.RUNNING;
    }

    boolean isClosing() {
        return state.get() == State.CLOSING;
    }

    /** From idle; waits an instant for a borrower. Returns false if it is running or closing. */
    private boolean leaveIdle(State to) {
        while (!state.compareAndSet(State.IDLE, to)) {
            if (state.get() == State.RUNNING || state.get() == State.CLOSING) {
                return false;
            }
            LockSupport.parkNanos(this, INSTANT_NANOS);
        }
        return true;
    }

    boolean tryRun() {
        return leaveIdle(State.RUNNING);
    }

    boolean tryBorrow() {
        return leaveIdle(State.BORROWED);
    }

    boolean tryClose() {
        return leaveIdle(State.CLOSING);
    }

    /** Of a run or a borrowing, by the thread that began it. */
    void toIdle() {
        state.set(State.IDLE);
    }

    /** Of a run that ends in the close, by the thread that runs. */
    void toClosing() {
        state.set(State.CLOSING);
    }

    /** Check order: closed, then running, then another loop in this thread. */
    void beginRun(NativeLoop loop) {
        refuseRun(loop);
        if (!tryRun()) {
            loop.awaitSealed();
            loop.refuseIfClosed();
            throw alreadyRunning();
        }
    }

    /** The checks of {@link #beginRun} without the run. */
    void refuseRun(NativeLoop loop) {
        loop.refuseIfClosed();
        loop.refuseGuest();
        EventLoop other = CurrentLoop.get();
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
