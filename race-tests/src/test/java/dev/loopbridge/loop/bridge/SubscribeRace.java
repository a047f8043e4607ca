package dev.loopbridge.loop.bridge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.loopbridge.loop.internal.life.WatchedLoop;
import dev.loopbridge.loop.stream.Generator;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A body is subscribed to on one thread, while others end its subscription or its loop. */
public class SubscribeRace {
    private static final Generator<String> TWO = out -> {
        out.emit("one");
        out.emit("two");
    };

    private static LoopSubscription subscription(Witness witness) {
        LoopSubscription subscription = witness.subscription;
        while (subscription == null) {
            Thread.onSpinWait();
            subscription = witness.subscription;
        }
        return subscription;
    }

    /** Another thread has the subscription from {@code onSubscribe} and cancels it before its task is there. */
    @JCStressTest
    @Outcome(id = "silence, done", expect = ACCEPTABLE, desc = "The task is cancelled, by whoever came last")
    @Outcome(expect = FORBIDDEN, desc = "A task that nobody waits for, or cancels")
    @State
    public static class CancelAgainstSubscribe {
        private final WatchedLoop watched = new WatchedLoop();
        private final Witness witness = new Witness(0);

        @Actor
        public void subscribe() {
            watched.meet();
            Launch.submit(watched.loop, TWO).subscribe(witness);
        }

        @Actor
        public void cancel() {
            watched.meet();
            subscription(witness).cancel();
        }

        @Arbiter
        public void judge(L_Result result) {
            watched.runOnce();
            watched.runOnce();
            watched.runOnce();
            result.r1 = witness.story()
                    + (watched.loop.liveTasks().isEmpty() ? ", done" : ", a task is left")
                    + watched.complaints();
            watched.loop.close();
        }
    }

    /** As {@link CancelAgainstSubscribe}, with a request that is against the rules. */
    @JCStressTest
    @Outcome(id = "bad request, done", expect = ACCEPTABLE, desc = "The task is cancelled, and the failure told")
    @Outcome(expect = FORBIDDEN, desc = "A failure that nobody tells, or two ends")
    @State
    public static class BadRequestAgainstSubscribe {
        private final WatchedLoop watched = new WatchedLoop();
        private final Witness witness = new Witness(0);

        @Actor
        public void subscribe() {
            watched.meet();
            Launch.submit(watched.loop, TWO).subscribe(witness);
        }

        @Actor
        public void request() {
            watched.meet();
            subscription(witness).request(-1);
        }

        @Arbiter
        public void judge(L_Result result) {
            watched.runOnce();
            watched.runOnce();
            watched.runOnce();
            result.r1 = witness.story()
                    + (watched.loop.liveTasks().isEmpty() ? ", done" : ", a task is left")
                    + watched.complaints();
            watched.loop.close();
        }
    }

    /** Subscribed to as the loop closes. */
    @JCStressTest
    @Outcome(id = "closed", expect = ACCEPTABLE, desc = "Told by the close, or refused and told")
    @Outcome(expect = FORBIDDEN, desc = "Silence, or two ends")
    @State
    public static class SubscribeAgainstClose {
        private final WatchedLoop watched = new WatchedLoop();
        private final Witness witness = new Witness(1);

        @Actor
        public void subscribe() {
            watched.meet();
            Launch.submit(watched.loop, TWO).subscribe(witness);
        }

        @Actor
        public void close() {
            watched.meet();
            watched.loop.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = witness.story() + watched.complaints();
        }
    }
}
