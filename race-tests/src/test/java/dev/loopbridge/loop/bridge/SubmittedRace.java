package dev.loopbridge.loop.bridge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.loopbridge.loop.Await;
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

/** A body that emits on a loop which somebody runs, against its subscriber and the close. */
public class SubmittedRace {
    private static final Generator<String> TWO = out -> {
        out.emit("one");
        out.emit("two");
    };

    private static Witness subscribed(WatchedLoop watched, long first) {
        Witness witness = new Witness(first);
        Launch.submit(watched.loop, TWO).subscribe(witness);
        return witness;
    }

    /** The body lies down to wait for demand as that comes. */
    @JCStressTest
    @Outcome(id = "one two complete", expect = ACCEPTABLE, desc = "Found, or woken by it")
    @Outcome(expect = FORBIDDEN, desc = "Lost demand: the body waits for ever")
    @State
    public static class RequestAgainstEmit {
        private final WatchedLoop watched = new WatchedLoop();
        private final Witness witness = subscribed(watched, 0);

        @Actor
        public void request() {
            watched.meet();
            witness.subscription.request(1);
            Rescue.wasNeeded(witness::hasSignals, () -> {});
            witness.subscription.request(1);
            Rescue.wasNeeded(witness::hasEnded, () -> {});
            watched.loop.execute(watched.loop::stop);
        }

        @Actor
        public void run() {
            watched.meet();
            watched.loop.runForever();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = witness.story() + watched.complaints();
        }
    }

    /** The subscriber cancels as the body emits, and then asks for more, which is nothing. */
    @JCStressTest
    @Outcome(id = "(silence|one|one two|one two complete)", expect = ACCEPTABLE, desc = "What came before the cancel")
    @Outcome(id = "(silence|one) and discarded (one|two)", expect = ACCEPTABLE, desc = "An element that met the cancel")
    @Outcome(
            expect = FORBIDDEN,
            desc = "An element lost or with two fates, an end after a cancel, or two signals at once")
    @State
    public static class CancelAgainstEmit {
        private final WatchedLoop watched = new WatchedLoop();
        private final Witness witness = subscribed(watched, 2);

        @Actor
        public void cancel() {
            watched.meet();
            witness.subscription.cancel();
            witness.subscription.request(1);
            watched.loop.shutdown(Duration.ZERO, "a test");
        }

        @Actor
        public void run() {
            watched.meet();
            var unused = WatchedLoop.outcome(watched.loop::runForever);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = witness.story() + watched.complaints();
        }
    }

    /** Demand, and then a cancel, while the body emits what it can. */
    @JCStressTest
    @Outcome(id = "(silence|one)( and discarded one)?", expect = ACCEPTABLE, desc = "What came before the cancel")
    @Outcome(id = "(one two|one two complete)( and discarded two)?", expect = ACCEPTABLE, desc = "The cancel came late")
    @Outcome(id = "one and discarded two", expect = ACCEPTABLE, desc = "The second element met the cancel")
    @Outcome(expect = FORBIDDEN, desc = "An element lost or with two fates, or two signals at once")
    @State
    public static class RequestAndCancelAgainstEmit {
        private final WatchedLoop watched = new WatchedLoop();
        private final Witness witness = subscribed(watched, 0);

        @Actor
        public void requestAndCancel() {
            watched.meet();
            witness.subscription.request(1);
            witness.subscription.request(1);
            witness.subscription.cancel();
            watched.loop.shutdown(Duration.ZERO, "a test");
        }

        @Actor
        public void run() {
            watched.meet();
            var unused = WatchedLoop.outcome(watched.loop::runForever);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = witness.story() + watched.complaints();
        }
    }

    /** A bad request and a cancel both end the task: it is asked once, or the second would strike its clean-up. */
    @JCStressTest
    @Outcome(id = "asked 1 times, done", expect = ACCEPTABLE, desc = "By whoever came first")
    @Outcome(expect = FORBIDDEN, desc = "Asked twice, or never")
    @State
    public static class BadRequestAgainstCancel {
        private final WatchedLoop watched = new WatchedLoop();
        private final Witness witness = new Witness(1);
        private int asked;

        public BadRequestAgainstCancel() {
            Launch.submit(watched.loop, (Generator<String>) out -> waitForEver())
                    .subscribe(witness);
            watched.runOnce(); // takes it in
            watched.runOnce(); // and begins it
        }

        private void waitForEver() {
            try {
                var unused = Await.await(watched.loop.createFuture());
            } finally {
                asked = Tasks.current().cancelling();
            }
        }

        @Actor
        public void request() {
            watched.meet();
            witness.subscription.request(-1);
        }

        @Actor
        public void cancel() {
            watched.meet();
            witness.subscription.cancel();
        }

        @Arbiter
        public void judge(L_Result result) {
            watched.runOnce();
            watched.runOnce();
            result.r1 = "asked " + asked + " times"
                    + (watched.loop.liveTasks().isEmpty() ? ", done" : ", a task is left") + watched.complaints();
            watched.loop.close();
        }
    }

    /** The body ends as the subscriber cancels. */
    @JCStressTest
    @Outcome(id = "one two complete, 0 left", expect = ACCEPTABLE, desc = "The end came first")
    @Outcome(
            id = "(silence|one|one two)( and discarded (one|two))?, 0 left",
            expect = ACCEPTABLE,
            desc = "The cancel came first")
    @Outcome(expect = FORBIDDEN, desc = "Both, or a task is left")
    @State
    public static class CancelAgainstEnd {
        private final WatchedLoop watched = new WatchedLoop();
        private final Witness witness = subscribed(watched, 2);

        @Actor
        public void run() {
            watched.meet();
            watched.runOnce();
            watched.runOnce();
        }

        @Actor
        public void cancel() {
            watched.meet();
            witness.subscription.cancel();
        }

        @Arbiter
        public void judge(L_Result result) {
            watched.runOnce();
            watched.runOnce();
            result.r1 = witness.story() + ", " + watched.loop.liveTasks().size() + " left" + watched.complaints();
            watched.loop.close();
        }
    }
}
