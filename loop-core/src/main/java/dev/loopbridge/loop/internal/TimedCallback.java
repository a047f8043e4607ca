package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.TimerHandle;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/** A callback with a deadline. */
final class TimedCallback extends Callback implements TimerHandle, Arriving {
    private final Agenda agenda;
    private final long dueNanos;

    /** Breaks ties: order of insertion. The holder of the loop's. */
    long sequence;

    /** The queue that this waits in. Whoever takes it out decides who accounts for a cancelled timer: its queue, or nobody. */
    private volatile @Nullable TimerQueue queue;

    /** An atomic reference of its own for each timer would make a quarter more of it. */
    private static final AtomicReferenceFieldUpdater<TimedCallback, @Nullable TimerQueue> QUEUE =
            AtomicReferenceFieldUpdater.newUpdater(TimedCallback.class, TimerQueue.class, "queue");

    TimedCallback(Agenda agenda, long dueNanos, Runnable callback) {
        super(callback);
        this.agenda = agenda;
        this.dueNanos = dueNanos;
    }

    @Override
    public void arrive() {
        agenda.addTimer(this);
    }

    void enqueued(TimerQueue timers) {
        queue = timers;
        if (isCancelled()) {
            // Cancelled on its way in, when there was no queue to tell.
            tellQueue();
        }
    }

    /** {@return false if a cancel was counted first} */
    boolean dequeued() {
        return queue != null && QUEUE.getAndSet(this, null) != null;
    }

    @Override
    public void cancel() {
        super.cancel();
        tellQueue(); // by an exchange, which keeps the two in order
    }

    private void tellQueue() {
        TimerQueue timers = QUEUE.getAndSet(this, null);
        if (timers != null) {
            timers.onCancel();
        }
    }

    @Override
    public long when() {
        return dueNanos;
    }

    /** {@return whether this comes before {@code other}, which is due at {@code othersDueNanos}} */
    boolean before(long othersDueNanos, TimedCallback other) {
        long difference = dueNanos - othersDueNanos; // by subtraction: nano times may overflow
        return difference < 0 || (difference == 0 && sequence < other.sequence);
    }

    @Override
    public String toString() {
        return "<TimerHandle when=" + dueNanos + " " + super.toString() + ">";
    }
}
