package dev.loopbridge.loop.internal.life;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.loopbridge.loop.internal.Rescue;
import dev.loopbridge.loop.internal.Told;
import dev.loopbridge.loop.internal.task.SettableFuture;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** An orderly end, asked for by one thread while others run the loop, borrow it or ask, too. */
public class ShutdownRace {
    private static SettableFuture<String> done(WatchedLoop watched) {
        SettableFuture<String> done = new SettableFuture<>(watched.loop);
        done.setResult("done");
        return done;
    }

    /** A shutdown is asked for as a run ends: that run serves it, its end does, or the one who asks. */
    @JCStressTest
    @Outcome(id = "(ran|closed|stopped), the loop is closed", expect = ACCEPTABLE, desc = "Somebody served it")
    @Outcome(expect = FORBIDDEN, desc = "A request that nobody serves: the loop stays open")
    @State
    public static class ShutdownAgainstRunEnd {
        private final WatchedLoop watched = new WatchedLoop();
        private final SettableFuture<String> done = done(watched);
        private String ran;

        @Actor
        public void run() {
            watched.meet();
            String how = WatchedLoop.outcome(() -> {
                var unused = watched.loop.runUntilComplete(done);
            });
            ran = how.equals("done") ? "ran" : how.startsWith("Event loop stopped") ? "stopped" : how;
        }

        @Actor
        public void shutdown() {
            watched.meet();
            var unused = watched.loop.shutdown(Duration.ZERO, "a test");
        }

        @Arbiter
        public void judge(L_Result result) {
            // One whose shutdown runs the loop refuses the run: it was there first.
            String how = ran.equals("running") ? "closed" : ran;
            result.r1 = how
                    + (watched.loop.hasClosed() ? ", the loop is closed" : ", the loop is open")
                    + watched.complaints();
        }
    }

    /** A loop that would run for ever is shut down as it starts to run, or to sleep. */
    @JCStressTest
    @Outcome(id = "the loop is closed", expect = ACCEPTABLE, desc = "The run hears of it, wherever it is")
    @Outcome(expect = FORBIDDEN, desc = "A request that nobody serves: the loop runs on")
    @State
    public static class ShutdownAgainstRun {
        private final WatchedLoop watched = new WatchedLoop();
        private volatile boolean over;
        private boolean lost;

        @Actor
        public void shutdown() {
            watched.meet();
            var unused = watched.loop.shutdown(Duration.ZERO, "a test");
            lost = Rescue.wasNeeded(() -> over, () -> watched.loop.execute(watched.loop::stop));
        }

        @Actor
        public void run() {
            watched.meet();
            var unused = WatchedLoop.outcome(watched.loop::runForever);
            over = true;
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = (lost ? "it ran on, " : "")
                    + (watched.loop.hasClosed() ? "the loop is closed" : "the loop is open")
                    + watched.complaints();
        }
    }

    /** A shutdown is served in a run; before that run's thread closes the loop, another thread runs it once more. */
    @JCStressTest
    @Outcome(id = "the loop is closed", expect = ACCEPTABLE, desc = "The second run ends at once, or is refused")
    @Outcome(expect = FORBIDDEN, desc = "The second run goes on for ever")
    @State
    public static class ShutdownAgainstTwoRuns {
        private final WatchedLoop watched = new WatchedLoop();
        private volatile boolean mineOver;
        private volatile boolean yoursOver;
        private boolean hung;

        public ShutdownAgainstTwoRuns() {
            var unused = watched.loop.shutdownAtHome(Duration.ZERO, "a test");
        }

        @Actor
        public void run() {
            watched.meet();
            runUntilClosed();
            mineOver = true;
            hung |= Rescue.wasNeeded(() -> yoursOver, this::stop);
        }

        @Actor
        public void runToo() {
            watched.meet();
            runUntilClosed();
            yoursOver = true;
            Rescue.wasNeeded(() -> mineOver, this::stop);
        }

        private void runUntilClosed() {
            while (!watched.loop.isClosed()) {
                var unused = WatchedLoop.outcome(watched.loop::runForever);
            }
        }

        private void stop() {
            hung = true;
            watched.loop.execute(watched.loop::stop);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = (hung ? "hung, " : "")
                    + (watched.loop.hasClosed() ? "the loop is closed" : "the loop is open")
                    + watched.complaints();
        }
    }

    /** Two ends at once: one close, and both hear of it. */
    @JCStressTest
    @Outcome(id = "both heard, told of the close", expect = ACCEPTABLE, desc = "One close, whoever did it")
    @Outcome(expect = FORBIDDEN, desc = "Closed twice, or somebody waits for ever")
    @State
    public static class ShutdownAgainstShutdown {
        private final WatchedLoop watched = new WatchedLoop();
        private final Told timer = new Told();
        private volatile boolean mine;
        private volatile boolean yours;

        public ShutdownAgainstShutdown() {
            var unused = watched.loop.callAtThreadsafe(Long.MAX_VALUE, timer);
        }

        @Actor
        public void shutdown() {
            watched.meet();
            var unused = watched.loop.shutdown(Duration.ZERO, "a test").thenAccept(report -> mine = true);
        }

        @Actor
        public void shutdownToo() {
            watched.meet();
            var unused = watched.loop.shutdown(Duration.ZERO, "a test").thenAccept(report -> yours = true);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = (mine && yours ? "both heard, " : "heard: " + mine + " " + yours + ", ")
                    + timer
                    + watched.complaints();
        }
    }

    /** Who borrows the loop as a shutdown is asked for: the loop is closed in the end. */
    @JCStressTest
    @Outcome(id = "the loop is closed", expect = ACCEPTABLE, desc = "The shutdown waits an instant for the borrower")
    @Outcome(expect = FORBIDDEN, desc = "A request that nobody serves")
    @State
    public static class BorrowAgainstShutdown {
        private final WatchedLoop watched = new WatchedLoop();

        @Actor
        public void borrow() {
            watched.meet();
            var unused = WatchedLoop.outcome(() -> watched.loop.confine("test()", watched::work));
        }

        @Actor
        public void shutdown() {
            watched.meet();
            var unused = watched.loop.shutdown(Duration.ZERO, "a test");
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = (watched.loop.hasClosed() ? "the loop is closed" : "the loop is open") + watched.complaints();
        }
    }
}
