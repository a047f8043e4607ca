package dev.loopbridge.loop.internal.task;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.internal.report.ErrorReports;
import dev.loopbridge.loop.internal.threading.HolderOnly;
import org.jspecify.annotations.Nullable;

/**
 * asyncio's {@code Task.cancel}: a request goes on to what the task awaits, or is due: thrown into the body by its next step. At
 * the close, each await throws {@link CoroutineExit} instead.
 */
@HolderOnly
abstract class CancellableTask<T extends @Nullable Object> extends NamedTask<T> {
    /** How often an await throws {@link CoroutineExit} before the body is given up. */
    private static final int MOST_EXITS = 100;

    /** What became of the last request. */
    private enum Cancel {
        /** There never was one. */
        NEVER_ASKED,
        /** The next step throws it, or the next await hands it on. */
        DUE,
        /** It was thrown, handed on, or taken back. */
        DEALT_WITH
    }

    /** Whether the body must end because the loop closes. */
    private enum Exit {
        NOT_ASKED,
        UNDER_WAY,
        /** It would not end. */
        GIVEN_UP
    }

    private Cancel cancel = Cancel.NEVER_ASKED;

    /** Of the last request that was due. */
    private @Nullable String cancelMessage;

    private int cancelRequests;

    /** Whether a request to cancel is on its way through this. */
    private boolean inChain;

    private Exit exit = Exit.NOT_ASKED;

    private boolean torn;

    /** How often {@link CoroutineExit} was thrown into the body. */
    private int exits;

    CancellableTask(TaskLoop loop, Coroutine<? extends T> body) {
        super(loop, body);
    }

    CancellableTask(TaskLoop loop, String name) {
        super(loop, name);
    }

    /** {@return what a request to cancel must go on to; null if nothing} */
    abstract @Nullable SettableFuture<?> awaited();

    /** Awaits nothing any more, and runs its next step. */
    abstract void stopWaiting();

    /** A request is due: that must not wait for its turn among others. */
    abstract void onCancelDue();

    /** The body would not end: the loop goes on without it, and this never returns. */
    abstract void giveUp();

    @Override
    public boolean cancelNow(@Nullable String message) {
        return CancelRequest.to(this, message);
    }

    /** Ends as cancelled: the body has. */
    final void endCancelled(@Nullable String message) {
        super.cancelNow(message);
    }

    /** {@return {@code error} if it tears through the loop, else null} The body ended with it. */
    final @Nullable Throwable tearing(@Nullable Throwable error) {
        torn = ErrorReports.isFatal(error);
        return torn ? error : null;
    }

    /** {@return whether its error tears through the loop} Not if the body never began. */
    public final boolean hasTorn() {
        return torn;
    }

    // A request on its way.

    final boolean isInChain() {
        return inChain;
    }

    final void joinChain() {
        inChain = true;
        cancelRequests++;
        if (cancel == Cancel.NEVER_ASKED) {
            cancel = Cancel.DEALT_WITH; // until it is known to be due
        }
    }

    final void leaveChain() {
        inChain = false;
    }

    /** The request has come to nothing. */
    final void unjoinChain() {
        inChain = false;
        cancelRequests--;
    }

    /** Nothing that this waits for has taken the request: it is for the next step. */
    final void cancelAtNextStep(@Nullable String message) {
        cancel = Cancel.DUE;
        cancelMessage = message;
        onCancelDue();
    }

    /** As {@link #cancelAtNextStep}; this waits for itself in the end, so that nothing else will ever wake it. */
    final void cancelOutOfRing(@Nullable String message) {
        cancelAtNextStep(message);
        stopWaiting();
    }

    // A request that is due.

    final boolean isCancelDue() {
        return cancel == Cancel.DUE;
    }

    final @Nullable String dueMessage() {
        return cancelMessage;
    }

    final void throwIfCancelled() {
        if (cancel == Cancel.DUE) {
            cancel = Cancel.DEALT_WITH;
            throw new CancelledError(cancelMessage);
        }
    }

    final void throwIfWasCancelled() {
        if (wasCancelled()) {
            throw new CancelledError(cancelMessage);
        }
    }

    /** {@return whether a request that is due has gone on to {@code awaited}} */
    final boolean handCancelOn(SettableFuture<?> awaited) {
        boolean handedOn = cancel == Cancel.DUE && awaited.cancelNow(cancelMessage);
        if (handedOn) {
            cancel = Cancel.DEALT_WITH;
        }
        return handedOn;
    }

    /** The task could not wait for what the request was handed on to, if it was: it is due again. */
    final void takeCancelBack(boolean handedOn) {
        if (handedOn) {
            cancel = Cancel.DUE;
        }
    }

    /** What this awaited is done, and a request may be due. One that came before it has the first message. */
    final void throwIfCancelledBehind(SettableFuture<?> awaited) {
        if (cancel == Cancel.DUE) {
            cancel = Cancel.DEALT_WITH;
            if (!(awaited.failure() instanceof CancelledError)) {
                throw new CancelledError(cancelMessage);
            }
        }
    }

    /** {@return whether there ever was a request} */
    final boolean wasCancelled() {
        return cancel != Cancel.NEVER_ASKED;
    }

    @Override
    public final int cancelling() {
        return cancelRequests;
    }

    @Override
    public final int uncancel() {
        if (cancelRequests > 0 && --cancelRequests == 0) {
            forgetDue();
        }
        return cancelRequests;
    }

    private void forgetDue() {
        if (cancel == Cancel.DUE) {
            cancel = Cancel.DEALT_WITH;
        }
    }

    /** {@return how many requests to cancel the body has been told of, or will not be told of any more} */
    public final int cancelsDelivered() {
        return cancel == Cancel.DUE ? cancelRequests - 1 : cancelRequests;
    }

    /**
     * Takes back a request of our own.
     *
     * @param before how many there were when our block began
     * @return whether somebody else has made one since; else none is delivered any more
     */
    public final boolean takeBackCancel(int before) {
        if (uncancel() > before) {
            return true;
        }
        forgetDue();
        return false;
    }

    // The close.

    /** From here on, every await throws {@link CoroutineExit}. */
    final void beginExit() {
        exit = Exit.UNDER_WAY;
        exits = 0;
    }

    final boolean isGivenUp() {
        return exit == Exit.GIVEN_UP;
    }

    final void throwIfExiting() {
        if (exit == Exit.NOT_ASKED) {
            return;
        }
        if (++exits > MOST_EXITS) {
            exit = Exit.GIVEN_UP;
            giveUp();
        }
        throw new CoroutineExit("Event loop \"" + loop.name() + "\" is closing; this coroutine must end");
    }

    @Override
    public final void setResult(T result) {
        throw new IllegalStateException("Task does not support set_result operation");
    }

    @Override
    public final void setException(Throwable error) {
        throw new IllegalStateException("Task does not support set_exception operation");
    }
}
