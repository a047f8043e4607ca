package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.LoopHost;
import dev.loopbridge.loop.Registration;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

/** A test library's scheduler: it runs what is due when told to, and nothing by itself. */
final class FakeHost implements LoopHost {
    private record Entry(long dueNanos, long number, Runnable task) {}

    private final Queue<Entry> queue =
            new PriorityQueue<>(Comparator.comparingLong(Entry::dueNanos).thenComparingLong(Entry::number));
    private long nanos;
    private long numbers;
    private boolean gone;
    private boolean refusing;
    private Throwable broken;
    private Throwable brokenClock;
    private Throwable brokenCancel;

    @Override
    public synchronized long nanoTime() {
        throwIfNotNull(brokenClock);
        return nanos;
    }

    @Override
    public void execute(Runnable turn) {
        schedule(turn, 0);
    }

    @Override
    public synchronized Registration schedule(Runnable turn, long delayNanos) {
        if (gone || refusing) {
            throw new RejectedExecutionException("gone");
        }
        throwIfNotNull(broken);
        Entry entry = new Entry(nanos + Math.max(0, delayNanos), numbers++, turn);
        queue.add(entry);
        return () -> remove(entry);
    }

    private synchronized void remove(Entry entry) {
        throwIfNotNull(brokenCancel);
        queue.remove(entry);
    }

    /** Something of the host's own. */
    void after(Duration delay, Runnable task) {
        schedule(task, delay.toNanos());
    }

    void advance(Duration duration) {
        long target = nanos + duration.toNanos();
        for (Entry due = poll(target); due != null; due = poll(target)) {
            due.task.run();
        }
        nanos = target;
    }

    private synchronized Entry poll(long target) {
        if (queue.isEmpty() || queue.peek().dueNanos > target) {
            return null;
        }
        Entry due = queue.poll();
        nanos = due.dueNanos;
        return due;
    }

    void runReady() {
        advance(Duration.ZERO);
    }

    synchronized int scheduled() {
        return queue.size();
    }

    /** Runs nothing from here on. */
    synchronized void disappear() {
        queue.clear();
        gone = true;
    }

    /** As {@link #disappear()}, and does not say so. */
    synchronized void refuse() {
        queue.clear();
        refusing = true;
    }

    /** Throws {@code error} from here on, from whatever would run something. */
    synchronized void breakWith(Throwable error) {
        broken = error;
    }

    /** Throws {@code error} from here on, asked for the time. */
    synchronized void breakClockWith(Throwable error) {
        brokenClock = error;
    }

    /** Throws {@code error} from here on, asked to cancel. */
    synchronized void breakCancelWith(Throwable error) {
        brokenCancel = error;
    }

    private static void throwIfNotNull(Throwable error) {
        if (error != null) {
            throw FakeHost.<RuntimeException>sneak(error);
        }
    }

    @SuppressWarnings("unchecked") // erased: throws what it is given
    private static <E extends Throwable> E sneak(Throwable error) throws E {
        throw (E) error;
    }

    @Override
    public synchronized boolean isGone() {
        return gone;
    }

    @Override
    public String toString() {
        return "FakeHost";
    }
}
