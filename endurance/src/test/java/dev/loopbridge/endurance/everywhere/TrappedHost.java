package dev.loopbridge.endurance.everywhere;

import dev.loopbridge.loop.LoopHost;
import dev.loopbridge.loop.Registration;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** Runs what is due when told to. */
final class TrappedHost implements LoopHost {
    private record Entry(long dueNanos, long number, Runnable turn) {}

    private final Trap trap;
    private final Queue<Entry> queue =
            new PriorityQueue<>(Comparator.comparingLong(Entry::dueNanos).thenComparingLong(Entry::number));
    private long nowNanos;
    private long numbers;

    TrappedHost(Trap trap) {
        this.trap = trap;
    }

    @Override
    public long nanoTime() {
        trap.call(CallOut.HOST_TIME);
        synchronized (queue) {
            return nowNanos;
        }
    }

    @Override
    public void execute(Runnable turn) {
        trap.call(CallOut.HOST_EXECUTE);
        add(turn, 0);
    }

    @Override
    public Registration schedule(Runnable turn, long delayNanos) {
        trap.call(CallOut.HOST_SCHEDULE);
        Entry entry = add(turn, delayNanos);
        return () -> {
            trap.call(CallOut.HOST_CANCEL);
            synchronized (queue) {
                queue.remove(entry);
            }
        };
    }

    private Entry add(Runnable turn, long delayNanos) {
        synchronized (queue) {
            Entry entry = new Entry(nowNanos + Math.max(0, delayNanos), numbers++, turn);
            queue.add(entry);
            return entry;
        }
    }

    void advance(Duration by) {
        long target = nowNanos + by.toNanos();
        for (Entry due = poll(target); due != null; due = poll(target)) {
            due.turn.run();
        }
        nowNanos = target;
    }

    private Entry poll(long target) {
        synchronized (queue) {
            if (queue.isEmpty() || queue.peek().dueNanos > target) {
                return null;
            }
            Entry due = queue.poll();
            nowNanos = Math.max(nowNanos, due.dueNanos);
            return due;
        }
    }

    @Override
    public boolean isGone() {
        trap.call(CallOut.HOST_GONE);
        return false;
    }

    @Override
    public String toString() {
        trap.call(CallOut.HOST_TO_STRING);
        return "TrappedHost";
    }
}
