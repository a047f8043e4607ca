package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.internal.jvm.FieldHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The demand of a subscriber, of which an element takes one. */
abstract class SubscriptionDemand implements LoopSubscription {
    private static final VarHandle ASKED =
            FieldHandle.of(MethodHandles.lookup(), SubscriptionDemand.class, "asked", long.class);
    private static final VarHandle TAKEN =
            FieldHandle.of(MethodHandles.lookup(), SubscriptionDemand.class, "taken", long.class);

    /*
     * Two counters instead of one that goes up and down: so an element costs no atomic operation, which would be half of
     * it. Whoever finds no demand, and is about to wait for some, must look again behind a fence, or a request that saw the
     * element not yet taken would wake nobody.
     */

    /** Of all requests; at {@code Long.MAX_VALUE} there is no end to them. */
    private volatile long asked;

    /** How many elements the subscriber had, as long as {@code asked} has an end; written by one thread at a time. */
    private volatile long taken;

    /** {@return how much was asked for before} */
    final long ask(long more) {
        for (; ; ) {
            long before = asked;
            long sum = before > Long.MAX_VALUE - more ? Long.MAX_VALUE : before + more;
            if (ASKED.compareAndSet(this, before, sum)) {
                return before;
            }
        }
    }

    /** {@return whether all of {@code before}, which was asked for, was taken, so that there was no demand} */
    final boolean wasUsedUp(long before) {
        return before == taken;
    }

    /** {@return whether an element may be signalled} By whoever signals; if not, the next request calls {@link PhasedSubscription#onDemand}. */
    final boolean hasDemand() {
        if (asked != takenByMe()) {
            return true;
        }
        VarHandle.fullFence();
        return asked != takenByMe();
    }

    /** One element was taken. */
    final void useDemand() {
        if (asked != Long.MAX_VALUE) {
            TAKEN.setRelease(this, takenByMe() + 1);
        }
    }

    /** As {@code taken}, read plainly, by whoever signals: who signalled before handed over what it wrote with its turn. */
    private long takenByMe() {
        return (long) TAKEN.get(this);
    }

    @Override
    public final long requested() {
        long all = asked;
        return all == Long.MAX_VALUE ? all : all - taken;
    }
}
