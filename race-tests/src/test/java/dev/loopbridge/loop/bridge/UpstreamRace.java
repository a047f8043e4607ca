package dev.loopbridge.loop.bridge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The calls on one subscription, from several threads: in series, none lost, one cancel. */
public class UpstreamRace {
    /** Notes its calls, and whether two came at once or one behind the cancel. */
    private static final class Calls implements Upstream {
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicLong requested = new AtomicLong();
        private final AtomicInteger cancels = new AtomicInteger();
        private volatile String fault = "";

        private void call(Runnable act) {
            if (inside.incrementAndGet() != 1) {
                fault = ", two calls at once";
            }
            if (cancels.get() != 0) {
                fault = ", a call after the cancel";
            }
            act.run();
            inside.decrementAndGet();
        }

        @Override
        public void request(long n) {
            call(() -> requested.addAndGet(n));
        }

        @Override
        public void cancel() {
            call(cancels::incrementAndGet);
        }

        @Override
        public String toString() {
            return requested + " requested, " + cancels + " cancels" + fault;
        }
    }

    /** Two requests. */
    @JCStressTest
    @Outcome(id = "5 requested, 0 cancels", expect = ACCEPTABLE, desc = "In one call or two, in series")
    @Outcome(expect = FORBIDDEN, desc = "Two calls at once, or demand is lost")
    @State
    public static class RequestAgainstRequest {
        private final Calls upstream = new Calls();
        private final UpstreamCalls calls = new UpstreamCalls();

        public RequestAgainstRequest() {
            calls.subscribed(upstream);
        }

        @Actor
        public void request() {
            calls.request(2);
        }

        @Actor
        public void requestToo() {
            calls.request(3);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = upstream.toString();
        }
    }

    /** A request against the cancel. */
    @JCStressTest
    @Outcome(id = "(0|2) requested, 1 cancels", expect = ACCEPTABLE, desc = "The request came first, or does nothing")
    @Outcome(expect = FORBIDDEN, desc = "Two calls at once, no cancel, or a call behind it")
    @State
    public static class RequestAgainstCancel {
        private final Calls upstream = new Calls();
        private final UpstreamCalls calls = new UpstreamCalls();

        public RequestAgainstCancel() {
            calls.subscribed(upstream);
        }

        @Actor
        public void request() {
            calls.request(2);
        }

        @Actor
        public void cancel() {
            calls.cancel();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = upstream.toString();
        }
    }

    /** Two cancels. */
    @JCStressTest
    @Outcome(id = "0 requested, 1 cancels", expect = ACCEPTABLE, desc = "One gets through")
    @Outcome(expect = FORBIDDEN, desc = "Two, or none")
    @State
    public static class CancelAgainstCancel {
        private final Calls upstream = new Calls();
        private final UpstreamCalls calls = new UpstreamCalls();

        public CancelAgainstCancel() {
            calls.subscribed(upstream);
        }

        @Actor
        public void cancel() {
            calls.cancel();
        }

        @Actor
        public void cancelToo() {
            calls.cancel();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = upstream.toString();
        }
    }

    /** What was wanted before there was a subscription reaches it. */
    @JCStressTest
    @Outcome(id = "(0|2) requested, 1 cancels", expect = ACCEPTABLE, desc = "The cancel was noted, or made at once")
    @Outcome(expect = FORBIDDEN, desc = "A subscription that nobody cancels")
    @State
    public static class CancelAgainstSubscribed {
        private final Calls upstream = new Calls();
        private final UpstreamCalls calls = new UpstreamCalls();

        public CancelAgainstSubscribed() {
            calls.request(2);
        }

        @Actor
        public void cancel() {
            calls.cancel();
        }

        @Actor
        public void subscribed() {
            calls.subscribed(upstream);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = upstream.toString();
        }
    }

    /** A publisher subscribes its subscriber twice, from two threads: one is kept. */
    @JCStressTest
    @Outcome(id = "one kept, one cancelled", expect = ACCEPTABLE, desc = "The second is cancelled, whichever that is")
    @Outcome(expect = FORBIDDEN, desc = "Both are kept, or both cancelled")
    @State
    public static class SubscribedAgainstSubscribed {
        private final Calls mine = new Calls();
        private final Calls yours = new Calls();
        private final UpstreamCalls calls = new UpstreamCalls();

        public SubscribedAgainstSubscribed() {
            calls.request(2);
        }

        @Actor
        public void subscribed() {
            calls.subscribed(mine);
        }

        @Actor
        public void subscribedToo() {
            calls.subscribed(yours);
        }

        @Arbiter
        public void judge(L_Result result) {
            String kept = "2 requested, 0 cancels";
            String cancelled = "0 requested, 1 cancels";
            boolean well = (mine.toString().equals(kept) && yours.toString().equals(cancelled))
                    || (mine.toString().equals(cancelled) && yours.toString().equals(kept));
            result.r1 = well ? "one kept, one cancelled" : mine + "; " + yours;
        }
    }
}
