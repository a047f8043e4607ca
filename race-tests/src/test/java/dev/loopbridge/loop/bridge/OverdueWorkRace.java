package dev.loopbridge.loop.bridge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.internal.life.WatchedLoop;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Work of a scheduler whose loop does not come round to its end: all of it is told, each once, whatever else becomes of it. */
public class OverdueWorkRace {
    private static final long FAR = Long.MAX_VALUE >> 2;
    private static final LoopClosedException WHY = why();

    private static LoopClosedException why() {
        WatchedLoop other = new WatchedLoop();
        other.loop.close();
        return other.loop.closedException();
    }

    /** Work is handed in as all is told. */
    @JCStressTest
    @Outcome(id = "accepted, told, 0 pending", expect = ACCEPTABLE, desc = "Told with the others, or as it came")
    @Outcome(id = "refused, silent, 0 pending", expect = ACCEPTABLE, desc = "Refused, and the caller knows")
    @Outcome(expect = FORBIDDEN, desc = "Accepted and silent, told twice, or refused and told")
    @State
    public static class ScheduleAgainstTellAll {
        private final SchedulingRig rig = new SchedulingRig();
        private String how;

        @Actor
        public void schedule() {
            rig.watched.meet();
            how = rig.schedule(0);
        }

        @Actor
        public void tellAll() {
            rig.watched.meet();
            rig.scheduling.tellAll(WHY);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = how + ", " + rig.work + ", " + rig.left();
        }
    }

    /** As work that runs at once, so timed work, which leaves no timer behind. */
    @JCStressTest
    @Outcome(
            id = "accepted, told, 0 pending, 0 timers",
            expect = ACCEPTABLE,
            desc = "Told with the others, or as it came")
    @Outcome(id = "refused, silent, 0 pending, 0 timers", expect = ACCEPTABLE, desc = "Refused, and the caller knows")
    @Outcome(expect = FORBIDDEN, desc = "Accepted and silent, told twice, refused and told, or a timer is left")
    @State
    public static class TimedAgainstTellAll {
        private final SchedulingRig rig = new SchedulingRig();
        private String how;

        @Actor
        public void schedule() {
            rig.watched.meet();
            how = rig.schedule(FAR);
        }

        @Actor
        public void tellAll() {
            rig.watched.meet();
            rig.scheduling.tellAll(WHY);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = how + ", " + rig.work + ", " + rig.left() + ", " + rig.watched.timers() + " timers";
        }
    }

    /** The loop comes to the work after all, and passes it in the list that is being read. */
    @JCStressTest
    @Outcome(id = "(ran|ran overdue|told), (ran|told), 0 pending", expect = ACCEPTABLE, desc = "Each has one fate")
    @Outcome(expect = FORBIDDEN, desc = "Run and told, or passed by")
    @State
    public static class RunAgainstTellAll {
        private final SchedulingRig rig = new SchedulingRig();
        private final CountedWork second = new CountedWork();

        public RunAgainstTellAll() {
            rig.schedule(0);
            rig.worker.schedule(second);
        }

        @Actor
        public void run() {
            rig.watched.meet();
            rig.watched.runOnce();
        }

        @Actor
        public void tellAll() {
            rig.watched.meet();
            rig.scheduling.tellAll(WHY);
        }

        @Arbiter
        public void judge(L_Result result) {
            String other = second.toString().replace(" overdue", "");
            result.r1 = rig.work + ", " + other + ", " + rig.left();
        }
    }

    /** A period has had its turn, and waits again, as all is told. */
    @JCStressTest
    @Outcome(
            id = "(ran 1 told 1|ran 1 told 1 overdue|told), 0 pending, 0 timers",
            expect = ACCEPTABLE,
            desc = "Told while it waits, or as it would wait again")
    @Outcome(expect = FORBIDDEN, desc = "It waits on, untold, or is told twice")
    @State
    public static class PeriodAgainstTellAll {
        private final SchedulingRig rig = new SchedulingRig();

        public PeriodAgainstTellAll() {
            rig.work.body = Thread::yield; // long enough to be passed by
            rig.worker.schedulePeriodically(rig.work, 0, FAR);
        }

        @Actor
        public void fire() {
            rig.watched.meet();
            rig.watched.runOnce();
        }

        @Actor
        public void tellAll() {
            rig.watched.meet();
            rig.scheduling.tellAll(WHY);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = rig.work + ", " + rig.left() + ", " + rig.watched.timers() + " timers";
        }
    }

    /** The loop closes after all as all is told that it does not. */
    @JCStressTest
    @Outcome(id = "told, told, 0 pending", expect = ACCEPTABLE, desc = "By one of the two")
    @Outcome(expect = FORBIDDEN, desc = "Told by both, or by neither")
    @State
    public static class CloseAgainstTellAll {
        private final SchedulingRig rig = new SchedulingRig();
        private final CountedWork timed = new CountedWork();

        public CloseAgainstTellAll() {
            rig.schedule(0);
            rig.worker.schedule(timed, FAR);
        }

        @Actor
        public void close() {
            rig.watched.meet();
            rig.watched.loop.close();
        }

        @Actor
        public void tellAll() {
            rig.watched.meet();
            rig.scheduling.tellAll(WHY);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = rig.work + ", " + timed + ", " + rig.left();
        }
    }

    /** The work is disposed as it comes to its turn, and lets go of what it captured once. */
    @JCStressTest
    @Outcome(id = "(ran|silent), released once, 0 pending", expect = ACCEPTABLE, desc = "One of the two came first")
    @Outcome(expect = FORBIDDEN, desc = "Released never, twice, or before it ran")
    @State
    public static class RunAgainstDispose {
        private final SchedulingRig rig = new SchedulingRig();

        public RunAgainstDispose() {
            rig.schedule(0);
        }

        @Actor
        public void run() {
            rig.watched.meet();
            rig.watched.runOnce();
        }

        @Actor
        public void dispose() {
            rig.watched.meet();
            rig.work.dispose();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = rig.work + ", " + rig.work.released() + ", " + rig.left();
        }
    }

    /** A list of work is read as it grows at one end and is cut at the other. */
    @JCStressTest
    @Outcome(id = "the second found, the third found", expect = ACCEPTABLE, desc = "Read, or seen by who adds it")
    @Outcome(expect = FORBIDDEN, desc = "The reader lost its way, or both looked too early")
    @State
    public static class AddAndTrimAgainstRead {
        private final SchedulingRig rig = new SchedulingRig();
        private final WorkList list = new WorkList(/* ofWorker= */ true);
        private final CountedWork first = new CountedWork();
        private final CountedWork second = new CountedWork();
        private final CountedWork third = new CountedWork();
        private volatile boolean reads;
        private boolean foundSecond;
        private boolean foundThird;
        private boolean tooLate;

        public AddAndTrimAgainstRead() {
            rig.worker.schedule(first);
            list.add(first);
            list.add(second);
            first.dispose();
        }

        @Actor
        public void change() {
            rig.watched.meet();
            list.passed(second);
            list.add(third);
            tooLate = reads;
        }

        @Actor
        public void read() {
            rig.watched.meet();
            reads = true;
            list.snapshot().forEach(work -> {
                foundSecond |= work == second;
                foundThird |= work == third;
            });
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = (foundSecond ? "the second found" : "the second lost")
                    + (foundThird || tooLate ? ", the third found" : ", the third lost");
        }
    }
}
