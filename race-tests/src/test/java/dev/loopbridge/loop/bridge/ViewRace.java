package dev.loopbridge.loop.bridge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.internal.Rescue;
import dev.loopbridge.loop.internal.life.WatchedLoop;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Subscriptions without a body, to timers and to somebody else's future. */
public class ViewRace {
    private static final Duration FAR = Duration.ofDays(1);

    private static void cancelOnceSubscribed(Witness witness) {
        LoopSubscription subscription = witness.subscription;
        while (subscription == null) {
            Thread.onSpinWait();
            subscription = witness.subscription;
        }
        subscription.cancel();
    }

    /** Another thread has the subscription from {@code onSubscribe} and cancels it as its timer is set. */
    @JCStressTest
    @Outcome(id = "silence, 0 timers", expect = ACCEPTABLE, desc = "Whoever comes last takes the timer out")
    @Outcome(expect = FORBIDDEN, desc = "A timer stays in the loop, which nobody can cancel any more")
    @State
    public static class DelayAgainstCancel {
        private final WatchedLoop watched = new WatchedLoop();
        private final Witness witness = new Witness(1);

        @Actor
        public void subscribe() {
            watched.meet();
            Launch.delay(watched.loop, FAR).subscribe(witness.ofLongs());
        }

        @Actor
        public void cancel() {
            watched.meet();
            cancelOnceSubscribed(witness);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = witness.story() + ", " + watched.timers() + " timers" + watched.complaints();
        }
    }

    /** As {@link DelayAgainstCancel}, with a request that is against the rules. */
    @JCStressTest
    @Outcome(
            id = "bad request, 0 timers",
            expect = ACCEPTABLE,
            desc = "The failure is told once, and the timer taken out")
    @Outcome(expect = FORBIDDEN, desc = "A failure that nobody tells, or a timer stays in the loop")
    @State
    public static class DelayAgainstBadRequest {
        private final WatchedLoop watched = new WatchedLoop();
        private final Witness witness = new Witness(1);

        @Actor
        public void subscribe() {
            watched.meet();
            Launch.delay(watched.loop, FAR).subscribe(witness.ofLongs());
        }

        @Actor
        public void request() {
            watched.meet();
            LoopSubscription subscription = witness.subscription;
            while (subscription == null) {
                Thread.onSpinWait();
                subscription = witness.subscription;
            }
            subscription.request(-1);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = witness.story() + ", " + watched.timers() + " timers" + watched.complaints();
        }
    }

    /** A timer is subscribed to as its loop closes. */
    @JCStressTest
    @Outcome(id = "closed", expect = ACCEPTABLE, desc = "Told by the close, or refused and told")
    @Outcome(expect = FORBIDDEN, desc = "Silence, or two ends")
    @State
    public static class DelayAgainstClose {
        private final WatchedLoop watched = new WatchedLoop();
        private final Witness witness = new Witness(1);

        @Actor
        public void subscribe() {
            watched.meet();
            Launch.delay(watched.loop, FAR).subscribe(witness.ofLongs());
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

    /** The first tick arms the second timer before the subscribing thread has noted the first one. */
    @JCStressTest
    @Outcome(id = "0, 0 timers", expect = ACCEPTABLE, desc = "The cancel finds the timer that is armed")
    @Outcome(expect = FORBIDDEN, desc = "The cancel finds the first timer, and the second runs on")
    @State
    public static class FirstTickAgainstSubscribe {
        private final WatchedLoop watched = new WatchedLoop();
        private final Witness witness = new Witness(2);

        @Actor
        public void subscribe() {
            watched.meet();
            Launch.interval(watched.loop, Duration.ZERO, FAR, count -> new ArithmeticException())
                    .subscribe(witness.ofLongs());
        }

        @Actor
        public void run() {
            watched.meet();
            boolean never = Rescue.wasNeeded(() -> witness.subscription != null, () -> {});
            while (!never && !witness.hasSignals()) {
                watched.runOnce(); // as soon as there is a timer
            }
        }

        @Arbiter
        public void judge(L_Result result) {
            witness.subscription.cancel();
            result.r1 = witness.story() + ", " + watched.timers() + " timers" + watched.complaints();
        }
    }

    /** A tick is being signalled as another thread makes a bad request: the failure comes behind it, and not within. */
    @JCStressTest
    @Outcome(
            id = "(0 bad request|bad request), 0 timers",
            expect = ACCEPTABLE,
            desc = "One after the other, and no timer is left")
    @Outcome(expect = FORBIDDEN, desc = "Two signals at once, no end, or a timer that ticks on")
    @State
    public static class TickAgainstBadRequest {
        private final WatchedLoop watched = new WatchedLoop();
        private final Witness witness = new Witness(2);

        public TickAgainstBadRequest() {
            Launch.interval(watched.loop, Duration.ZERO, FAR, count -> new ArithmeticException())
                    .subscribe(witness.ofLongs());
        }

        @Actor
        public void tick() {
            watched.meet();
            watched.runOnce();
        }

        @Actor
        public void request() {
            watched.meet();
            witness.subscription.request(-1);
        }

        @Arbiter
        public void judge(L_Result result) {
            watched.runOnce();
            result.r1 = witness.story() + ", " + watched.timers() + " timers" + watched.complaints();
        }
    }

    /** A future is subscribed to as it is completed. */
    @JCStressTest
    @Outcome(id = "value complete", expect = ACCEPTABLE, desc = "Found done, or told")
    @Outcome(expect = FORBIDDEN, desc = "Silence, or two ends")
    @State
    public static class SubscribeAgainstComplete {
        private final WatchedLoop watched = new WatchedLoop();
        private final LoopFuture<String> future = watched.loop.createFuture();
        private final Witness witness = new Witness(1);

        @Actor
        public void subscribe() {
            watched.meet();
            Launch.fromTask(future, /* suppressCancel= */ false).subscribe(witness);
        }

        @Actor
        public void complete() {
            watched.meet();
            future.setResult("value");
        }

        @Arbiter
        public void judge(L_Result result) {
            watched.runOnce();
            result.r1 = witness.story() + watched.complaints();
        }
    }

    /** A future is subscribed to as its loop closes. */
    @JCStressTest
    @Outcome(id = "closed", expect = ACCEPTABLE, desc = "Told by the close, or found closed")
    @Outcome(expect = FORBIDDEN, desc = "Silence, or two ends")
    @State
    public static class SubscribeAgainstClose {
        private final WatchedLoop watched = new WatchedLoop();
        private final LoopFuture<String> future = watched.loop.createFuture();
        private final Witness witness = new Witness(1);

        @Actor
        public void subscribe() {
            watched.meet();
            Launch.fromTask(future, /* suppressCancel= */ false).subscribe(witness);
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

    /** The subscriber cancels as the future is completed. */
    @JCStressTest
    @Outcome(id = "value complete", expect = ACCEPTABLE, desc = "The element came first")
    @Outcome(id = "value", expect = ACCEPTABLE, desc = "The cancel came between the element and the completion")
    @Outcome(
            id = "silence and discarded value",
            expect = ACCEPTABLE,
            desc = "The cancel came first, the result behind it")
    @Outcome(id = "silence", expect = ACCEPTABLE, desc = "The cancel came first, and to the future, too")
    @Outcome(expect = FORBIDDEN, desc = "The element is lost, or has two fates")
    @State
    public static class CancelAgainstComplete {
        private final WatchedLoop watched = new WatchedLoop();
        private final LoopFuture<String> future = watched.loop.createFuture();
        private final Witness witness = new Witness(1);

        public CancelAgainstComplete() {
            Launch.fromTask(future, /* suppressCancel= */ false).subscribe(witness);
        }

        @Actor
        public void complete() {
            watched.meet();
            var unused = WatchedLoop.outcome(() -> future.setResult("value"));
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
            boolean contradicts = witness.story().equals("silence") && !future.isCancelled();
            result.r1 = witness.story() + (contradicts ? ", and the value is lost" : "") + watched.complaints();
        }
    }
}
