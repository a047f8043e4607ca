package dev.loopbridge.loop.internal.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A cancel from any thread against the queue that a timer waits in, or is on its way into. */
public class TimerRace {
    private static final Agenda AGENDA = new Agenda(() -> 0);

    private static TimedCallback timer() {
        return new TimedCallback(AGENDA, 1, () -> {});
    }

    /** Shows how many the queue believes to be waiting before and after all is taken out. */
    private static String count(TimerQueue queue) {
        int before = queue.live();
        boolean shown = queue.peek() != null;
        return before + " before, " + queue.live() + " after" + (shown ? ", and shows it" : "");
    }

    /** Cancelled on its way in: the queue hears of it from the one who cancels, or finds it out itself. */
    @JCStressTest
    @Outcome(id = "0 before, 0 after", expect = ACCEPTABLE, desc = "Counted once, then accounted for")
    @Outcome(expect = FORBIDDEN, desc = "The count drifts: in the end the queue sweeps never, or always")
    @State
    public static class CancelAgainstAdd {
        private final TimerQueue queue = new TimerQueue();
        private final TimedCallback timer = timer();

        @Actor
        public void add() {
            queue.add(timer);
        }

        @Actor
        public void cancel() {
            timer.cancel();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = count(queue);
        }
    }

    /** Comes to its turn as it is cancelled. */
    @JCStressTest
    @Outcome(id = "0 before, 0 after", expect = ACCEPTABLE, desc = "Taken out by one of the two, and accounted for")
    @Outcome(expect = FORBIDDEN, desc = "The count drifts")
    @State
    public static class CancelAgainstPoll {
        private final TimerQueue queue = new TimerQueue();
        private final TimedCallback timer = timer();

        public CancelAgainstPoll() {
            queue.add(timer);
        }

        @Actor
        public void poll() {
            queue.poll();
        }

        @Actor
        public void cancel() {
            timer.cancel();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = count(queue);
        }
    }

    /** Two threads cancel one timer. */
    @JCStressTest
    @Outcome(id = "0 before, 0 after", expect = ACCEPTABLE, desc = "Counted once")
    @Outcome(expect = FORBIDDEN, desc = "Counted twice")
    @State
    public static class CancelAgainstCancel {
        private final TimerQueue queue = new TimerQueue();
        private final TimedCallback timer = timer();

        public CancelAgainstCancel() {
            queue.add(timer);
        }

        @Actor
        public void cancel() {
            timer.cancel();
        }

        @Actor
        public void cancelToo() {
            timer.cancel();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = count(queue);
        }
    }

    /** Two threads cancel a timer each. */
    @JCStressTest
    @Outcome(id = "0 before, 0 after", expect = ACCEPTABLE, desc = "Both are counted")
    @Outcome(expect = FORBIDDEN, desc = "One count is lost")
    @State
    public static class CancelAgainstCancelOfAnother {
        private final TimerQueue queue = new TimerQueue();
        private final TimedCallback mine = timer();
        private final TimedCallback yours = timer();

        public CancelAgainstCancelOfAnother() {
            queue.add(mine);
            queue.add(yours);
        }

        @Actor
        public void cancel() {
            mine.cancel();
        }

        @Actor
        public void cancelToo() {
            yours.cancel();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = count(queue);
        }
    }

    /** A timer that was cancelled before its turn began never runs, and one that is never cancelled in time runs once. */
    @JCStressTest
    @Outcome(id = "it ran", expect = ACCEPTABLE, desc = "The cancel came too late")
    @Outcome(id = "it did not run", expect = ACCEPTABLE, desc = "The cancel came in time")
    @Outcome(expect = FORBIDDEN, desc = "It ran although it had been cancelled before")
    @State
    public static class CancelAgainstFire {
        private volatile boolean cancelled;
        private boolean cancelledBefore;
        private int runs;
        private final TimedCallback timer = new TimedCallback(AGENDA, 1, () -> runs++);

        @Actor
        public void cancel() {
            timer.cancel();
            cancelled = true;
        }

        @Actor
        public void fire() {
            cancelledBefore = cancelled;
            timer.run();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = (runs == 0 ? "it did not run" : "it ran") + (cancelledBefore && runs != 0 ? ", cancelled" : "");
        }
    }
}
