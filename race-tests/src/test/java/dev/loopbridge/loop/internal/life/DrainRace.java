package dev.loopbridge.loop.internal.life;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.loopbridge.loop.CloseReport;
import dev.loopbridge.loop.internal.Told;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A request to end a loop, by a shutdown or a drain, against those who submit to it, ask too, or close it at once. */
public class DrainRace {
    private static final Duration LONG = Duration.ofSeconds(5);

    private static String answered(CompletionStage<CloseReport> stage) {
        return stage.toCompletableFuture().isDone() ? "answered" : "never answered";
    }

    private static String state(WatchedLoop watched) {
        return (watched.loop.hasClosed() ? ", the loop is closed" : ", the loop is open") + watched.complaints();
    }

    /** What a drain accepts it lets run; what it refuses never runs. */
    @JCStressTest
    @Outcome(id = "done, ran, answered, the loop is closed", expect = ACCEPTABLE, desc = "Accepted before the drain")
    @Outcome(id = "closed, never told, answered, the loop is closed", expect = ACCEPTABLE, desc = "Refused")
    @Outcome(expect = FORBIDDEN, desc = "Accepted and lost, or refused and run")
    @State
    public static class SubmitAgainstDrain {
        private final WatchedLoop watched = new WatchedLoop();
        private final Told callback = new Told();
        private CompletionStage<CloseReport> answer;
        private String submitted;

        @Actor
        public void submit() {
            watched.meet();
            submitted = WatchedLoop.outcome(() -> watched.loop.execute(callback));
        }

        @Actor
        public void drain() {
            watched.meet();
            answer = watched.loop.drain(LONG, LONG, "a test");
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = submitted + ", " + callback + ", " + answered(answer) + state(watched);
        }
    }

    /** Who asks for the end as somebody else closes the loop is answered, whoever was first. */
    @JCStressTest
    @Outcome(id = "answered, the loop is closed", expect = ACCEPTABLE, desc = "By the close, or as it asked")
    @Outcome(expect = FORBIDDEN, desc = "Whoever asked waits for ever, or the loop is open")
    @State
    public static class ShutdownAgainstClose {
        private final WatchedLoop watched = new WatchedLoop();
        private CompletionStage<CloseReport> answer;

        @Actor
        public void shutdown() {
            watched.meet();
            answer = watched.loop.shutdown(Duration.ZERO, "a test");
        }

        @Actor
        public void close() {
            watched.meet();
            var unused = WatchedLoop.outcome(watched.loop::close);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = answered(answer) + state(watched);
        }
    }

    /** The same, where whoever asks does not serve it. */
    @JCStressTest
    @Outcome(id = "answered, the loop is closed", expect = ACCEPTABLE, desc = "By the close, or as it asked")
    @Outcome(expect = FORBIDDEN, desc = "Whoever asked waits for ever, or the loop is open")
    @State
    public static class AskAgainstClose {
        private final WatchedLoop watched = new WatchedLoop();
        private CompletionStage<CloseReport> answer;

        @Actor
        public void ask() {
            watched.meet();
            answer = watched.loop.shutdownAtHome(Duration.ZERO, "a test");
        }

        @Actor
        public void close() {
            watched.meet();
            watched.loop.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = answered(answer) + state(watched);
        }
    }

    /** A drain waits for nobody who asks for the end at once, and both are answered. */
    @JCStressTest
    @Outcome(id = "answered, answered, the loop is closed", expect = ACCEPTABLE, desc = "One end for both")
    @Outcome(expect = FORBIDDEN, desc = "One waits for ever, or the loop is open")
    @State
    public static class DrainAgainstShutdown {
        private final WatchedLoop watched = new WatchedLoop();
        private CompletionStage<CloseReport> drained;
        private CompletionStage<CloseReport> shutDown;

        @Actor
        public void drain() {
            watched.meet();
            drained = watched.loop.drain(LONG, LONG, "a test");
        }

        @Actor
        public void shutdown() {
            watched.meet();
            shutDown = watched.loop.shutdown(Duration.ZERO, "a test");
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = answered(drained) + ", " + answered(shutDown) + state(watched);
        }
    }
}
