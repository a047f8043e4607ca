package dev.loopbridge.loop.bridge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.internal.Rescue;
import dev.loopbridge.loop.internal.life.WatchedLoop;
import dev.loopbridge.loop.stream.Generator;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** An idle loop that its subscribers' calls run: one of them drives, for all. */
public class DrivenRace {
    private static final Generator<String> TWO = out -> {
        out.emit("one");
        out.emit("two");
    };

    private static Launch<String> launch(WatchedLoop watched) {
        return Launch.runUntilComplete(
                watched.loop, TWO, LaunchOptions.defaults().grace(Duration.ZERO));
    }

    /** Waits for the end of both, and closes the loop. Returns their stories. */
    private static String end(WatchedLoop watched, Witness mine, Witness yours) {
        Rescue.wasNeeded(() -> mine.hasEnded() && yours.hasEnded(), () -> {});
        String stories = mine.story() + "; " + yours.story() + watched.complaints();
        watched.loop.close();
        return stories;
    }

    /** Two threads ask for an element each: one drives, and answers the other, too. */
    @JCStressTest
    @Outcome(id = "one two complete", expect = ACCEPTABLE, desc = "All that was asked for")
    @Outcome(expect = FORBIDDEN, desc = "A request that nobody answers, or two drivers")
    @State
    public static class RequestAgainstRequest {
        private final WatchedLoop watched = new WatchedLoop();
        private final Witness witness = new Witness(0);

        public RequestAgainstRequest() {
            launch(watched).subscribe(witness);
        }

        @Actor
        public void request() {
            watched.meet();
            witness.subscription.request(1);
        }

        @Actor
        public void requestToo() {
            watched.meet();
            witness.subscription.request(1);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = witness.story() + watched.complaints();
            watched.loop.close();
        }
    }

    /** Two subscribers of one idle loop: the one who comes second is taken on by the driver. */
    @JCStressTest
    @Outcome(id = "one two complete; one two complete", expect = ACCEPTABLE, desc = "Whoever drives, drives for both")
    @Outcome(expect = FORBIDDEN, desc = "One is refused, or left")
    @State
    public static class SubscribeAgainstSubscribe {
        private final WatchedLoop watched = new WatchedLoop();
        private final Witness mine = new Witness(2);
        private final Witness yours = new Witness(2);

        @Actor
        public void subscribe() {
            watched.meet();
            launch(watched).subscribe(mine);
        }

        @Actor
        public void subscribeToo() {
            watched.meet();
            launch(watched).subscribe(yours);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = end(watched, mine, yours);
        }
    }

    /** A second subscriber comes while the first one's call runs the loop: its body may be over before it has gone on. */
    @JCStressTest
    @Outcome(id = "complete; one two complete", expect = ACCEPTABLE, desc = "Whoever drives, drives for both")
    @Outcome(expect = FORBIDDEN, desc = "One is refused, or left")
    @State
    public static class SubscribeAgainstDriver {
        private static final Generator<String> STEPS = out -> {
            for (int n = 0; n < 20; n++) {
                Tasks.yieldNow();
            }
        };

        private final WatchedLoop watched = new WatchedLoop();
        private final Witness mine = new Witness(2);
        private final Witness yours = new Witness(2);

        @Actor
        public void drive() {
            watched.meet();
            Launch.runUntilComplete(watched.loop, STEPS, LaunchOptions.defaults())
                    .subscribe(mine);
        }

        @Actor
        public void subscribe() {
            watched.meet();
            launch(watched).subscribe(yours);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = end(watched, mine, yours);
        }
    }

    /** The loop's owner runs it for an instant as somebody subscribes: what is handed in to that run must not stay behind it. */
    @JCStressTest
    @Outcome(id = "one two complete, done", expect = ACCEPTABLE, desc = "One after the other, or the owner ran both")
    @Outcome(id = "one two complete, running", expect = ACCEPTABLE, desc = "The owner was refused")
    @Outcome(id = ".*already running.*, done", expect = ACCEPTABLE, desc = "The subscriber was refused")
    @Outcome(expect = FORBIDDEN, desc = "Left behind, or neither ran")
    @State
    public static class SubscribeAgainstOwner {
        private final WatchedLoop watched = new WatchedLoop();
        private final Witness witness = new Witness(2);
        private String owner = "";

        @Actor
        public void subscribe() {
            watched.meet();
            launch(watched).subscribe(witness);
        }

        @Actor
        public void run() {
            watched.meet();
            owner = WatchedLoop.outcome(() -> watched.loop.runUntilComplete(() -> null));
        }

        @Arbiter
        public void judge(L_Result result) {
            Rescue.wasNeeded(witness::hasEnded, () -> {});
            result.r1 = witness.story() + ", " + owner + watched.complaints();
            watched.loop.close();
        }
    }

    /** One of two subscribers may not block, and is refused; the other must not wait for a driver that left. */
    @JCStressTest
    @Outcome(id = "one two complete; refused", expect = ACCEPTABLE, desc = "Refused by name, and the other is served")
    @Outcome(id = "one two complete; one two complete", expect = ACCEPTABLE, desc = "The other drove for both")
    @Outcome(expect = FORBIDDEN, desc = "The one who may block is left by the one who may not")
    @State
    public static class RequestAgainstRefusedRequest {
        private final WatchedLoop watched = new WatchedLoop();
        private final Witness mine = new Witness(0);
        private final Witness yours = new Witness(0);

        public RequestAgainstRefusedRequest() {
            launch(watched).subscribe(mine);
            launch(watched).subscribe(yours);
            yours.mayBlock = false;
        }

        @Actor
        public void request() {
            watched.meet();
            mine.subscription.request(2);
        }

        @Actor
        public void requestToo() {
            watched.meet();
            yours.subscription.request(2);
        }

        @Arbiter
        public void judge(L_Result result) {
            Rescue.wasNeeded(() -> mine.hasEnded() && yours.hasEnded(), () -> {});
            boolean refused = yours.story().contains("would block thread");
            result.r1 = mine.story() + "; " + (refused ? "refused" : yours.story()) + watched.complaints();
            watched.loop.close();
        }
    }

    /** The subscriber cancels inside a signal, which closes the loop, as another thread shuts it down. */
    @JCStressTest
    @Outcome(
            id = "(silence|one|closed|one closed)( and discarded (one|two))?, the loop is closed",
            expect = ACCEPTABLE,
            desc = "The cancel came first, or the close")
    @Outcome(expect = FORBIDDEN, desc = "An end after the cancel, or the loop stays open")
    @State
    public static class CancelInsideASignalAgainstClose {
        private final WatchedLoop watched = new WatchedLoop();
        private final Witness witness = new Witness(2);

        @Actor
        public void subscribe() {
            watched.meet();
            witness.onNext = () -> witness.subscription.cancel();
            launch(watched).subscribe(witness);
        }

        @Actor
        public void shutdown() {
            watched.meet();
            while (witness.subscription == null) {
                Thread.onSpinWait();
            }
            watched.loop.shutdown(Duration.ZERO, "a test");
        }

        @Arbiter
        public void judge(L_Result result) {
            boolean both = witness.story().contains("one closed") && witness.subscription.isCancelled();
            result.r1 = witness.story()
                    + (both ? " after the cancel" : "")
                    + (watched.loop.isClosed() ? ", the loop is closed" : ", the loop is open")
                    + watched.complaints();
        }
    }

    /** Subscribed to as the loop closes. */
    @JCStressTest
    @Outcome(
            id = "(one two complete|one closed|one two closed|closed)( and discarded (one|two))?",
            expect = ACCEPTABLE,
            desc = "Served, or told")
    @Outcome(expect = FORBIDDEN, desc = "Silence, or two ends")
    @State
    public static class SubscribeAgainstClose {
        private final WatchedLoop watched = new WatchedLoop();
        private final Witness witness = new Witness(2);

        @Actor
        public void subscribe() {
            watched.meet();
            launch(watched).subscribe(witness);
        }

        @Actor
        public void close() {
            watched.meet();
            watched.loop.shutdown(Duration.ZERO, "a test");
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = witness.story() + watched.complaints();
        }
    }
}
