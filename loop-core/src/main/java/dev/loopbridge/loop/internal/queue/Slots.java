package dev.loopbridge.loop.internal.queue;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.internal.jvm.FieldHandle;
import dev.loopbridge.loop.internal.threading.AnyThread;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An array without end, of which each place is filled once, by any thread, and emptied once, in order, by the holder. */
final class Slots {
    /*
     * A chain of arrays. Whoever wants a place looks for it from the newest array on that was there before its number, and
     * makes those that are missing. The holder cuts off what it has emptied by linking it to itself: else one dead
     * array that the collector thinks old would keep all that follow.
     */
    static final int FEW = 8; // a loop that gets one submission in its life pays for few

    private static final int MANY = 1024;

    /** How many emptied places keep what was in them while the loop has no time: some lines behind those who fill the next. */
    private static final int BATCH = 64;

    /** How long to wait for a place whose owner has its number already, before the processor is given away. */
    private static final int SPINS = 100;

    /** Some places, one after another. */
    static final class Segment {
        // Of Object, whose arrays take everything unasked: an array of Runnable looks at each item's interfaces first.
        private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(Object[].class);

        final long from;
        final long end;

        /**
         * Whoever has a number fills its place by a plain assignment, which calls nothing, and so cannot overflow the stack.
         * What it assigns was written before the compare-and-set that gave the number, and is seen by whoever saw that.
         */
        final @Nullable Object[] places;

        /** Itself once it is cut off. */
        private volatile @Nullable Segment next;

        Segment(long from, int length) {
            this.from = from;
            this.end = from + length;
            this.places = new @Nullable Object[length];
        }

        /** {@return what is in place {@code number}; null if it was not filled yet} */
        @Nullable
        Runnable look(long number) {
            return (Runnable) PLACE.getAcquire(places, (int) (number - from));
        }

        /** {@return the one behind, larger up to a point} */
        Segment follow() {
            return new Segment(end, Math.min(places.length * 2, MANY));
        }
    }

    /** Not later than the first place that is not empty again; null before the first place is asked for. */
    private volatile @Nullable Segment oldest;

    /** Not later than the last place that is filled. */
    private volatile @Nullable Segment newest;

    // Fields and handles, since a loop that never has a submission would pay for each atomic of its own.
    private static final VarHandle NEXT = FieldHandle.of(MethodHandles.lookup(), Segment.class, "next", Segment.class);
    private static final VarHandle OLDEST =
            FieldHandle.of(MethodHandles.lookup(), Slots.class, "oldest", Segment.class);
    private static final VarHandle NEWEST =
            FieldHandle.of(MethodHandles.lookup(), Slots.class, "newest", Segment.class);

    private final TakenCount taken = new TakenCount();

    /** {@return where to begin to look for a number that is had hereafter} */
    @AnyThread
    Segment newest() {
        Segment known = newest;
        return known != null ? known : begin();
    }

    private Segment begin() {
        OLDEST.compareAndSet(this, null, new Segment(0, FEW));
        Segment first = requireNonNull(oldest);
        NEWEST.compareAndSet(this, null, first);
        return first;
    }

    /**
     * {@return the one that has place {@code number}, made if need be} Looks from {@code near} on, which was there before that
     * number. If the place was emptied meanwhile, what is returned is a later one.
     */
    @AnyThread
    Segment reach(long number, Segment near) {
        if (number < near.end) {
            return near;
        }
        Segment segment = after(near);
        while (number >= segment.end) {
            segment = after(segment);
        }
        advance(segment);
        return segment;
    }

    private Segment after(Segment segment) {
        Segment next = segment.next;
        if (next == null) {
            NEXT.compareAndSet(segment, null, segment.follow());
            next = segment.next;
        }
        // Cut off meanwhile: then the oldest is later, and not too late for a place that is yet to be emptied.
        return requireNonNull(next == segment ? oldest : next);
    }

    private void advance(Segment to) {
        Segment known = newest();
        while (known.from < to.from && !NEWEST.compareAndSet(this, known, to)) {
            known = newest();
        }
    }

    /** {@return how many places were emptied, or some fewer} */
    @AnyThread
    long taken() {
        return taken.published();
    }

    /** {@return how many places were emptied} The holder. */
    long next() {
        return taken.next;
    }

    /** {@return whether there may be something that must arrive among what is to be emptied, and no mark that says so} */
    boolean isMixed() {
        return taken.next < taken.mixed;
    }

    /** Up to place {@code end} there may be something that must arrive. The holder. */
    void mixedUpTo(long end) {
        taken.mixed = end;
    }

    /** Empties the next place, whose number somebody must have. The holder. */
    Runnable take() {
        long number = taken.next;
        Runnable item = await(number);
        if ((number & (BATCH - 1)) == 0) {
            forgetUpTo(number - BATCH);
        }
        taken.publish(number + 1);
        taken.next = number + 1; // calls nothing: who fails before this has taken nothing
        return item;
    }

    /** Empties all places before {@code end}, in order. What {@code sink} took is out, also if it then throws for the next. */
    void pour(long end, Consumer<Runnable> sink) {
        for (long number = taken.next; number < end; number++) {
            sink.accept(await(number));
            taken.next = number + 1; // calls nothing: what went in does not go in twice
        }
        taken.publish(taken.next);
    }

    private Runnable await(long number) {
        Segment segment = requireNonNull(oldest);
        if (number == segment.end) {
            segment = leave(segment);
        }
        Runnable item = segment.look(number);
        for (int tries = 0; item == null; item = segment.look(number)) {
            pause(tries++);
        }
        return item;
    }

    /** Keeps nothing that was taken. Not with each take: that would take the cache line from those who fill the next places. */
    void forget() {
        forgetUpTo(taken.next);
    }

    private void forgetUpTo(long end) {
        Segment segment = oldest;
        if (segment != null) {
            for (long number = Math.max(taken.forgotten, segment.from); number < end; number++) {
                segment.places[(int) (number - segment.from)] = null;
            }
            taken.forgotten = Math.max(taken.forgotten, end);
        }
    }

    private Segment leave(Segment emptied) {
        Segment next = requireNonNull(emptied.next); // made before anybody had a number in it
        oldest = next;
        emptied.next = emptied;
        return next;
    }

    /** The owner of the place is between two instructions, or was sent off the processor there. */
    private void pause(int tries) {
        if (tries < SPINS) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(this, Nanos.INSTANT);
        }
    }
}
