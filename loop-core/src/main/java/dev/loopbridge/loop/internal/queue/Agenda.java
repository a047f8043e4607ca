package dev.loopbridge.loop.internal.queue;

import dev.loopbridge.loop.LoopClock;
import dev.loopbridge.loop.internal.threading.HolderOnly;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What runs next: asyncio's {@code _run_once} without the running. */
@HolderOnly // but for what the inbox lets any thread do
public final class Agenda extends RunControl {
    /** So many submissions at once, and it does not matter what it costs to look for them. */
    private static final int MANY = 128;

    /** So many iterations without a submission, and what was executed is not kept. */
    private static final int KEPT_FOR = 64;

    public final Inbox inbox;
    private final LoopClock clock;
    private final ReadyQueue ready = new ReadyQueue();
    private final TimerQueue timers = new TimerQueue();
    private final Headway headway = new Headway();

    /** How many of this iteration's snapshot are left. */
    private int remaining;

    /** How many submissions the last iteration found that found any, since the run began or the loop slept. */
    private int found;

    /** How many more iterations without a submission there are to be before the inbox forgets; zero if it has. */
    private int keptFor;

    private @Nullable Throwable clockFailure;

    /** With an inbox of any size. */
    public Agenda(LoopClock clock) {
        this(clock, new Inbox());
    }

    public Agenda(LoopClock clock, Inbox inbox) {
        this.clock = clock;
        this.inbox = inbox;
    }

    /** Takes {@code item} in, behind all that was submitted before it, by whichever thread. */
    public void add(Runnable item) {
        takeIn();
        addPastInbox(item);
    }

    /** Takes in what other threads submitted so far. */
    public void takeIn() {
        if (!inbox.isEmpty()) {
            keptFor = KEPT_FOR;
            inbox.drainTo(this::addPastInbox);
        }
    }

    /** As {@link #add}, if nothing is in the inbox. */
    public void addPastInbox(Runnable item) {
        if (inbox.isSelfQueued(item)) {
            ((SelfQueued) item).joinQueue();
        } else {
            ready.add(item);
        }
    }

    /** Takes {@code item} out again, if it was the last to enter. */
    public void retract(Runnable item) {
        ready.removeIfLast(item);
    }

    /** Adds what arrives, for {@link SelfQueued#joinQueue()}: past that, and so not past what waits in the inbox. */
    public void joinReady(Runnable item) {
        ready.add(item);
    }

    public void joinTimers(TimedCallback timer) {
        timers.add(timer);
    }

    public void beginRun() {
        beginCounting();
        found = 0;
    }

    public void endRun() {
        forgetStop();
        remaining = 0;
        inbox.forget();
        ready.relax();
    }

    public boolean hasEnded() {
        return remaining == 0 && isStopped() && !hasFirst();
    }

    /** {@return the next item of this iteration, or the first of a new one; null if none is ready or the run has ended} */
    @Nullable
    public Runnable next() {
        if (hasFirst()) {
            return pollFirst();
        }
        if (remaining == 0) {
            if (hasEnded()) {
                return null;
            }
            beginIteration();
            if (remaining == 0) {
                return null;
            }
        }
        remaining--;
        // What is in the inbox is later than all that is ready, and runs from there: to copy it first takes three times
        // as long.
        Runnable item = ready.poll();
        return item != null ? item : inbox.poll();
    }

    private void beginIteration() {
        countIteration();
        if (timers.size() == 0 && inbox.isQuiet()) { // as in most iterations: then there is no need to look three times
            remaining = ready.size();
            forgetInTime();
            return;
        }
        if (inbox.hasSelfQueued()) {
            takeIn();
        }
        TimedCallback timer = timers.peek();
        if (timer != null) {
            addDue(timer);
        }
        int waiting = waiting();
        if (waiting == 0) {
            forgetInTime();
        } else {
            keptFor = KEPT_FOR;
        }
        if (found > 1 && waiting > 0 && waiting < MANY && ready.size() == 0) {
            Headway.fallBehind();
            waiting = waiting();
        }
        found = waiting;
        remaining = ready.size() + waiting;
    }

    /** A loop that has always something to do of its own keeps nothing of what others handed in. */
    private void forgetInTime() {
        if (keptFor > 0 && --keptFor == 0) {
            inbox.forget();
        }
    }

    /** {@return how many are in the inbox that run from there} */
    private int waiting() {
        int waiting = inbox.sizeWithoutSelfQueued();
        while (waiting < 0) {
            takeIn();
            waiting = inbox.sizeWithoutSelfQueued();
        }
        return waiting;
    }

    private void addDue(TimedCallback first) {
        long now = now();
        if (first.dueNanos - now > 0) {
            return;
        }
        takeIn();
        for (TimedCallback timer = timers.peek(); timer != null && timer.dueNanos - now <= 0; timer = timers.peek()) {
            timers.pollTo(ready);
        }
    }

    private long now() {
        try {
            return clock.nanoTime();
        } catch (Throwable error) {
            clockFailure = error;
            throw error;
        }
    }

    /** {@return what the clock threw last, when it was asked for the timers' sake} */
    @Nullable
    public Throwable clockFailure() {
        return clockFailure;
    }

    /** Sleeps until a timer is due, a submission or an interrupt. Call when nothing is ready, on the thread that wakers know. */
    public void sleep(Object blocker) {
        if (found > 1) {
            headway.giveWay();
        }
        if (!inbox.park()) {
            return;
        }
        found = 0;
        ready.relax();
        TimedCallback timer = timers.peek();
        if (clock instanceof VirtualClock virtual && passTime(virtual, timer)) {
            inbox.unpark();
            return;
        }
        if (timer == null) {
            LockSupport.park(blocker);
        } else {
            LockSupport.parkNanos(blocker, timer.dueNanos - now());
        }
        inbox.unpark();
    }

    /** {@return false if something arrived} Else the run ends, and the next submission wakes the loop. */
    public boolean stopIfIdle() {
        boolean idle = inbox.park();
        if (idle) {
            stop();
        }
        return idle;
    }

    /** {@return whether there is no need to sleep} Without a timer, only another thread can go on. */
    private boolean passTime(VirtualClock virtual, @Nullable TimedCallback timer) {
        if (!virtual.jumps) {
            stop();
            return true;
        }
        if (timer != null) {
            virtual.moveTo(timer.dueNanos);
        }
        return timer != null;
    }

    /** {@return whether something is ready} The inbox and the timers apart. */
    public boolean isAnythingReady() {
        return ready.size() > 0 || remaining > 0;
    }

    /** {@return whether nothing is ready, and no timer waits} The inbox apart. */
    public boolean isEmpty() {
        return ready.size() == 0 && timers.peek() == null;
    }

    /** {@return when the next timer is due; null if there is none} */
    @Nullable
    public Long nextDue() {
        TimedCallback timer = timers.peek();
        return timer == null ? null : timer.dueNanos;
    }

    /** {@return the next item that will never run; null if there is none} For the close, which has sealed the inbox. */
    @Nullable
    public Runnable abandonReady() {
        Runnable item = ready.poll();
        return item != null || inbox.isEmpty() ? item : inbox.poll();
    }

    /** {@return the next timer that will never run; null if there is none} For the close. */
    @Nullable
    public TimedCallback abandonTimer() {
        TimedCallback timer = timers.peek();
        if (timer != null) {
            timers.poll();
        }
        return timer;
    }
}
