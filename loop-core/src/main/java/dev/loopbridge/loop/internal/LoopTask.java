package dev.loopbridge.loop.internal;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.Task;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A task: asyncio's {@code Task.__step} and {@code cancel}, over a body that an {@link Engine} carries. */
final class LoopTask<T extends @Nullable Object> extends SettableFuture<T> implements Task<T>, Arriving, Carrier.Body {
    /**
     * How many awaits of what is done, elements and the like a step may have before it gives way: as in Tokio. A yield to nobody
     * costs some ten of them.
     */
    static final int BUDGET = 128;

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Coroutine<? extends T> body;
    private final @Nullable Origin created;
    private final long number = NUMBERS.incrementAndGet();

    /** Null for the default, which is put together when somebody asks: few tasks are ever asked. */
    private volatile @Nullable String name;

    // The rest is the holder's.

    /** The stack that the task's next step goes on with: the body's, or that of a generator that it is inside of. */
    private @Nullable Carrier carrier;

    /** Neighbours among the tasks that are not done. */
    @Nullable
    LoopTask<?> previous;

    @Nullable
    LoopTask<?> next;

    private @Nullable SettableFuture<?> waitingOn;
    private boolean arrived;
    private boolean mustCancel;
    private @Nullable String cancelMessage;
    private int cancelRequests;

    /** Marks the tasks that a request to cancel has come through. */
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

    /** Ends the scope of the step that runs; null if it has none. */
    private @Nullable Runnable leaveScope;

    LoopTask(NativeLoop loop, Coroutine<? extends T> body) {
        super(loop);
        this.body = body;
        place = body instanceof BoundBody<?> bound ? bound.context() : copyOf(Bindings.current());
        created = loop.isDebug() ? Origin.here("created here") : null;
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
        place = now;
    }

    /** A step of this begins, or goes on, on the calling thread. */
    void enterScope() {
        SharedBindings here = loop.place();
        if (here != null && here.hasScope()) {
            loop.guard("Exception in the scope of", this, () -> leaveScope = here.enterScope());
        }
    }

    /** The step ends, or goes on elsewhere. On the thread that entered. */
    void leaveScope() {
        Runnable leave = leaveScope;
        if (leave != null) {
            leaveScope = null;
            loop.guard("Exception in the scope of", this, leave);
        }
    }

    @Override
    public void arrive() {
        if (!arrived) { // else this is a wake-up
            arrived = true;
            loop.tasks().add(this);
        }
        loop.agenda().addReady(this);
    }

    /** One step, as an item of the ready queue. On the home thread. */
    @Override
    public void run() {
        if (!isDone()) {
            loop.engine().resume(this);
        }
    }

    /** {@return the stack to go on with, made now if the body has not begun} */
    Carrier carrier() {
        if (carrier == null) {
            carrier = loop.engine().carry(this);
        }
        return carrier;
    }

    void beginOn(Carrier used) {
        carrier = used;
    }

    boolean isCarriedBy(Carrier stack) {
        return carrier == stack;
    }

    /** The body could not begin. */
    void failUnbegun(Throwable noThread) {
        carrier = null;
        loop.tasks().remove(this);
        finish(null, noThread);
    }

    /** Goes on with {@code other}, on which the present step then runs, until that switches back. On the carrier. */
    void switchTo(Carrier other) {
        Carrier mine = requireNonNull(carrier);
        carrier = other;
        leaveScope();
        try {
            mine.switchTo(other);
        } finally {
            carrier = mine; // also if other could not begin
            enterScope();
        }
    }

    @Override
    public @Nullable Throwable runBody() {
        T result = null;
        Throwable error = null;
        enterScope();
        try {
            throwIfExiting();
            throwIfCancelled();
            result = body.run();
        } catch (Throwable thrown) {
            error = thrown;
        }
        leaveScope();
        loop.tasks().remove(this);
        return end(result, error);
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
            } catch (IllegalStateException pinned) {
                mustCancel |= handedOn;
                throw pinned;
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
        if (--loop.budget < 0) {
            loop.budget = BUDGET; // also where it cannot suspend
            try {
                yieldOnce();
            } catch (IllegalStateException pinned) {
                // then it goes on: what does not wait is allowed there
            }
        }
    }

    /** Suspends for exactly one iteration. */
    void yieldOnce() {
        throwIfExiting();
        loop.agenda().add(this);
        leaveAndReturn();
        throwIfCancelled();
    }

    private void leaveAndReturn() {
        leaveScope();
        try {
            leave(requireNonNull(carrier));
        } catch (IllegalStateException pinned) {
            if (waitingOn != null) {
                waitingOn.removeCallback(this);
            }
            loop.agenda().retract(this);
            throw pinned;
        } finally {
            waitingOn = null;
            enterScope();
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
            } catch (IllegalStateException pinned) {
                starting = first;
                first.own.nestIn(first.caller);
                throw pinned;
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
                outer.leaveScope();
                caller.switchTo(own);
            }
        } catch (IllegalStateException pinned) {
            loop.tasks().remove(this); // it has not begun, and nobody has it
            throw pinned;
        } finally {
            loop.setCurrentTask(outer);
            loop.setPlace(outerPlace);
            if (outer != null) {
                outer.enterScope();
            }
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
        if (exits++ > Closing.MAX_EXITS) {
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
    boolean unwind() {
        if (carrier != null) {
            beginExit();
        }
        loop.engine().resume(this);
        return !givenUp;
    }

    boolean hasBegun() {
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

    /*
     * The request goes down the chain of those who wait for each other, to the last, and counts for all of them. By a loop,
     * since a chain may be long; and marked on the way, since it may be a ring.
     */
    @Override
    boolean cancelNow(@Nullable String message) {
        if (isDone() || inChain) {
            return false;
        }
        LoopTask<?> last = this;
        last.joinChain();
        for (LoopTask<?> next = last.nextInChain(); next != null && !next.inChain; next = last.nextInChain()) {
            next.joinChain();
            last = next;
        }
        last.cancelLast(message);
        for (LoopTask<?> task = this; task != null && task.inChain; task = task.nextInChain()) {
            task.inChain = false;
        }
        return true;
    }

    private void joinChain() {
        inChain = true;
        cancelRequests++;
        cancelled = true;
    }

    private @Nullable LoopTask<?> nextInChain() {
        return waitingOn instanceof LoopTask<?> task && !task.isDone() ? task : null;
    }

    private void cancelLast(@Nullable String message) {
        LoopTask<?> closesTheRing = nextInChain();
        if (closesTheRing == null && waitingOn != null && waitingOn.cancelNow(message)) {
            return;
        }
        mustCancel = true;
        cancelMessage = message;
        if (closesTheRing != null) {
            // Tasks that wait for each other: nothing else will ever wake this one.
            closesTheRing.removeCallback(this);
            waitingOn = null;
            loop.agenda().add(this);
        }
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
