package dev.loopbridge.loop.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.TaskLimit;
import dev.loopbridge.loop.internal.life.WatchedLoop;
import java.util.concurrent.RejectedExecutionException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A limit of one live task: who comes, and who is called off, as its place becomes free or the loop closes. */
public class TaskLimitRace {
    /** A loop of one place. */
    private static final class Rig {
        final WatchedLoop watched;

        Rig(TaskLimit limit) {
            watched = new WatchedLoop(builder -> builder.maxTasks(1, limit));
        }

        /** {@return the task, or null if it was refused} */
        Task<String> submit() {
            try {
                return watched.loop.submit(() -> "ran");
            } catch (RejectedExecutionException refused) { // a closed loop's too
                return null;
            }
        }

        static String fate(Task<String> task) {
            if (task == null) {
                return "refused";
            }
            if (!task.isDone()) {
                return "pending";
            }
            return task.isCancelled() ? "cancelled" : task.exception() == null ? task.result() : "closed";
        }

        /** A task is taken in, begins and ends, and so the next. */
        void runAll() {
            for (int i = 0; i < 5; i++) {
                watched.runOnce();
            }
        }

        /** {@return whether the place is free, and there is but one} */
        String places() {
            Task<String> first = submit();
            Task<String> second = submit();
            runAll();
            return "then " + fate(first) + " and " + fate(second);
        }
    }

    /** Two come for one place. */
    @JCStressTest
    @Outcome(
            id = {"ran, refused", "refused, ran"},
            expect = ACCEPTABLE,
            desc = "One of the two")
    @Outcome(expect = FORBIDDEN, desc = "Both, or neither")
    @State
    public static class SubmitAgainstSubmit {
        private final Rig rig = new Rig(TaskLimit.REFUSE);
        private Task<String> mine;
        private Task<String> yours;

        @Actor
        public void submit() {
            mine = rig.submit();
        }

        @Actor
        public void submitToo() {
            yours = rig.submit();
        }

        @Arbiter
        public void judge(L_Result result) {
            rig.runAll();
            result.r1 = Rig.fate(mine) + ", " + Rig.fate(yours) + rig.watched.complaints();
        }
    }

    /** One comes as the place becomes free, and the count does not drift. */
    @JCStressTest
    @Outcome(id = "ran, (ran|refused), then ran and refused", expect = ACCEPTABLE, desc = "Too early, or in time")
    @Outcome(expect = FORBIDDEN, desc = "Lost, or a place is lost or won")
    @State
    public static class SubmitAgainstEnd {
        private final Rig rig = new Rig(TaskLimit.REFUSE);
        private final Task<String> first = rig.submit();
        private Task<String> second;

        @Actor
        public void submit() {
            rig.watched.meet();
            second = rig.submit();
        }

        @Actor
        public void run() {
            rig.watched.meet();
            rig.runAll();
        }

        @Arbiter
        public void judge(L_Result result) {
            rig.runAll();
            result.r1 = Rig.fate(first) + ", " + Rig.fate(second) + ", " + rig.places() + rig.watched.complaints();
        }
    }

    /** One that waits is called off as the place becomes free: the place is there for the next. */
    @JCStressTest
    @Outcome(
            id = "ran, (ran|cancelled), ran, then ran and ran",
            expect = ACCEPTABLE,
            desc = "Called off while it waited, or too late")
    @Outcome(expect = FORBIDDEN, desc = "It, or one behind it, waits for ever")
    @State
    public static class CancelAgainstEnd {
        private final Rig rig = new Rig(TaskLimit.WAIT);
        private final Task<String> first = rig.submit();
        private final Task<String> second = rig.submit();
        private final Task<String> third = rig.submit();

        @Actor
        public void cancel() {
            rig.watched.meet();
            var unused = second.cancel();
        }

        @Actor
        public void run() {
            rig.watched.meet();
            rig.runAll();
        }

        @Arbiter
        public void judge(L_Result result) {
            rig.runAll();
            result.r1 = Rig.fate(first) + ", " + Rig.fate(second) + ", " + Rig.fate(third) + ", " + rig.places()
                    + rig.watched.complaints();
        }
    }

    /** One comes to wait for a place as the loop closes. */
    @JCStressTest
    @Outcome(id = "closed, (closed|refused)", expect = ACCEPTABLE, desc = "Accepted and told, or refused")
    @Outcome(expect = FORBIDDEN, desc = "It waits for ever")
    @State
    public static class SubmitAgainstClose {
        private final Rig rig = new Rig(TaskLimit.WAIT);
        private final Task<String> first = rig.submit();
        private Task<String> second;

        @Actor
        public void submit() {
            rig.watched.meet();
            second = rig.submit();
        }

        @Actor
        public void close() {
            rig.watched.meet();
            rig.watched.loop.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = Rig.fate(first) + ", " + Rig.fate(second) + rig.watched.complaints();
        }
    }
}
