package dev.loopbridge.loop.internal.task;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.internal.core.Bindings;
import dev.loopbridge.loop.internal.core.BoundBody;
import dev.loopbridge.loop.internal.core.HeldScope;
import dev.loopbridge.loop.internal.core.SharedBindings;
import dev.loopbridge.loop.internal.queue.Arriving;
import dev.loopbridge.loop.internal.report.ErrorReports;
import dev.loopbridge.loop.internal.report.Origin;
import dev.loopbridge.loop.internal.report.SafeText;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A task: asyncio's {@code Task.__step} and {@code cancel}, over a body that an {@link Engine} carries. */
public final class LoopTask<T extends @Nullable Object> extends SettableFuture<T>
        implements Task<T>, Arriving, Carrier.Body {
    /**
     * How many awaits of what is done, elements and the like a step may have before it gives way: as in Tokio. A yield to nobody
     * costs some ten of them.
     */
    static final int BUDGET = 128;

    /** After how many of them it is looked at the clock, too: what is done between two may take long. A power of two. */
    private static final int BETWEEN_LOOKS = 8;

    /** How long a step may go on so. */
    private static final long BUDGET_NANOS = 1_000_000;

    /** How often an await throws {@link CoroutineExit} before the body is given up. */
    private static final int MAX_EXITS = 100;

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final @Nullable Origin created;
    private final long number;

    /** Null for the default, which is put together when somebody asks: few tasks are ever asked. */
    private volatile @Nullable String name;

    // The rest is the holder's.

    /** Null once it has ended. */
    private @Nullable Coroutine<? extends T> body;

    /** The stack that the task's next step goes on with: the body's, or that of a generator that it is inside of. */
    private @Nullable Carrier carrier;

    /** Neighbours among the tasks that are not done. */
    @Nullable
    LoopTask<?> previous;

    @Nullable
    LoopTask<?> next;

    private @Nullable SettableFuture<?> waitingOn;
    private boolean arrived;

    /** Whether it takes one of the places that {@link LimitedTasks} has. */
    boolean limited;

    /** Whether the task that created it takes one, and so may wait for it: it must not wait for that. */
    boolean inner;

    private boolean mustCancel;
    private @Nullable String cancelMessage;
    private int cancelRequests;

    /** Whether a request to cancel is on its way through this. */
    private boolean inChain;

    /** Whether there ever was one. */
    private boolean cancelled;

    /** How often {@link CoroutineExit} was thrown into the body; above zero, it must end. */
    private int exits;

    private boolean givenUp;

    /** Not null before an eager task's first suspension. */
    private @Nullable EagerStart starting;

    /** Where its locals are kept; null until it has any. */
    private @Nullable SharedBindings place;

    public LoopTask(TaskLoop loop, Coroutine<? extends T> body) {
        super(loop);
        this.body = body;
        place = body instanceof BoundBody<?> bound ? bound.context() : copyOf(Bindings.current());
        created = loop.isDebug() ? Origin.here("created here", body) : null;
        number = NUMBERS.incrementAndGet();
    }

    /** What stands for a task that is gone. */
    LoopTask(TaskLoop loop, String name) {
        super(loop);
        this.name = name;
        created = null;
        number = 0;
    }

    /** {@return where; null unless in debug mode} */
    @Nullable
    Origin created() {
        return created;
    }

    private static @Nullable SharedBindings copyOf(Bindings creators) {
        return creators == Bindings.EMPTY ? null : new SharedBindings(creators);
    }

    /** A step begins. */
    @Nullable
    SharedBindings place() {
        return place;
    }

    /** A step ends. */
    void leaveAt(@Nullable SharedBindings now) {
        place = isDone() && !hasFailed() ? null : now; // reports of a failure are made there
    }

    /** {@return where its locals are, at any time} */
    @Nullable
    SharedBindings presentPlace() {
        return loop.currentTask() == this ? loop.place() : place;
    }

    /**
     * {@return {@code held}, or what holds instead from now on, so that the scope of this task does} On the thread of its body,
     * or of a generator that it pulls: that thread is the body's from its begin to its end, and keeps the scope meanwhile.
     */
    @Nullable
    public HeldScope holdScope(@Nullable HeldScope held) {
        SharedBindings here = loop.place();
        return HeldScope.exchange(held, here == null ? null : here.scope(), loop, this);
    }

    @Override
    public void arrive() {
        if (arrived) { // this is a wake-up
            loop.agenda().addReady(this);
        } else {
            loop.tasks().admit(this);
            arrived = true;
        }
    }

    /** One step, as an item of the ready queue. On the home thread. */
    @Override
    public void run() {
        if (!isDone()) {
            loop.engine().resume(this);
        }
    }

    /** {@return the stack to go on with, made now if the body has not begun} */
    public Carrier carrier() {
        if (carrier == null) {
            carrier = loop.engine().carry(this);
        }
        return carrier;
    }

    public void beginOn(Carrier used) {
        carrier = used;
    }

    public boolean isCarriedBy(Carrier stack) {
        return carrier == stack;
    }

    /** The body could not begin. */
    public void failUnbegun(Throwable noThread) {
        carrier = null;
        starting = null;
        loop.tasks().remove(this);
        finish(null, noThread);
    }

    /** Goes on with {@code other}, on which the present step then runs, until that switches back. On the carrier. */
    public void switchTo(Carrier other) {
        Carrier mine = requireNonNull(carrier);
        carrier = other;
        try {
            mine.switchTo(other);
        } finally {
            carrier = mine; // also if other could not begin
        }
    }

    @Override
    public @Nullable Throwable runBody() {
        T result = null;
        Throwable error = null;
        HeldScope scope = holdScope(null);
        try {
            throwIfExiting();
            throwIfCancelled();
            Coroutine<? extends T> mine = body;
            result = mine != null ? mine.run() : awaitCancel();
        } catch (Throwable thrown) {
            error = thrown;
        }
        if (scope != null) {
            scope.leave(error);
        }
        body = null;
        carrier = null;
        starting = null;
        loop.tasks().remove(this);
        return end(result, error);
    }

    /** The request that took the body away is on its way; or it has been here, and somebody took it back too late. */
    private T awaitCancel() {
        if (cancelled) {
            throw new CancelledError(cancelMessage);
        }
        return await(new SettableFuture<T>(loop));
    }

    /**
     * A task that is cancelled before it begins never does, as {@link java.util.concurrent.Future} says; so what its body captured
     * does not have to wait for the loop's turn.
     */
    @Override
    protected void onCancelAskedElsewhere() {
        body = null; // one that has begun is on its stack
    }

    /** A body that never began never will: the close, or want of a thread, has ended this. */
    @Override
    protected void release() {
        if (carrier == null) {
            body = null;
        }
    }

    private @Nullable Throwable end(@Nullable T result, @Nullable Throwable error) {
        waitingOn = null;
        if (isDone()) { // told by the close already
            boolean ofTheClose = error instanceof CoroutineExit || error instanceof LoopClosedException;
            if (error != null && !ofTheClose) {
                loop.errors().report("Exception in a coroutine whose loop closes", error, "task", this);
            }
            return null;
        }
        if (error instanceof CancelledError cancelled) {
            super.cancelNow(cancelled.getMessage());
        } else if (error != null) {
            finish(null, error);
        } else if (mustCancel) { // cancelled by itself, and never awaited again
            super.cancelNow(cancelMessage);
        } else {
            finish(result, null);
        }
        return ErrorReports.isFatal(error) ? error : null;
    }

    /** {@code await future}, on the carrier. */
    <R extends @Nullable Object> R await(SettableFuture<R> future) {
        throwIfExiting();
        if (future instanceof BareYield) {
            yieldOnce();
        } else if (future.isDone()) {
            giveWay();
        } else {
            if (future == this || future.loop != loop) {
                yieldOnce();
                throw new IllegalStateException(
                        future == this
                                ? "Task cannot await on itself: " + this
                                : "Task " + this + " of loop \"" + loop.name() + "\" got Future " + future
                                        + " attached to a different loop, \"" + future.loop.name() + "\"");
            }
            waitingOn = future;
            future.addCallback(this);
            boolean handedOn = mustCancel && future.cancelNow(cancelMessage);
            mustCancel &= !handedOn;
            try {
                leaveAndReturn();
            } catch (IllegalStateException | StackOverflowError notLeft) {
                mustCancel |= handedOn;
                throw notLeft;
            }
            if (mustCancel) {
                mustCancel = false;
                if (!(future.failure() instanceof CancelledError)) {
                    throw new CancelledError(cancelMessage);
                }
                // A cancellation was under way before the last request: what is awaited has the first one's message.
            }
        }
        return future.result();
    }

    /** One thing was done, or is about to be, without waiting: after many, others have their turn first. */
    void giveWay() {
        int left = --loop.budget;
        if (left < 0 || (left % BETWEEN_LOOKS == 0 && hasTakenLong(left))) {
            loop.budget = BUDGET; // also where it cannot suspend
            try {
                yieldOnce();
            } catch (IllegalStateException pinned) {
                // then it goes on: what does not wait is allowed there
            }
        }
    }

    /** By the machine's clock, from the first look on. */
    private boolean hasTakenLong(int left) {
        long now = System.nanoTime();
        if (left == BUDGET - BETWEEN_LOOKS) {
            loop.budgetBegan = now;
        }
        return now - loop.budgetBegan > BUDGET_NANOS;
    }

    /** Suspends for exactly one iteration. */
    void yieldOnce() {
        throwIfExiting();
        loop.agenda().add(this);
        leaveAndReturn();
        throwIfCancelled();
    }

    private void leaveAndReturn() {
        try {
            leave(requireNonNull(carrier));
        } catch (Throwable notLeft) { // pinned, or without stack to leave it
            loop.setCurrentTask(this);
            if (waitingOn != null) {
                waitingOn.removeCallback(this);
            }
            loop.agenda().retract(this);
            throw notLeft;
        } finally {
            waitingOn = null;
        }
        throwIfExiting();
    }

    private void leave(Carrier mine) {
        loop.suspends(this);
        EagerStart first = starting;
        if (first == null) {
            mine.suspend();
        } else {
            starting = null;
            first.own.unnest();
            try {
                mine.switchTo(first.caller);
            } catch (Throwable notLeft) {
                starting = first;
                first.own.nestIn(first.caller);
                throw notLeft;
            }
        }
    }

    /** Runs the body at once up to where it first suspends, inside of the present step or callback. As the holder. */
    void startEagerly() {
        loop.refuseIfClosed();
        LoopTask<?> outer = loop.currentTask();
        SharedBindings outerPlace = loop.place();
        Carrier caller = outer == null ? null : requireNonNull(outer.carrier);
        Carrier own = carrier();
        own.nestIn(caller);
        starting = new EagerStart(own, caller);
        arrived = true;
        loop.tasks().add(this);
        loop.setCurrentTask(this);
        try {
            if (outer == null || caller == null) {
                loop.engine().resume(this);
            } else {
                caller.switchTo(own);
            }
        } catch (IllegalStateException pinned) {
            loop.tasks().remove(this); // it has not begun, and nobody has it
            throw pinned;
        } catch (Throwable noThread) {
            if (outer == null) {
                throw noThread; // it is the body's, and tears
            }
            failUnbegun(noThread);
        } finally {
            loop.setCurrentTask(outer);
            loop.setPlace(outerPlace);
        }
    }

    /** Who goes on when the body of an eager task first suspends. */
    private record EagerStart(Carrier own, @Nullable Carrier caller) {}

    private void throwIfCancelled() {
        if (mustCancel) {
            mustCancel = false;
            throw new CancelledError(cancelMessage);
        }
    }

    private void throwIfExiting() {
        if (exits == 0) {
            return;
        }
        if (exits++ > MAX_EXITS) {
            givenUp = true;
            requireNonNull(carrier).giveUp();
        }
        throw new CoroutineExit("Event loop \"" + loop.name() + "\" is closing; this coroutine must end");
    }

    /** From here on, every await throws {@link CoroutineExit}. */
    void beginExit() {
        exits = 1;
    }

    /** The loop closes: unwinds the body, if it has begun. Returns false if it would not end. */
    public boolean unwind() {
        if (carrier != null) {
            beginExit();
        }
        loop.engine().resume(this);
        return !givenUp;
    }

    public boolean hasBegun() {
        return carrier != null;
    }

    @Override
    public void setResult(T result) {
        throw new IllegalStateException("Task does not support set_result operation");
    }

    @Override
    public void setException(Throwable error) {
        throw new IllegalStateException("Task does not support set_exception operation");
    }

    @Override
    public boolean cancelNow(@Nullable String message) {
        return CancelRequest.to(this, message);
    }

    /** {@return what a request to cancel must go on to; null if nothing} */
    @Nullable
    SettableFuture<?> awaited() {
        return waitingOn;
    }

    boolean isInChain() {
        return inChain;
    }

    void joinChain() {
        inChain = true;
        cancelRequests++;
        cancelled = true;
    }

    void leaveChain() {
        inChain = false;
    }

    /** The request has come to nothing. */
    void unjoinChain() {
        inChain = false;
        cancelRequests--;
    }

    /** Nothing that this waits for has taken the request: it is for the next step. */
    void cancelAtNextStep(@Nullable String message) {
        mustCancel = true;
        cancelMessage = message;
        loop.tasks().letThrough(this);
    }

    /** As {@link #cancelAtNextStep}; this waits for itself in the end, so that nothing else will ever wake it. */
    void cancelOutOfRing(@Nullable String message) {
        cancelAtNextStep(message);
        requireNonNull(waitingOn).removeCallback(this);
        waitingOn = null;
        loop.agenda().add(this);
    }

    /** {@return how many requests to cancel the body has been told of, or will not be told of any more} */
    public int cancelsDelivered() {
        return mustCancel ? cancelRequests - 1 : cancelRequests;
    }

    /**
     * Takes back a request of our own.
     *
     * @param before how many there were when our block began
     * @return whether somebody else has made one since; else none is delivered any more
     */
    public boolean takeBackCancel(int before) {
        if (uncancel() > before) {
            return true;
        }
        mustCancel = false;
        return false;
    }

    boolean wasCancelled() {
        return cancelled;
    }

    @Override
    public int cancelling() {
        return cancelRequests;
    }

    @Override
    public int uncancel() {
        if (cancelRequests > 0 && --cancelRequests == 0) {
            mustCancel = false;
        }
        return cancelRequests;
    }

    @Override
    public String name() {
        String given = name;
        return given != null ? given : "Task-" + number;
    }

    @Override
    public void setName(String name) {
        this.name = requireNonNull(name, "name");
    }

    @Override
    public String toString() {
        return "<Task " + describeState() + " name='" + SafeText.line(name()) + "'"
                + (created == null ? "" : created.site()) + ">";
    }
}
