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

/** A request against the rules, which fails the subscription, against all else that ends it. */
public class BadRequestRace {
    private static final WatchedLoop WATCHED = new WatchedLoop();

    private static BareSubscription withDemandOf(long first) {
        return BareSubscription.begun(WATCHED, new Witness(first));
    }

    /** A bad request against the last element. */
    @JCStressTest
    @Outcome(id = "last complete", expect = ACCEPTABLE, desc = "The element came first")
    @Outcome(id = "bad request and discarded last", expect = ACCEPTABLE, desc = "The failure came first")
    @Outcome(expect = FORBIDDEN, desc = "The element is lost or has two fates, or there are two ends")
    @State
    public static class BadRequestAgainstLast {
        private final BareSubscription subscription = withDemandOf(1);

        @Actor
        public void last() {
            subscription.conclude("last", null);
        }

        @Actor
        public void request() {
            subscription.request(-1);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = subscription.story();
        }
    }

    /** A bad request against the cancel. */
    @JCStressTest
    @Outcome(id = "(bad request|silence)", expect = ACCEPTABLE, desc = "One of the two came first")
    @Outcome(expect = FORBIDDEN, desc = "Failed and cancelled")
    @State
    public static class BadRequestAgainstCancel {
        private final BareSubscription subscription = withDemandOf(1);

        @Actor
        public void request() {
            subscription.request(-1);
        }

        @Actor
        public void cancel() {
            subscription.cancel();
        }

        @Arbiter
        public void judge(L_Result result) {
            boolean both = subscription.isCancelled() && subscription.isTerminated();
            result.r1 = subscription.story() + (both ? ", in two phases" : "");
        }
    }

    /** Two bad requests: one failure. */
    @JCStressTest
    @Outcome(id = "bad request", expect = ACCEPTABLE, desc = "The first one ends it")
    @Outcome(expect = FORBIDDEN, desc = "Two ends")
    @State
    public static class BadRequestAgainstBadRequest {
        private final BareSubscription subscription = withDemandOf(1);

        @Actor
        public void request() {
            subscription.request(-1);
        }

        @Actor
        public void requestToo() {
            subscription.request(-2);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = subscription.story();
        }
    }

    /** Another thread has the subscription from {@code onSubscribe} and fails it as it begins. */
    @JCStressTest
    @Outcome(id = "bad request", expect = ACCEPTABLE, desc = "Ended by the failure, or found by the beginning")
    @Outcome(expect = FORBIDDEN, desc = "A failure that nobody tells, or two ends")
    @State
    public static class BadRequestAgainstBegin {
        private final BareSubscription subscription = new BareSubscription(WATCHED, new Witness(0));

        @Actor
        public void begin() {
            subscription.start();
        }

        @Actor
        public void request() {
            subscription.request(-1);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = subscription.story();
        }
    }
}
