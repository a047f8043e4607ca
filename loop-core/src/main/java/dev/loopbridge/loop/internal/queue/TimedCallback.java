package dev.loopbridge.loop.internal.queue;

import dev.loopbridge.loop.TimerHandle;
import dev.loopbridge.loop.internal.threading.HolderOnly;

/** A callback with a deadline. */
public final class TimedCallback extends Callback implements TimerHandle, SelfQueued {
    private final Agenda agenda;

    /** As the user gave it. */
    private final long deadlineNanos;

    /** What it is due by: comparable with all others by subtraction, since nano times may overflow. */
    final long dueNanos;

    /** Breaks ties: order of insertion. */
    @HolderOnly
    long sequence;

    /** @param dueNanos at most 146 years from now */
    public TimedCallback(Agenda agenda, long dueNanos, Runnable callback) {
        this(agenda, dueNanos, dueNanos, callback);
    }

    /** @param dueNanos at most 146 years from now */
    public TimedCallback(Agenda agenda, long deadlineNanos, long dueNanos, Runnable callback) {
        super(callback);
        this.agenda = agenda;
        this.deadlineNanos = deadlineNanos;
        this.dueNanos = dueNanos;
    }

    @Override
    public void joinQueue() {
        agenda.joinTimers(this);
    }

    @Override
    public long when() {
        return deadlineNanos;
    }

    @Override
    public String toString() {
        return "<TimerHandle when=" + deadlineNanos + " " + super.toString() + ">";
    }
}
