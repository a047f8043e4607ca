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

/** Demand against more of it, against the element that it is for, and against the cancel. */
public class DemandRace {
    private static final WatchedLoop WATCHED = new WatchedLoop();

    private static BareSubscription withDemandOf(long first) {
        return BareSubscription.begun(WATCHED, new Witness(first));
    }

    /** The last element against the request that it waits for. */
    @JCStressTest
    @Outcome(id = "last complete", expect = ACCEPTABLE, desc = "Whoever brought the second of the two, delivers")
    @Outcome(expect = FORBIDDEN, desc = "Acquired for ever, or delivered twice")
    @State
    public static class RequestAgainstLast {
        private final BareSubscription subscription = withDemandOf(0);

        @Actor
        public void last() {
            subscription.conclude("last", null);
        }

        @Actor
        public void request() {
            subscription.request(1);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = subscription.story();
        }
    }

    /** The last element is held; a request and a cancel both want it. */
    @JCStressTest
    @Outcome(id = "last complete", expect = ACCEPTABLE, desc = "The request took it")
    @Outcome(id = "last", expect = ACCEPTABLE, desc = "The cancel came between the element and the completion")
    @Outcome(
            id = "silence and discarded last",
            expect = ACCEPTABLE,
            desc = "The cancel took it, or outran its delivery")
    @Outcome(expect = FORBIDDEN, desc = "The element is lost, or has two fates")
    @State
    public static class RequestAgainstCancelOfHeld {
        private final BareSubscription subscription = withDemandOf(0);

        public RequestAgainstCancelOfHeld() {
            subscription.conclude("last", null);
        }

        @Actor
        public void request() {
            subscription.request(1);
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

    /** Two requests for one held element. */
    @JCStressTest
    @Outcome(id = "last complete", expect = ACCEPTABLE, desc = "One of them took it")
    @Outcome(expect = FORBIDDEN, desc = "Both took it")
    @State
    public static class RequestAgainstRequestOfHeld {
        private final BareSubscription subscription = withDemandOf(0);

        public RequestAgainstRequestOfHeld() {
            subscription.conclude("last", null);
        }

        @Actor
        public void request() {
            subscription.request(1);
        }

        @Actor
        public void requestToo() {
            subscription.request(1);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = subscription.story();
        }
    }

    /** Demand from two threads adds up, and one of them brings it about. */
    @JCStressTest
    @Outcome(id = "5 requested, 1 told", expect = ACCEPTABLE, desc = "The one that found none")
    @Outcome(expect = FORBIDDEN, desc = "Demand is lost, or nobody is told")
    @State
    public static class RequestAgainstRequest {
        private final BareSubscription subscription = withDemandOf(0);

        @Actor
        public void request() {
            subscription.request(2);
        }

        @Actor
        public void requestToo() {
            subscription.request(3);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = subscription.requested() + " requested, " + subscription.demands + " told";
        }
    }

    /** One element is taken as more are asked for. */
    @JCStressTest
    @Outcome(
            id = "(2 requested, 0 told|2 requested, 1 told)",
            expect = ACCEPTABLE,
            desc = "All of it counts; told if it had run out")
    @Outcome(expect = FORBIDDEN, desc = "Demand is lost")
    @State
    public static class RequestAgainstUse {
        private final BareSubscription subscription = withDemandOf(1);

        public RequestAgainstUse() {
            subscription.demands.set(0); // that of onSubscribe
        }

        @Actor
        public void request() {
            subscription.request(2);
        }

        @Actor
        public void use() {
            subscription.useDemand();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = subscription.requested() + " requested, " + subscription.demands + " told";
        }
    }

    /** The last of the demand is used, and the emitter is about to wait for more, as more is asked for. */
    @JCStressTest
    @Outcome(id = "goes on, 0 told", expect = ACCEPTABLE, desc = "The emitter saw the request")
    @Outcome(id = "goes on, 1 told", expect = ACCEPTABLE, desc = "Both saw each other: a wake-up for nothing")
    @Outcome(id = "waits, 1 told", expect = ACCEPTABLE, desc = "The request saw that there was no demand left")
    @Outcome(expect = FORBIDDEN, desc = "The emitter waits for ever")
    @State
    public static class RequestAgainstLook {
        private final BareSubscription subscription = withDemandOf(1);
        private boolean goesOn;

        public RequestAgainstLook() {
            subscription.demands.set(0); // that of onSubscribe
        }

        @Actor
        public void request() {
            subscription.request(1);
        }

        @Actor
        public void useAndLook() {
            subscription.useDemand();
            goesOn = subscription.hasDemand();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = (goesOn ? "goes on, " : "waits, ") + subscription.demands + " told";
        }
    }
}
