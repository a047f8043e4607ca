package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.LoopFuture;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The coroutines that wait at one primitive: first come, first woken. For the loop to which the first of them binds it. */
public final class Waiters {
    /*
     * Whoever is woken leaves the line at once, but counts until its coroutine has resumed: a newcomer that barged in before
     * would take what was meant for it. A coroutine that is cancelled stays in the line until it resumes. Waking only queues,
     * so no code of others runs in here.
     */

    private final Object owner;

    /** Null until the first waits. */
    private final AtomicReference<@Nullable NativeLoop> bound;

    /** Pending or cancelled, never woken. */
    private final ArrayDeque<SettableFuture<Boolean>> line = new ArrayDeque<>(0);

    /** Woken, and not resumed yet. */
    private int woken;

    /** @param owner what they wait at, for the messages */
    public Waiters(Object owner) {
        this(owner, new AtomicReference<>());
    }

    private Waiters(Object owner, AtomicReference<@Nullable NativeLoop> bound) {
        this.owner = owner;
        this.bound = bound;
    }

    /** {@return another line at the same primitive} */
    public Waiters another() {
        return new Waiters(owner, bound);
    }

    /**
     * Takes a place at the end of the line.
     *
     * @return what to {@link #await} next
     * @throws IllegalStateException outside a coroutine, or on a loop to which the primitive is not bound
     */
    public LoopFuture<Boolean> join() {
        NativeLoop loop = Awaiting.task().loop;
        NativeLoop first = bound.compareAndExchange(null, loop);
        if (first != null && first != loop) {
            throw new IllegalStateException(owner + " is bound to a different event loop, \"" + first.name()
                    + "\", and cannot wait on \"" + loop.name() + "\"; make one for each loop");
        }
        SettableFuture<Boolean> place = new SettableFuture<>(loop);
        line.addLast(place);
        return place;
    }

    /** Suspends until {@code place} is woken or cancelled, and gives it up in any case. */
    public void await(LoopFuture<Boolean> place) {
        try {
            var unused = Awaiting.future(place);
        } finally {
            if (wasWoken(place)) {
                woken--;
            } else {
                line.remove(place);
            }
        }
    }

    /** {@return whether it was this one's turn} If it then fails, it must pass its turn on. */
    public static boolean wasWoken(LoopFuture<Boolean> place) {
        return place.isDone() && !place.isCancelled();
    }

    /**
     * Wakes the first {@code most} that are neither woken nor cancelled; nobody once the loop is closed, since there
     * everyone unwinds.
     *
     * @return how many
     * @throws IllegalStateException if the loop runs on another thread; then nothing has changed
     */
    public int wake(int most) {
        int count = 0;
        while (count < most && !line.isEmpty() && !line.getFirst().loop.isClosed()) {
            SettableFuture<Boolean> place = line.getFirst();
            if (!place.isDone()) {
                wake(place);
                count++;
            }
            line.removeFirst();
        }
        return count;
    }

    /** Wakes all: as {@link #wake(int)}. */
    public void wakeAll() {
        wake(Integer.MAX_VALUE);
    }

    /** Wakes the first, unless one is on its way, or first has to leave cancelled: either looks after the next. */
    public void wakeFirst() {
        if (woken == 0 && !line.isEmpty() && !line.getFirst().isDone()) {
            wake(1);
        }
    }

    private void wake(SettableFuture<Boolean> place) {
        if (place.loop.inLoop()) {
            place.finish(true, null);
        } else {
            place.loop.confine(owner.toString(), () -> place.finish(true, null));
        }
        woken++;
    }

    /** {@return whether anyone waits who is not cancelled, or is still to resume} Newcomers then queue. */
    public boolean isContended() {
        if (woken > 0) {
            return true;
        }
        for (SettableFuture<Boolean> place : line) {
            if (!place.isCancelled()) {
                return true;
            }
        }
        return false;
    }

    /** {@return how many are in the line and not woken} */
    public int size() {
        return line.size();
    }

    /** {@return asyncio's form, {@code <LoopLock [locked, waiters:2]>}, those who are still to resume included} */
    public String describe(String state) {
        int waiting = line.size() + woken;
        return describe(owner, waiting == 0 ? state : state + ", waiters:" + waiting);
    }

    /** {@return asyncio's form of {@code owner}} */
    public static String describe(Object owner, String state) {
        return "<" + owner.getClass().getSimpleName() + " [" + state + "]>";
    }
}
