package dev.loopbridge.loop.internal.life;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.loopbridge.loop.LoopHost;
import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.internal.Told;
import java.util.concurrent.RejectedExecutionException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A guest loop, which its host runs: whoever hands something in sees to a turn, or somebody else has. */
public class GuestRace {
    /** Runs every turn at once, on the thread that asks for it. */
    private static class InlineHost implements LoopHost {
        /** Refuses from now on. */
        volatile boolean gone;

        private Runnable alarm = () -> {};

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public void execute(Runnable turn) {
            if (gone) {
                throw new RejectedExecutionException("gone");
            }
            turn.run();
        }

        @Override
        public Registration schedule(Runnable turn, long delayNanos) {
            alarm = turn;
            return () -> {};
        }

        @Override
        public boolean isGone() {
            return false;
        }

        @Override
        public String toString() {
            return "a host";
        }
    }

    /** Two submissions: one of the threads runs both, or each its own; nothing is left lying. */
    @JCStressTest
    @Outcome(id = "ran, ran", expect = ACCEPTABLE, desc = "Whoever came second was heard by the one who ran")
    @Outcome(expect = FORBIDDEN, desc = "A submission waits for a turn that nobody asked for")
    @State
    public static class SubmitAgainstSubmit {
        private final WatchedLoop watched = new WatchedLoop(new InlineHost());
        private final Told mine = new Told();
        private final Told yours = new Told();

        @Actor
        public void submit() {
            watched.meet();
            watched.loop.execute(mine);
            watched.loop.execute(watched::work);
        }

        @Actor
        public void submitToo() {
            watched.meet();
            watched.loop.execute(yours);
            watched.loop.execute(watched::work);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = mine + ", " + yours + watched.complaints();
        }
    }

    /** The alarm of a timer rings as something is handed in. */
    @JCStressTest
    @Outcome(id = "ran, ran", expect = ACCEPTABLE, desc = "The timer and the submission, in one turn or in two")
    @Outcome(expect = FORBIDDEN, desc = "One of them waits for a turn that nobody asked for")
    @State
    public static class AlarmAgainstSubmit {
        private static final class LateHost extends InlineHost {
            private volatile long now;

            @Override
            public long nanoTime() {
                return now;
            }
        }

        private final LateHost host = new LateHost();
        private final WatchedLoop watched = new WatchedLoop(host);
        private final Told timer = new Told();
        private final Told submitted = new Told();

        public AlarmAgainstSubmit() {
            var unused = watched.loop.callAtThreadsafe(1, timer);
        }

        @Actor
        public void ring() {
            watched.meet();
            host.now = 1;
            ((InlineHost) host).alarm.run();
        }

        @Actor
        public void submit() {
            watched.meet();
            watched.loop.execute(submitted);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = timer + ", " + submitted + watched.complaints();
        }
    }

    /** The host goes, as something is handed in: it runs, or is told of the close. */
    @JCStressTest
    @Outcome(id = "done, ran, (open|closed)", expect = ACCEPTABLE, desc = "It came before the host went")
    @Outcome(
            id = "(done|closed), (told of the close|never told), closed",
            expect = ACCEPTABLE,
            desc = "It came behind: refused or told")
    @Outcome(expect = FORBIDDEN, desc = "Accepted and silent")
    @State
    public static class DesertAgainstSubmit {
        private final InlineHost host = new InlineHost();
        private final WatchedLoop watched = new WatchedLoop(host);
        private final Told mine = new Told();
        private String submitted;

        @Actor
        public void submit() {
            watched.meet();
            submitted = WatchedLoop.outcome(() -> watched.loop.execute(mine));
        }

        @Actor
        public void desert() {
            watched.meet();
            host.gone = true;
            var unused = WatchedLoop.outcome(() -> watched.loop.execute(() -> {}));
        }

        @Arbiter
        public void judge(L_Result result) {
            String how = submitted.equals("done") && mine.toString().equals("never told") ? "silent" : submitted;
            result.r1 = how + ", " + mine + (watched.loop.isClosed() ? ", closed" : ", open") + watched.complaints();
        }
    }
}
