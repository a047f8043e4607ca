package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.internal.jvm.FieldHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Keeps the signals of one subscription apart: one element at a time, and the end behind it (Reactive Streams rule 1.3). */
final class SignalGate {
    /*
     * A receiver may suspend inside of its onNext, and let other emitters run meanwhile, or the body end; and where the loop is
     * shared, a thread that looks after its shutdown may bring the end while the loop's own is in onNext. Whoever brings the end
     * while an element is under way leaves it to the one who signals that.
     */
    private static final int ELEMENT = 1;

    private static final int END = 2;

    private static final VarHandle STATE = FieldHandle.of(MethodHandles.lookup(), SignalGate.class, "state", int.class);

    /** Whether the end may come from a thread that does not hold the loop. */
    private final boolean shared;

    private volatile int state;

    SignalGate(boolean shared) {
        this.shared = shared;
    }

    /** {@return whether an element may be signalled} Then {@link #leave} must follow. As the holder of the loop. */
    boolean enter() {
        if (shared) {
            return STATE.compareAndSet(this, 0, ELEMENT);
        }
        if (state != 0) {
            return false;
        }
        STATE.setRelease(this, ELEMENT); // only the loop's holder looks
        return true;
    }

    /** The element was signalled. Returns whether the end came meanwhile, and is now the caller's to signal. */
    boolean leave() {
        if (shared) {
            return ((int) STATE.getAndBitwiseAnd(this, ~ELEMENT) & END) != 0;
        }
        int before = state;
        STATE.setRelease(this, before & ~ELEMENT);
        return (before & END) != 0;
    }

    /** No element may be signalled any more. Returns whether the end may be signalled now, by the caller. */
    boolean end() {
        if (shared) {
            return ((int) STATE.getAndBitwiseOr(this, END) & ELEMENT) == 0;
        }
        int before = state;
        STATE.setRelease(this, before | END);
        return (before & ELEMENT) == 0;
    }
}
