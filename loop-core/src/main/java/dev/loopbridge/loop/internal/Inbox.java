package dev.loopbridge.loop.internal;

import java.util.function.Consumer;

/** Hand-over from other threads, and the gate that closes the loop. Push from any thread; the rest is the holder's. */
final class Inbox {
    /*
     * One word says everything at once: how many were ever accepted, that the loop sleeps (PARKED), that it is closed
     * (SEALED) or about to be (REFUSING). So one compare-and-set decides a submission: it is in, it has a number, and the sleeper is woken by whoever
     * took PARKED away; or it is out. There is no moment between a check and an add for a close or a park to slip into.
     *
     * A number is a place in the Slots. It is there before the compare-and-set that wins the number, so that nothing after
     * that can fail, for want of memory or of stack; its owner fills it a moment later, and whoever takes it out may have to
     * wait that moment. A stack of nodes would need no wait, but a node for each submission, and to be turned round.
     */
    private static final long SEALED = 1;

    private static final long PARKED = 2;

    /** Something in here is {@link Arriving}: it must come in at the beginning of an iteration, and not at its turn. */
    private static final long ARRIVALS = 4;

    /** The loop is to end: nothing new is taken, but for what it needs to get there. */
    private static final long REFUSING = 8;

    private static final int FLAGS = 4;

    /** In place of a limit: neither that nor {@link #refuse} keeps it out. */
    static final int MUST_GET_IN = -1;

    private static final long ONE = 1 << FLAGS;

    /** How a push ended. */
    enum Verdict {
        ACCEPTED,
        ACCEPTED_ASLEEP,
        FULL,
        SEALED
    }

    private final PaddedLong word = new PaddedLong();
    private final Slots slots = new Slots();

    /**
     * Takes {@code item} in, if it may.
     *
     * @param maxPending how many may wait; {@link #MUST_GET_IN} for what only a closed loop refuses
     * @return whether it is in; {@code ACCEPTED_ASLEEP} means that the caller must now wake the loop
     */
    Verdict push(Runnable item, int maxPending) {
        long flags = Arriving.is(item) ? ARRIVALS : 0;
        Slots.Segment segment = slots.newest(); // before the number, and so no later than that
        for (; ; ) {
            long before = word.now();
            if ((before & SEALED) != 0 || ((before & REFUSING) != 0 && maxPending != MUST_GET_IN)) {
                return Verdict.SEALED;
            }
            long number = before >>> FLAGS;
            if (maxPending < Integer.MAX_VALUE && maxPending != MUST_GET_IN && number - slots.taken() >= maxPending) {
                return Verdict.FULL;
            }
            segment = slots.reach(number, segment);
            if (word.replace(before, ((before & ~PARKED) | flags) + ONE)) {
                segment.fill(number, item);
                return (before & PARKED) != 0 ? Verdict.ACCEPTED_ASLEEP : Verdict.ACCEPTED;
            }
        }
    }

    /** {@return whether nothing waits} As the holder: to others, what it takes out now goes bit by bit. */
    boolean isEmpty() {
        return size() == 0;
    }

    /** {@return how many wait} As the holder. */
    int size() {
        return (int) ((word.now() >>> FLAGS) - slots.taken());
    }

    /** {@return whether nothing waits, and the gate is open} By one look, for what the loop asks at each of its own submissions. */
    boolean isQuiet() {
        return word.now() == slots.taken() << FLAGS;
    }

    boolean hasArrivals() {
        return (word.now() & ARRIVALS) != 0;
    }

    /** {@return how many wait, if none of them is {@link Arriving}; else -1} By one look: there is no moment between two. */
    int sizeWithoutArrivals() {
        long now = word.now();
        return (now & ARRIVALS) != 0 ? -1 : (int) ((now >>> FLAGS) - slots.taken());
    }

    boolean isSealed() {
        return (word.now() & SEALED) != 0;
    }

    /** Takes out the oldest; there must be one. */
    Runnable poll() {
        return slots.take();
    }

    /** Takes out all that waits, oldest first. */
    void drainTo(Consumer<Runnable> sink) {
        long before = word.now();
        while ((before & ARRIVALS) != 0 && !word.replace(before, before & ~ARRIVALS)) {
            before = word.now();
        }
        pour(before, sink);
    }

    /** {@return false if something waits: then do not sleep} The next push answers {@code ACCEPTED_ASLEEP}. */
    boolean fallAsleep() {
        forget();
        long empty = (slots.taken() << FLAGS) | (word.now() & REFUSING);
        return word.replace(empty, empty | PARKED);
    }

    /** Keeps nothing that was taken out. Call when there is time. */
    void forget() {
        slots.forget();
    }

    void wakeUp() {
        long before = word.now();
        while ((before & PARKED) != 0 && !word.replace(before, before & ~PARKED)) {
            before = word.now();
        }
    }

    /** Refuses every push from now on, for good; what was accepted is still here to be taken out. */
    void seal() {
        long before = word.now();
        while (!word.replace(before, (before & ~PARKED) | SEALED)) {
            before = word.now();
        }
    }

    /** From now on, for good, refuses every push but of what must not be lost. Any thread. */
    void refuse() {
        long before = word.now();
        while (!word.replace(before, before | REFUSING)) {
            before = word.now();
        }
    }

    /** {@return whether {@link #refuse()} was called} Any thread. */
    boolean isRefusing() {
        return (word.now() & REFUSING) != 0;
    }

    private void pour(long upTo, Consumer<Runnable> sink) {
        for (long left = (upTo >>> FLAGS) - slots.taken(); left > 0; left--) {
            sink.accept(slots.take());
        }
    }
}
