package dev.loopbridge.loop.internal.life;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.loopbridge.loop.LoopClosedException;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A loop that does not come round to its shutdown: who registers to be told, against the thread that tells, and the close. */
public class OverdueRace {
    /** Counts what it was told. */
    private static final class Listener implements CloseListeners.Follower {
        private final AtomicInteger told = new AtomicInteger();

        @Override
        public void accept(LoopClosedException why) {
            told.incrementAndGet();
        }

        @Override
        public String toString() {
            return told.get() == 0 ? "never told" : told.get() == 1 ? "told once" : "told " + told + " times";
        }
    }

    /** An idle loop with a shutdown that nobody serves. */
    private static final class Rig {
        final WatchedLoop watched = new WatchedLoop();
        final LoopEnd end = watched.loop.end();
        final Listener listener = new Listener();

        Rig() {
            watched.askToEnd();
        }

        String story() {
            return listener + ", " + watched.listeners() + " listeners" + watched.complaints();
        }
    }

    /** Who comes as the others are told is told, too. */
    @JCStressTest
    @Outcome(id = "told once, 0 listeners", expect = ACCEPTABLE, desc = "With the others, or as it came")
    @Outcome(expect = FORBIDDEN, desc = "Never told, told twice, or still listed")
    @State
    public static class FollowAgainstTellOverdue {
        private final Rig rig = new Rig();

        @Actor
        public void follow() {
            rig.watched.meet();
            var unused = rig.end.listeners().onEnd(rig.listener);
        }

        @Actor
        public void tellOverdue() {
            rig.watched.meet();
            rig.end.tellOverdue();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = rig.story();
        }
    }

    /** As a follower, so one who watches. */
    @JCStressTest
    @Outcome(id = "told once", expect = ACCEPTABLE, desc = "With the others, or as it came")
    @Outcome(expect = FORBIDDEN, desc = "Never told, or told twice")
    @State
    public static class WatchAgainstTellOverdue {
        private final Rig rig = new Rig();

        @Actor
        public void watch() {
            rig.watched.meet();
            rig.end.listeners().watchOverdue(rig.listener);
        }

        @Actor
        public void tellOverdue() {
            rig.watched.meet();
            rig.end.tellOverdue();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = rig.listener + rig.watched.complaints();
        }
    }

    /** The first two who watch: one of them makes the list. */
    @JCStressTest
    @Outcome(id = "told once, told once", expect = ACCEPTABLE, desc = "Both are in one list")
    @Outcome(expect = FORBIDDEN, desc = "One is in a list that nobody has")
    @State
    public static class WatchAgainstWatch {
        private final Rig rig = new Rig();
        private final Listener second = new Listener();

        @Actor
        public void watch() {
            rig.watched.meet();
            rig.end.listeners().watchOverdue(rig.listener);
        }

        @Actor
        public void watchToo() {
            rig.watched.meet();
            rig.end.listeners().watchOverdue(second);
        }

        @Arbiter
        public void judge(L_Result result) {
            rig.end.tellOverdue();
            result.r1 = rig.listener + ", " + second + rig.watched.complaints();
        }
    }

    /** Who watches no longer may have been told before. */
    @JCStressTest
    @Outcome(id = "(never told|told once)", expect = ACCEPTABLE, desc = "Whoever came first")
    @Outcome(expect = FORBIDDEN, desc = "Told twice")
    @State
    public static class ForgetAgainstTellOverdue {
        private final Rig rig = new Rig();

        public ForgetAgainstTellOverdue() {
            rig.end.listeners().watchOverdue(rig.listener);
        }

        @Actor
        public void forget() {
            rig.watched.meet();
            rig.end.listeners().forgetOverdue(rig.listener);
        }

        @Actor
        public void tellOverdue() {
            rig.watched.meet();
            rig.end.tellOverdue();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = rig.listener + rig.watched.complaints();
        }
    }

    /** A scheduler is told again rather than never: it knows whether it was. */
    @JCStressTest
    @Outcome(
            id = "told (once|2 times), 0 listeners",
            expect = ACCEPTABLE,
            desc = "With the others, as it came, or both")
    @Outcome(expect = FORBIDDEN, desc = "Never told")
    @State
    public static class WatchWeaklyAgainstTellOverdue {
        private final Rig rig = new Rig();

        @Actor
        public void watch() {
            rig.watched.meet();
            rig.end.listeners().watchOverdueWeakly(rig.listener);
        }

        @Actor
        public void tellOverdue() {
            rig.watched.meet();
            rig.end.tellOverdue();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = rig.story();
        }
    }

    /** The loop comes round after all, and closes, as its followers are told that it does not. */
    @JCStressTest
    @Outcome(id = "told once, 0 listeners", expect = ACCEPTABLE, desc = "By one of the two")
    @Outcome(expect = FORBIDDEN, desc = "Told by both, or by neither")
    @State
    public static class CloseAgainstTellOverdue {
        private final Rig rig = new Rig();

        public CloseAgainstTellOverdue() {
            var unused = rig.end.listeners().onEnd(rig.listener);
        }

        @Actor
        public void close() {
            rig.watched.meet();
            rig.watched.loop.close();
        }

        @Actor
        public void tellOverdue() {
            rig.watched.meet();
            rig.end.tellOverdue();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = rig.story();
        }
    }

    /** Somebody comes as the loop is overdue, and then closes all the same. */
    @JCStressTest
    @Outcome(id = "told once, 0 listeners", expect = ACCEPTABLE, desc = "With the others, by the close, or as it came")
    @Outcome(expect = FORBIDDEN, desc = "Told twice, or never")
    @State
    public static class FollowAgainstTellOverdueAndClose {
        private final Rig rig = new Rig();

        @Actor
        public void follow() {
            rig.watched.meet();
            var unused = rig.end.listeners().onEnd(rig.listener);
        }

        @Actor
        public void end() {
            rig.watched.meet();
            rig.end.tellOverdue();
            rig.watched.loop.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = rig.story();
        }
    }

    /** The loop comes round to the request as its end is told: what it should have done itself, it does once. */
    @JCStressTest
    @Outcome(id = "told once, 0 listeners, the loop is closed", expect = ACCEPTABLE, desc = "Told by one of the two")
    @Outcome(expect = FORBIDDEN, desc = "Told by both or neither, or the loop stays open")
    @State
    public static class RunAgainstTellOverdue {
        private final Rig rig = new Rig();

        public RunAgainstTellOverdue() {
            var unused = rig.end.listeners().onEnd(rig.listener);
        }

        @Actor
        public void run() {
            rig.watched.meet();
            var unused = WatchedLoop.outcome(rig.watched.loop::runForever);
        }

        @Actor
        public void tellOverdue() {
            rig.watched.meet();
            rig.end.tellOverdue();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = rig.story() + (rig.watched.loop.hasClosed() ? ", the loop is closed" : ", the loop is open");
        }
    }
}
