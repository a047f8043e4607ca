package dev.loopbridge.loop.internal.task;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.internal.core.EnteredScope;
import dev.loopbridge.loop.internal.queue.SelfQueued;
import dev.loopbridge.loop.internal.threading.HolderOnly;
import org.jspecify.annotations.Nullable;

/** A task: asyncio's {@code Task.__step} over a body that an {@link Engine} carries. Its cancellation is {@link CancellableTask}'s. */
@HolderOnly // but for what Task lets any thread do
public final class LoopTask<T extends @Nullable Object> extends CancellableTask<T> implements SelfQueued, Carrier.Body {
    /** Null once it has ended. */
    private @Nullable Coroutine<? extends T> body;

    /** The stack that the task's next step goes on with: the body's, or that of a generator that it is inside of. */
    private @Nullable Carrier carrier;

    /** Neighbours among the tasks that are not done. */
    @Nullable
    LoopTask<?> previous;

    @Nullable
    LoopTask<?> next;

    /** Whether it is one of those, {@link LiveTasks}'s. */
    boolean listed;

    private @Nullable SettableFuture<?> waitingOn;
    private boolean admitted;

    /** Whether it takes one of the places that {@link LimitedTasks} has. */
    boolean limited;

    /** Whether the task that created it takes one, and so may wait for it: it must not wait for that. */
    boolean inner;

    /** Not null before an eager task's first suspension. */
    private @Nullable EagerStart starting;

    public LoopTask(TaskLoop loop, Coroutine<? extends T> body) {
        super(loop, body);
        this.body = body;
    }

    /** What stands for a task that is gone. */
    LoopTask(TaskLoop loop, String name) {
        super(loop, name);
    }

    @Override
    public void joinQueue() {
        if (admitted) { // this is a wake-up
            loop.agenda().joinReady(this);
        } else {
            loop.tasks().admit(this);
            admitted = true;
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

    /** {@return the stack of its next step; null if the body has not begun, or has ended} */
    @Nullable
    Carrier present() {
        return carrier;
    }

    public void beginOn(Carrier used) {
        carrier = used;
    }

    public boolean isCarriedBy(Carrier stack) {
        return carrier == stack;
    }

    @Override
    public void abort(Throwable broken) {
        if (listed) {
            leaveStack();
        }
        if (!isDone()) {
            body = null;
            finish(null, broken);
        }
    }

    private void leaveStack() {
        carrier = null;
        starting = null;
        loop.tasks().remove(this);
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
        EnteredScope scope = holdScope(null);
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
        leaveStack();
        return end(result, error);
    }

    /** The request that took the body away is on its way; or it has been here, and somebody took it back too late. */
    private T awaitCancel() {
        throwIfWasCancelled();
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
            endCancelled(cancelled.getMessage());
        } else if (error != null) {
            finish(null, error);
        } else if (isCancelDue()) { // cancelled by itself, and never awaited again
            endCancelled(dueMessage());
        } else {
            finish(result, null);
        }
        return tearing(error);
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
                throw refusalToAwait(future);
            }
            waitingOn = future;
            future.addCallback(this);
            boolean handedOn = handCancelOn(future);
            try {
                leaveAndReturn();
            } catch (IllegalStateException | StackOverflowError notLeft) {
                takeCancelBack(handedOn);
                throw notLeft;
            }
            throwIfCancelledBehind(future);
        }
        return future.result();
    }

    /** One thing was done, or is about to be, without waiting: after many, others have their turn first. */
    void giveWay() {
        if (loop.isBudgetSpent()) {
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
            try {
                first.leave(mine);
            } catch (Throwable notLeft) {
                starting = first;
                throw notLeft;
            }
        }
    }

    /** As an eager task: its first step is part of the present step or callback. */
    @HolderOnly
    void beginEagerly(EagerStart start) {
        starting = start;
        admitted = true;
        loop.tasks().add(this);
    }

    @Override
    void onCancelDue() {
        loop.tasks().letThrough(this);
    }

    @Override
    void giveUp() {
        requireNonNull(carrier).giveUp();
    }

    /** The loop closes: unwinds the body, if it has begun. Returns false if it would not end. */
    public boolean unwind() {
        if (carrier != null) {
            beginExit();
        }
        loop.engine().resume(this);
        return !isGivenUp();
    }

    public boolean hasBegun() {
        return carrier != null;
    }

    @Override
    @Nullable
    SettableFuture<?> awaited() {
        return waitingOn;
    }

    @Override
    void stopWaiting() {
        requireNonNull(waitingOn).removeCallback(this);
        waitingOn = null;
        loop.agenda().add(this);
    }
}
