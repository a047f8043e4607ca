package dev.loopbridge.loop.internal.queue;

import dev.loopbridge.loop.internal.jvm.StackReserve;
import dev.loopbridge.loop.internal.threading.AnyThread;
import dev.loopbridge.loop.internal.threading.HolderOnly;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hand-over from other threads, and the gate that closes the loop. Push from any thread; the rest is the holder's. */
public final class Inbox implements CountsCancelled {
    /*
     * One word says everything at once: how many were ever accepted, that the loop sleeps (PARKED), that it is closed
     * (SEALED) or about to be (REFUSING). So one compare-and-set decides a submission: it is in, it has a number, and the sleeper
     * is woken by whoever took PARKED away; or it is out. There is no moment between a check and an add for a close or a park to
     * slip into.
     *
     * A number is a place in the Slots. It is there before the compare-and-set that wins the number, and is filled by a plain
     * assignment: a call, any call, may overflow the stack, and the loop would wait for that place for ever. A stack of nodes
     * would need no place, but a node for each submission, and to be turned round.
     *
     * To wake the sleeper takes calls. So the same compare-and-set that takes PARKED away notes that a wake-up is OWED, until it
     * was given: whoever submits meanwhile gives it too, and so the next one does if the first had no stack left for it.
     */
    private static final long SEALED = 1;

    private static final long PARKED = 2;

    /** Something in here is {@link SelfQueued}: it must come in at the beginning of an iteration, and not at its turn. */
    private static final long SELF_QUEUED = 4;

    /** The submission that took PARKED away has not woken the loop yet. */
    private static final long OWED = 8;

    /** The loop is to end: nothing new is taken, but for what it needs to get there. */
    private static final long REFUSING = 16;

    private static final int FLAGS = 5;

    private static final long ONE = 1 << FLAGS;

    /** How a push ended. */
    public enum Verdict {
        ACCEPTED,
        ACCEPTED_ASLEEP,
        FULL,
        SEALED
    }

    private final PaddedLong word = new PaddedLong();
    private final Slots slots = new Slots();

    /** Whose items are {@link SelfQueued}, beside timers. */
    private final Class<?> selfQueued;

    /** How many in here are cancelled; null for an inbox of any size, whose items need not be counted. */
    private final @Nullable AtomicInteger cancelled;

    /** Of any size, for timers and what does not arrive. */
    public Inbox() {
        this(/* limited= */ false, TimedCallback.class);
    }

    /**
     * @param limited whether pushes come with a {@code maxPending}
     * @param selfQueued the class of what is {@link SelfQueued}, beside timers
     */
    public Inbox(boolean limited, Class<? extends SelfQueued> selfQueued) {
        this.selfQueued = selfQueued;
        cancelled = limited ? new AtomicInteger() : null;
    }

    /**
     * {@return whether {@code item} is {@link SelfQueued}} By its class: that an object does not have an interface, a JVM finds out by
     * going through a list, which took half of the time of a callback that schedules the next.
     */
    boolean isSelfQueued(Runnable item) {
        return item instanceof TimedCallback || item.getClass() == selfQueued;
    }

    /**
     * {@return whether it is in; {@code ACCEPTED_ASLEEP} means that the caller must now wake the loop, and then say so}
     *
     * <p>Throws {@link StackOverflowError} or {@link OutOfMemoryError} only with nothing done.
     *
     * @param maxPending how many may wait
     * @see #wakeUpGiven()
     */
    public Verdict push(Runnable item, int maxPending) {
        return push(item, maxPending, SEALED | REFUSING);
    }

    /** As {@link #push(Runnable, int)} for what may get in although {@link #refuse()} was called. */
    public Verdict pushThrough(Runnable item, int maxPending) {
        return push(item, maxPending, SEALED);
    }

    private Verdict push(Runnable item, int maxPending, long refusals) {
        long flags = isSelfQueued(item) ? SELF_QUEUED : 0;
        Slots.Segment segment = slots.newest(); // before the number, and so no later than that
        if (cancelled != null && item instanceof Callback handle) {
            handle.waitIn(this);
        }
        for (; ; ) {
            long before = word.now();
            if ((before & refusals) != 0) {
                return Verdict.SEALED;
            }
            long number = before >>> FLAGS;
            if (maxPending != Integer.MAX_VALUE && waiting(number) >= maxPending) {
                return Verdict.FULL;
            }
            segment = slots.reach(number, segment);
            long wake = (before & (PARKED | OWED)) == 0 ? 0 : OWED;
            if (wake != 0) {
                StackReserve.check();
            }
            if (word.replace(before, ((before & ~PARKED) | flags | wake) + ONE)) {
                segment.places[(int) (number - segment.from)] = item; // calls nothing: it must not fail
                return wake != 0 ? Verdict.ACCEPTED_ASLEEP : Verdict.ACCEPTED;
            }
        }
    }

    private long waiting(long number) {
        return number - slots.taken() - (cancelled == null ? 0 : cancelled.get());
    }

    /** Something in here was cancelled. */
    @AnyThread
    @Override
    public void onCancel() {
        if (cancelled != null) {
            var unused = cancelled.incrementAndGet();
        }
    }

    /** {@code item} is taken out. */
    private void leaves(Runnable item) {
        if (cancelled != null && item instanceof Callback handle && handle.endWait()) {
            var unused = cancelled.decrementAndGet();
        }
    }

    /** The caller of a push that found the loop asleep has woken it. */
    @AnyThread
    public void wakeUpGiven() {
        clear(OWED);
    }

    private void clear(long flags) {
        long before = word.now();
        while ((before & flags) != 0 && !word.replace(before, before & ~flags)) {
            before = word.now();
        }
    }

    /** {@return whether nothing waits} To others, what it takes out now goes bit by bit. */
    boolean isEmpty() {
        return size() == 0;
    }

    /** {@return how many wait} */
    @HolderOnly
    int size() {
        return (int) ((word.now() >>> FLAGS) - slots.next());
    }

    /** {@return whether nothing waits, and the gate is open} By one look, for what the loop asks at each of its own submissions. */
    public boolean isQuiet() {
        return word.now() == slots.next() << FLAGS;
    }

    boolean hasSelfQueued() {
        return (word.now() & SELF_QUEUED) != 0 || slots.isMixed();
    }

    /** {@return how many wait, if none of them is {@link SelfQueued}; else -1} By one look: there is no moment between two. */
    int sizeWithoutSelfQueued() {
        long now = word.now();
        return (now & SELF_QUEUED) != 0 || slots.isMixed() ? -1 : (int) ((now >>> FLAGS) - slots.next());
    }

    public boolean isSealed() {
        return (word.now() & SEALED) != 0;
    }

    /** Takes out the oldest; there must be one. */
    Runnable poll() {
        Runnable item = slots.take();
        leaves(item);
        return item;
    }

    /** Takes out all that waits, oldest first. If {@code sink} throws, all from there on stays. */
    void drainTo(Consumer<Runnable> sink) {
        long before = word.now();
        slots.mixedUpTo(before >>> FLAGS); // before the mark goes: this may fail half-way
        while ((before & SELF_QUEUED) != 0 && !word.replace(before, before & ~SELF_QUEUED)) {
            before = word.now();
            slots.mixedUpTo(before >>> FLAGS);
        }
        pour(before, sink);
    }

    /** {@return false if something waits: then do not sleep} The next push answers {@code ACCEPTED_ASLEEP}. */
    public boolean park() {
        forget();
        // Whoever owes a wake-up submitted something that was taken out by now.
        long empty = (slots.next() << FLAGS) | (word.now() & (REFUSING | OWED));
        return word.replace(empty, (empty & ~OWED) | PARKED);
    }

    /** Keeps nothing that was taken out. Call when there is time. */
    public void forget() {
        slots.forget();
    }

    public void unpark() {
        clear(PARKED | OWED);
    }

    /** Refuses every push from now on, for good; what was accepted is still here to be taken out. */
    public void seal() {
        long before = word.now();
        while (!word.replace(before, (before & ~(PARKED | OWED)) | SEALED)) {
            before = word.now();
        }
    }

    /** From now on, for good, refuses every push but of what must not be lost. */
    @AnyThread
    public void refuse() {
        long before = word.now();
        while (!word.replace(before, before | REFUSING)) {
            before = word.now();
        }
    }

    /** {@return whether {@link #refuse()} was called} */
    @AnyThread
    boolean isRefusing() {
        return (word.now() & REFUSING) != 0;
    }

    private void pour(long upTo, Consumer<Runnable> sink) {
        slots.pour(
                upTo >>> FLAGS,
                cancelled == null
                        ? sink
                        : item -> {
                            leaves(item);
                            sink.accept(item);
                        });
    }
}
