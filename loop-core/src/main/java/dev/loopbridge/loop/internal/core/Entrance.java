package dev.loopbridge.loop.internal.core;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.LoopRunnable;
import dev.loopbridge.loop.internal.queue.Agenda;
import dev.loopbridge.loop.internal.queue.Inbox;
import dev.loopbridge.loop.internal.queue.RemoteCallback;
import dev.loopbridge.loop.internal.report.SafeText;
import java.util.concurrent.RejectedExecutionException;

/** The way into the loop, for the loop itself and for other threads. */
public final class Entrance {
    private final CoreLoop loop;
    private final Agenda agenda;

    /** Past the agenda, whose fields the loop writes for each item. */
    private final Inbox inbox;

    private final int maxPending;

    Entrance(CoreLoop loop, Agenda agenda, int maxPending) {
        this.loop = loop;
        this.agenda = agenda;
        this.inbox = agenda.inbox;
        this.maxPending = maxPending;
    }

    /** {@return whether there is a {@code maxPending}} */
    public boolean isLimited() {
        return maxPending != Integer.MAX_VALUE;
    }

    /** Takes {@code item} in behind all that was submitted before it, or says why not. */
    void enqueue(Runnable item) {
        if (loop.inLoop()) {
            if (!inbox.isQuiet()) {
                loop.refuseIfClosed();
                agenda.takeIn();
            }
            agenda.addPastInbox(item);
            return;
        }
        answer(woken(inbox.push(item, maxPending)));
    }

    /** As {@link #enqueue} for what carries on something that runs, and so comes in while the loop is drained. */
    public void enqueueFurther(Runnable item) {
        if (loop.inLoop()) {
            enqueue(item);
        } else {
            answer(woken(inbox.pushThrough(item, maxPending)));
        }
    }

    /** There may be many, and few of them look at the exception. */
    private void abandon(LoopRunnable item) {
        if (item instanceof RemoteCallback news) {
            news.run();
        } else {
            item.onAbandoned(loop.closedException());
        }
    }

    private void answer(Inbox.Verdict verdict) {
        switch (verdict) {
            case SEALED -> throw requireNonNull(loop.closeRequested());
            case FULL ->
                throw new RejectedExecutionException("Event loop \"" + loop.name() + "\" has " + maxPending
                        + " submissions waiting, its maxPending; slow down, or allow more in its builder");
            default -> {}
        }
    }

    /** As {@link #enqueue} for what must not be lost: past {@code maxPending}, and abandoned here if the loop is closed. */
    void deliver(LoopRunnable item) {
        if (loop.inLoop() && !loop.isClosed()) {
            agenda.add(item);
        } else if (woken(inbox.pushThrough(item, Integer.MAX_VALUE)) == Inbox.Verdict.SEALED) {
            abandon(item);
        }
    }

    private Inbox.Verdict woken(Inbox.Verdict verdict) {
        if (verdict == Inbox.Verdict.ACCEPTED_ASLEEP || (verdict == Inbox.Verdict.ACCEPTED && loop.isGuest())) {
            loop.wakeUp(); // a guest's host may have lost its turn
            inbox.wakeUpGiven();
        }
        return verdict;
    }

    public void checkThread(String call) {
        if (loop.isDebug() && !loop.inLoop() && loop.isRunning()) {
            throw new IllegalStateException(
                    "Non-thread-safe operation invoked on an event loop other than the current one: " + call
                            + " on loop \"" + loop.name() + "\" from thread \""
                            + SafeText.threadName() + "\"; use callSoonThreadsafe() or submit()");
        }
    }
}
