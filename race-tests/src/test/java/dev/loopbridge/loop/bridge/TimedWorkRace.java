package dev.loopbridge.loop.bridge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Work of a scheduler that waits for its time, against all that ends it. */
public class TimedWorkRace {
    private static final long FAR = Long.MAX_VALUE >> 2;

    /** A timer is set as the loop closes. */
    @JCStressTest
    @Outcome(id = "accepted, told, 0 pending", expect = ACCEPTABLE, desc = "Accepted, and told of the close")
    @Outcome(id = "refused, silent, 0 pending", expect = ACCEPTABLE, desc = "Refused, and the caller knows")
    @Outcome(expect = FORBIDDEN, desc = "Accepted and silent, refused and told, or left in a list")
    @State
    public static class TimedAgainstClose {
        private final SchedulingRig rig = new SchedulingRig();
        private String how;

        @Actor
        public void schedule() {
            rig.watched.meet();
            how = rig.schedule(FAR);
        }

        @Actor
        public void close() {
            rig.watched.meet();
            rig.watched.loop.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = how + ", " + rig.work + ", " + rig.left();
        }
    }

    /** A timer is set as its scheduler is disposed, which tells what is timed. */
    @JCStressTest
    @Outcome(id = "accepted, told, 0 pending, 0 timers", expect = ACCEPTABLE, desc = "Found by the dispose")
    @Outcome(id = "refused, silent, 0 pending, 0 timers", expect = ACCEPTABLE, desc = "The dispose came first")
    @Outcome(expect = FORBIDDEN, desc = "Accepted and silent, refused and told, or a timer stays in the loop")
    @State
    public static class TimedAgainstDispose {
        private final SchedulingRig rig = new SchedulingRig();
        private String how;

        @Actor
        public void schedule() {
            rig.watched.meet();
            how = rig.schedule(FAR);
        }

        @Actor
        public void dispose() {
            rig.watched.meet();
            rig.scheduling.dispose();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = how + ", " + rig.work + ", " + rig.left() + ", " + rig.watched.timers() + " timers";
        }
    }

    /** A timer is set as its worker is disposed, in silence. */
    @JCStressTest
    @Outcome(id = "(accepted|refused), silent, 0 pending, 0 timers", expect = ACCEPTABLE, desc = "Disposed or refused")
    @Outcome(expect = FORBIDDEN, desc = "It runs on, is told, or a timer stays in the loop")
    @State
    public static class TimedAgainstDisposeOfWorker {
        private final SchedulingRig rig = new SchedulingRig();
        private String how;

        @Actor
        public void schedule() {
            rig.watched.meet();
            how = rig.schedule(FAR);
        }

        @Actor
        public void dispose() {
            rig.watched.meet();
            rig.worker.dispose();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = how + ", " + rig.work + ", " + rig.left() + ", " + rig.watched.timers() + " timers";
        }
    }

    /** Work is disposed as it is armed by another thread. */
    @JCStressTest
    @Outcome(id = "0 pending, 0 timers", expect = ACCEPTABLE, desc = "Whoever comes last takes the timer out")
    @Outcome(expect = FORBIDDEN, desc = "A timer stays in the loop, or the work in a list")
    @State
    public static class ArmAgainstDispose {
        private final SchedulingRig rig = new SchedulingRig();

        @Actor
        public void schedule() {
            rig.watched.meet();
            rig.schedule(FAR);
        }

        @Actor
        public void dispose() {
            rig.watched.meet();
            rig.work.dispose();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = rig.left() + ", " + rig.watched.timers() + " timers";
        }
    }

    /** A timer comes to its turn as the scheduler is disposed. */
    @JCStressTest
    @Outcome(id = "(ran|told), 0 pending", expect = ACCEPTABLE, desc = "One of the two came first")
    @Outcome(expect = FORBIDDEN, desc = "Ran and told, or neither")
    @State
    public static class FireAgainstDispose {
        private final SchedulingRig rig = new SchedulingRig();

        public FireAgainstDispose() {
            rig.worker.schedulePeriodically(rig.work, 0, FAR);
        }

        @Actor
        public void fire() {
            rig.watched.meet();
            rig.work.body = () -> rig.work.dispose(); // once
            rig.watched.runOnce();
        }

        @Actor
        public void dispose() {
            rig.watched.meet();
            rig.scheduling.dispose();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = rig.work + ", " + rig.left();
        }
    }

    /** Periodic work has had its turn and waits again, as the scheduler is disposed: that passed it by while it ran. */
    @JCStressTest
    @Outcome(
            id = "(ran 1 told 1|told), 0 pending, 0 timers",
            expect = ACCEPTABLE,
            desc = "Told by the dispose, or by its next wait")
    @Outcome(expect = FORBIDDEN, desc = "It waits on, untold, in a scheduler that is gone")
    @State
    public static class PeriodAgainstDispose {
        private final SchedulingRig rig = new SchedulingRig();

        public PeriodAgainstDispose() {
            rig.work.body = Thread::yield; // long enough to be passed by
            rig.worker.schedulePeriodically(rig.work, 0, FAR);
        }

        @Actor
        public void fire() {
            rig.watched.meet();
            rig.watched.runOnce();
        }

        @Actor
        public void dispose() {
            rig.watched.meet();
            rig.scheduling.dispose();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = rig.work + ", " + rig.left() + ", " + rig.watched.timers() + " timers";
        }
    }
}
