package dev.loopbridge.loop.bridge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.loopbridge.loop.internal.life.WatchedLoop;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The cancel of a subscription against its last element and its end. */
public class PhasedRace {
    private static final WatchedLoop WATCHED = new WatchedLoop();
    private static final IllegalArgumentException BAD_REQUEST = new IllegalArgumentException("bad request");

    private static BareSubscription withDemandOf(long first) {
        return BareSubscription.begun(WATCHED, new Witness(first));
    }

    /** The empty end against the cancel. */
    @JCStressTest
    @Outcome(id = "complete, 0 cancels", expect = ACCEPTABLE, desc = "The end came first, and the cancel does nothing")
    @Outcome(id = "silence, 1 cancels", expect = ACCEPTABLE, desc = "The cancel came first")
    @Outcome(id = "silence, 0 cancels", expect = ACCEPTABLE, desc = "The cancel came between the end and its signal")
    @Outcome(expect = FORBIDDEN, desc = "Both won")
    @State
    public static class CancelAgainstCompletion {
        private final BareSubscription subscription = withDemandOf(1);

        @Actor
        public void complete() {
            subscription.conclude(null, null);
        }

        @Actor
        public void cancel() {
            subscription.cancel();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = subscription.story() + ", " + subscription.cancels + " cancels";
        }
    }

    /** The end by an error against the cancel: an error that nobody is told must not be lost. */
    @JCStressTest
    @Outcome(id = "bad request", expect = ACCEPTABLE, desc = "The end came first")
    @Outcome(id = "silence and dropped bad request", expect = ACCEPTABLE, desc = "The cancel came first")
    @Outcome(expect = FORBIDDEN, desc = "The error is lost, or told twice")
    @State
    public static class CancelAgainstError {
        private final BareSubscription subscription = withDemandOf(1);

        @Actor
        public void fail() {
            subscription.conclude(null, BAD_REQUEST);
        }

        @Actor
        public void cancel() {
            subscription.cancel();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = subscription.story();
        }
    }

    /** The last element, which is wanted, against the cancel; which may come between it and the completion. */
    @JCStressTest
    @Outcome(id = "last complete", expect = ACCEPTABLE, desc = "The element came first")
    @Outcome(id = "last", expect = ACCEPTABLE, desc = "The cancel came between the element and the completion")
    @Outcome(id = "silence and discarded last", expect = ACCEPTABLE, desc = "The cancel came first")
    @Outcome(expect = FORBIDDEN, desc = "The element is lost, or has two fates")
    @State
    public static class CancelAgainstLast {
        private final Witness witness = new Witness(1);
        private final BareSubscription subscription = BareSubscription.begun(WATCHED, witness);
        private volatile boolean cancelled;
        private boolean cancelledWithin;

        public CancelAgainstLast() {
            witness.onNext = () -> {
                Thread.yield(); // so that the cancel may come within
                cancelledWithin = cancelled;
            };
        }

        @Actor
        public void last() {
            subscription.conclude("last", null);
        }

        @Actor
        public void cancel() {
            subscription.cancel();
            cancelled = true;
        }

        @Arbiter
        public void judge(L_Result result) {
            boolean ignored = cancelledWithin && witness.hasEnded();
            result.r1 = subscription.story() + (ignored ? " after the cancel had returned" : "");
        }
    }

    /** Two threads cancel. */
    @JCStressTest
    @Outcome(id = "1 cancels", expect = ACCEPTABLE, desc = "The first one")
    @Outcome(expect = FORBIDDEN, desc = "A second cancel would strike the clean-up")
    @State
    public static class CancelAgainstCancel {
        private final BareSubscription subscription = withDemandOf(1);

        @Actor
        public void cancel() {
            subscription.cancel();
        }

        @Actor
        public void cancelToo() {
            subscription.cancel();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = subscription.cancels + " cancels";
        }
    }

    /** The end of a loop that does not come round, from another thread, against the last element, which the loop brings. */
    @JCStressTest
    @Outcome(id = "last complete", expect = ACCEPTABLE, desc = "The element came first")
    @Outcome(id = "closed and discarded last", expect = ACCEPTABLE, desc = "The end came first")
    @Outcome(expect = FORBIDDEN, desc = "Two ends or none, two signals at once, or the element has no fate")
    @State
    public static class OverdueAgainstLast {
        private final WatchedLoop watched = new WatchedLoop();
        private final BareSubscription subscription = BareSubscription.begun(watched, new Witness(1));

        public OverdueAgainstLast() {
            watched.askToEnd();
        }

        @Actor
        public void conclude() {
            watched.meet();
            subscription.conclude("last", null);
        }

        @Actor
        public void tellOverdue() {
            watched.meet();
            watched.tellOverdue();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = subscription.story();
        }
    }

    /** The end of a loop that does not come round against the cancel. */
    @JCStressTest
    @Outcome(id = "closed, 0 cancels", expect = ACCEPTABLE, desc = "The end came first")
    @Outcome(id = "silence, 1 cancels", expect = ACCEPTABLE, desc = "The cancel came first")
    @Outcome(expect = FORBIDDEN, desc = "Both won, or neither")
    @State
    public static class OverdueAgainstCancel {
        private final WatchedLoop watched = new WatchedLoop();
        private final BareSubscription subscription = BareSubscription.begun(watched, new Witness(1));

        public OverdueAgainstCancel() {
            watched.askToEnd();
        }

        @Actor
        public void cancel() {
            watched.meet();
            subscription.cancel();
        }

        @Actor
        public void tellOverdue() {
            watched.meet();
            watched.tellOverdue();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = subscription.story() + ", " + subscription.cancels + " cancels";
        }
    }
}
