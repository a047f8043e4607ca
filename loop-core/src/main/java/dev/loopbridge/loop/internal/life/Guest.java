package dev.loopbridge.loop.internal.life;

import dev.loopbridge.loop.LoopHost;
import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.internal.report.SafeText;
import dev.loopbridge.loop.internal.threading.AnyThread;
import dev.loopbridge.loop.internal.threading.HolderOnly;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What a loop has instead of a thread that sleeps: a host, who calls it when something is ready or due. */
final class Guest {
    /*
     * The inbox of an idle guest is marked asleep, so that the first submission wakes it, as it would a parked thread: here
     * that asks the host for a turn. A call that wants a turn adds one to the calls; the one that added to zero brings it
     * about, and the turn goes on until it has answered them all.
     */
    private final LifeLoop loop;
    private final LoopHost host;
    private final AtomicInteger calls = new AtomicInteger();

    /** The host runs nothing any more. Never goes back to false. */
    private volatile boolean deserted;

    // The turn's, but for a close, which cancels the alarm.

    /** Whether the loop fell asleep, or its run ended otherwise. */
    private boolean asleep;

    /** When the first timer is due, as the loop fell asleep; null if there is none. */
    private @Nullable Long due;

    private volatile @Nullable Alarm alarm;

    Guest(LifeLoop loop, LoopHost host) {
        this.loop = loop;
        this.host = host;
    }

    boolean isDeserted() {
        return deserted;
    }

    /** Something is ready. */
    @AnyThread
    void call() {
        if (deserted) {
            return;
        }
        try {
            if (host.isGone()) {
                desert("runs nothing any more");
            } else if (calls.getAndIncrement() == 0) {
                host.execute(this::turn);
            }
        } catch (Throwable refused) {
            loop.guard("Exception while leaving", host, () -> desert(refused));
        }
    }

    private void desert(Throwable refused) {
        if (refused instanceof RejectedExecutionException) {
            desert("runs nothing any more");
        } else {
            loop.errors().report("Exception in host of event loop", refused, "host", host);
            desert("threw " + SafeText.of(refused));
        }
    }

    /** Nobody would ever run this again: whoever waits must be told. */
    private void desert(String what) {
        deserted = true;
        var unused = loop.shutdown(Duration.ZERO, "its host " + SafeText.of(host) + ", which " + what);
    }

    private void turn() {
        int answered;
        do {
            answered = calls.get();
            try {
                runOnce();
            } catch (Throwable refused) {
                loop.guard("Exception while leaving", host, () -> desert(refused));
            }
        } while (!calls.compareAndSet(answered, 0));
    }

    private void runOnce() {
        do {
            asleep = false;
            if (!loop.running().runTurn()) {
                return;
            }
        } while (!asleep); // stopped, or torn by a fatal error
        setAlarm();
    }

    /** Nothing is ready: the run ends. */
    @HolderOnly
    void onIdle(@Nullable Long nextDue) {
        asleep = true;
        due = nextDue;
    }

    private void setAlarm() {
        Alarm present = alarm;
        if (present != null && present.isFor(due)) {
            return;
        }
        cancelAlarm();
        if (due != null) {
            Alarm next = new Alarm(due);
            alarm = next;
            next.registration = host.schedule(next, due - host.nanoTime());
        }
    }

    /** The loop is closed, or will be woken at another time. */
    void cancelAlarm() {
        Alarm present = alarm;
        alarm = null;
        if (present != null && present.registration != null) {
            loop.guard("Exception in host of event loop", host, present.registration::cancel);
        }
    }

    /** Wakes the loop when its first timer is due. */
    private final class Alarm implements Runnable {
        final long dueNanos;

        volatile @Nullable Registration registration;
        private volatile boolean rung;

        Alarm(long dueNanos) {
            this.dueNanos = dueNanos;
        }

        boolean isFor(@Nullable Long due) {
            return !rung && due != null && due == dueNanos;
        }

        @Override
        public void run() {
            rung = true;
            if (calls.getAndIncrement() == 0) {
                turn();
            }
        }
    }

    @Override
    public String toString() {
        return "Event loop \"" + loop.name() + "\" is run by its host, " + SafeText.of(host);
    }
}
