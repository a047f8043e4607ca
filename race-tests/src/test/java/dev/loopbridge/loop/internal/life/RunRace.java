package dev.loopbridge.loop.internal.life;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.loopbridge.loop.internal.Rescue;
import dev.loopbridge.loop.internal.task.SettableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Who runs the loop, and who asks it to end in order. */
public class RunRace {
    private static SettableFuture<String> done(WatchedLoop watched) {
        SettableFuture<String> done = new SettableFuture<>(watched.loop);
        done.setResult("done");
        return done;
    }

    /** The loop sleeps as something comes: it wakes, whichever was first. */
    @JCStressTest
    @Outcome(id = "it ran", expect = ACCEPTABLE, desc = "Found before the sleep, or woken from it")
    @Outcome(expect = FORBIDDEN, desc = "A lost wake-up: it sleeps on with work in its inbox")
    @State
    public static class WakeUpAgainstPark {
        private final WatchedLoop watched = new WatchedLoop();
        private volatile boolean over;
        private boolean lost;

        @Actor
        public void submit() {
            watched.meet();
            watched.loop.execute(watched.loop::stop);
            lost = Rescue.wasNeeded(() -> over, () -> watched.loop.execute(watched.loop::wakeUp));
            watched.loop.wakeUp();
        }

        @Actor
        public void run() {
            watched.meet();
            watched.loop.runForever();
            over = true;
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = (lost ? "lost wake-up" : "it ran") + watched.complaints();
        }
    }

    /** Two threads run one loop: one after the other, or one is refused; never both. */
    @JCStressTest
    @Outcome(id = "done, done", expect = ACCEPTABLE, desc = "One after the other")
    @Outcome(id = "(done, running|running, done)", expect = ACCEPTABLE, desc = "One is refused")
    @Outcome(expect = FORBIDDEN, desc = "Two threads run one loop at once, or a run does not end as it should")
    @State
    public static class RunAgainstRun {
        private final WatchedLoop watched = new WatchedLoop();
        private final SettableFuture<String> done = done(watched);
        private volatile String mine;
        private volatile String yours;
        private volatile boolean hung;

        @Actor
        public void run() {
            watched.meet();
            mine = run(watched, done);
            hung |= Rescue.wasNeeded(() -> yours != null, watched.loop::close);
        }

        @Actor
        public void runToo() {
            watched.meet();
            yours = run(watched, done);
            hung |= Rescue.wasNeeded(() -> mine != null, watched.loop::close);
        }

        private static String run(WatchedLoop watched, SettableFuture<String> done) {
            return WatchedLoop.outcome(() -> {
                watched.loop.execute(watched::work);
                var unused = watched.loop.runUntilComplete(done);
            });
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = mine + ", " + yours + (hung ? ", hung" : "") + watched.complaints();
        }
    }

    /** Who borrows the loop, against who runs it. */
    @JCStressTest
    @Outcome(
            id = "(done|running), ran",
            expect = ACCEPTABLE,
            desc = "Borrowed before or after, or refused during the run")
    @Outcome(expect = FORBIDDEN, desc = "Two threads in the confined parts at once")
    @State
    public static class BorrowAgainstRun {
        private final WatchedLoop watched = new WatchedLoop();
        private final SettableFuture<String> done = done(watched);
        private volatile String borrowed;
        private boolean ran;
        private boolean hung;

        @Actor
        public void borrow() {
            watched.meet();
            borrowed = WatchedLoop.outcome(() -> watched.loop.confine("test()", watched::work));
        }

        @Actor
        public void run() {
            watched.meet();
            watched.loop.execute(watched::work);
            var unused = watched.loop.runUntilComplete(done);
            ran = true;
            hung = Rescue.wasNeeded(() -> borrowed != null, watched.loop::close);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = borrowed + (hung ? ", hung" : "") + (ran ? ", ran" : ", did not run") + watched.complaints();
        }
    }
}
