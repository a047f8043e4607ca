package dev.loopbridge.loop.internal.concurrent;

import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.internal.report.SafeText;
import dev.loopbridge.loop.internal.task.Awaiting;
import dev.loopbridge.loop.internal.task.SettableFuture;
import dev.loopbridge.loop.internal.task.TaskLoop;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
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
    private final AtomicReference<@Nullable TaskLoop> bound;

    /** The first of the line: each pending or cancelled, never woken. */
    private @Nullable Waiter first;

    private @Nullable Waiter last;
    private int length;

    /** Those in the line who are cancelled. */
    private int cancelled;

    /** Woken, and not resumed yet. */
    private int woken;

    /** One who waits, and neighbours in the line: leaving it from anywhere takes no longer for being many. */
    private final class Waiter extends SettableFuture<Boolean> {
        private @Nullable Waiter previous;
        private @Nullable Waiter next;
        private boolean inLine = true;

        Waiter(TaskLoop loop) {
            super(loop);
            previous = last;
            if (last == null) {
                first = this;
            } else {
                last.next = this;
            }
            last = this;
            length++;
        }

        @Override
        protected void release() {
            if (inLine && isCancelled()) {
                cancelled++;
            }
        }

        void leave() {
            if (!inLine) {
                return;
            }
            inLine = false;
            length--;
            if (isCancelled()) {
                cancelled--;
            }
            if (previous == null) {
                first = next;
            } else {
                previous.next = next;
            }
            if (next == null) {
                last = previous;
            } else {
                next.previous = previous;
            }
        }
    }

    /** @param owner what they wait at, for the messages */
    public Waiters(Object owner) {
        this(owner, new AtomicReference<>());
    }

    private Waiters(Object owner, AtomicReference<@Nullable TaskLoop> bound) {
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
        TaskLoop loop = Awaiting.task().loop;
        TaskLoop binding = bound.compareAndExchange(null, loop);
        if (binding != null && binding != loop) {
            throw new IllegalStateException(SafeText.of(owner) + " is bound to a different event loop, \""
                    + binding.name() + "\", and cannot wait on \"" + loop.name() + "\"; make one for each loop");
        }
        return new Waiter(loop);
    }

    /** Gives up {@code waiter}, which nobody has awaited yet. */
    public void leave(LoopFuture<Boolean> waiter) {
        ((Waiter) waiter).leave();
    }

    /** {@return whether the calling thread may change the primitive: it is bound to no loop yet, or holds the one that it is bound to} */
    public boolean isHere() {
        TaskLoop loop = bound.get();
        return loop == null || loop.inLoop();
    }

    /**
     * Runs {@code change}, which is {@code @HolderOnly}, if the loop is idle or closed.
     *
     * @throws IllegalStateException if the loop runs on another thread; then nothing has changed
     */
    public void change(Runnable change) {
        TaskLoop loop = bound.get();
        if (loop == null || loop.inLoop()) {
            change.run();
        } else {
            loop.confine(SafeText.of(owner), change);
        }
    }

    /** Refuses a thread on which {@link #change} would. */
    public void checkThread() {
        if (!isHere()) {
            change(() -> {});
        }
    }

    /** Suspends until {@code waiter} is woken or cancelled, and gives it up in any case. */
    public void await(LoopFuture<Boolean> waiter) {
        try {
            var unused = Awaiting.future(waiter);
        } finally {
            if (wasWoken(waiter)) {
                woken--;
            } else {
                leave(waiter);
            }
        }
    }

    /** {@return whether it was this one's turn} If it then fails, it must pass its turn on. */
    public static boolean wasWoken(LoopFuture<Boolean> waiter) {
        return waiter.isDone() && !waiter.isCancelled();
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
        for (Waiter waiter = first; count < most && waiter != null && !waiter.loop.isClosed(); waiter = first) {
            if (!waiter.isDone()) {
                wake(waiter);
                count++;
            }
            waiter.leave();
        }
        return count;
    }

    /** Whoever was {@code woken} and fails leaves its turn to the next, unless that would be {@code blocked}, too. */
    public void passOn(boolean woken, BooleanSupplier blocked) {
        if (woken && !blocked.getAsBoolean()) {
            wake(1);
        }
    }

    /** Wakes all: as {@link #wake(int)}. */
    public void wakeAll() {
        wake(Integer.MAX_VALUE);
    }

    /** Wakes the first, unless one is on its way, or first has to leave cancelled: either looks after the next. */
    public void wakeFirst() {
        if (woken == 0 && first != null && !first.isDone()) {
            wake(1);
        }
    }

    private void wake(SettableFuture<Boolean> waiter) {
        if (waiter.loop.inLoop()) {
            waiter.finish(true, null);
        } else {
            waiter.loop.confine(SafeText.of(owner), () -> waiter.finish(true, null));
        }
        woken++;
    }

    /** {@return whether anyone waits who is not cancelled, or is still to resume} Newcomers then queue. */
    public boolean isContended() {
        return woken > 0 || length > cancelled;
    }

    /** {@return how many are in the line and not woken} */
    public int size() {
        return length;
    }

    /** {@return asyncio's form, {@code <LoopLock [locked, waiters:2]>}, those who are still to resume included} */
    public String describe(String state) {
        int waiting = length + woken;
        return describe(owner, waiting == 0 ? state : state + ", waiters:" + waiting);
    }

    /** {@return asyncio's form of {@code owner}} */
    public static String describe(Object owner, String state) {
        return "<" + owner.getClass().getSimpleName() + " [" + state + "]>";
    }
}
