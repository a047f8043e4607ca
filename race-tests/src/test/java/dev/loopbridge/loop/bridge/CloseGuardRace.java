package dev.loopbridge.loop.bridge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.internal.life.WatchedLoop;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A chain that fails when its loop closes: its signals against the close. */
public class CloseGuardRace {
    /** Counts what passed, and whether the failure came within or before a signal. */
    private static final class Chain extends CloseGuard {
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger passed = new AtomicInteger();
        private final AtomicInteger fails = new AtomicInteger();
        private final AtomicInteger ends = new AtomicInteger();
        private volatile String fault = "";
        private volatile Thread failer;

        @Override
        protected void fail(LoopClosedException closed) {
            fails.incrementAndGet();
            failer = Thread.currentThread();
            if (inside.get() != 0) {
                fault = ", within a signal";
            }
            if (ends.get() != 0) {
                fault += ", after the end";
            }
        }

        void next() {
            if (enter()) {
                inside.incrementAndGet();
                if (fails.get() != 0) {
                    fault = ", a signal after the failure";
                }
                passed.incrementAndGet();
                inside.decrementAndGet();
                leave();
            }
        }

        void complete() {
            if (end()) {
                ends.incrementAndGet();
                if (fails.get() != 0) {
                    fault = ", an end after the failure";
                }
            }
        }

        @Override
        public String toString() {
            return passed + " passed, " + ends + " ends, " + fails + " failures" + fault;
        }
    }

    private static final class Rig {
        final WatchedLoop watched = new WatchedLoop();
        final Chain chain = new Chain();
    }

    /** An element passes as the loop closes: before the failure, or not at all. */
    @JCStressTest
    @Outcome(id = "(0|1) passed, 0 ends, 1 failures", expect = ACCEPTABLE, desc = "And the failure came behind it")
    @Outcome(expect = FORBIDDEN, desc = "No failure, two, or one within a signal")
    @State
    public static class SignalAgainstClose {
        private final Rig rig = new Rig();

        public SignalAgainstClose() {
            rig.chain.watch(rig.watched.loop);
        }

        @Actor
        public void next() {
            rig.watched.meet();
            rig.chain.next();
        }

        @Actor
        public void close() {
            rig.watched.meet();
            rig.watched.loop.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = rig.chain.toString();
        }
    }

    /** The end from upstream against the close. */
    @JCStressTest
    @Outcome(id = "0 passed, 1 ends, 0 failures, 0 left", expect = ACCEPTABLE, desc = "The end came first")
    @Outcome(id = "0 passed, 0 ends, 1 failures, 0 left", expect = ACCEPTABLE, desc = "The close came first")
    @Outcome(expect = FORBIDDEN, desc = "Two ends or none, or a close listener stays behind")
    @State
    public static class EndAgainstClose {
        private final Rig rig = new Rig();

        public EndAgainstClose() {
            rig.chain.watch(rig.watched.loop);
        }

        @Actor
        public void complete() {
            rig.watched.meet();
            rig.chain.complete();
        }

        @Actor
        public void close() {
            rig.watched.meet();
            rig.watched.loop.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = rig.chain + ", " + rig.watched.listeners() + " left";
        }
    }

    /** The subscription as the loop closes. */
    @JCStressTest
    @Outcome(
            id = "(subscribed|not subscribed), 0 passed, 0 ends, 1 failures",
            expect = ACCEPTABLE,
            desc = "By the close, or on the spot")
    @Outcome(expect = FORBIDDEN, desc = "No failure, or two, or upstream is subscribed to when all is over")
    @State
    public static class WatchAgainstClose {
        private final Rig rig = new Rig();
        private boolean subscribed;

        @Actor
        public void watch() {
            rig.watched.meet();
            subscribed = rig.chain.watch(rig.watched.loop);
            if (subscribed && rig.chain.failer == Thread.currentThread()) {
                rig.chain.fault = ", and subscribed behind it";
            }
        }

        @Actor
        public void close() {
            rig.watched.meet();
            rig.watched.loop.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = (subscribed ? "subscribed, " : "not subscribed, ") + rig.chain;
        }
    }

    /** Downstream cancels as the loop closes. */
    @JCStressTest
    @Outcome(
            id = "0 passed, 0 ends, (0|1) failures, 0 left",
            expect = ACCEPTABLE,
            desc = "Silence, or the failure came first")
    @Outcome(expect = FORBIDDEN, desc = "Two failures, or a close listener stays behind")
    @State
    public static class AbortAgainstClose {
        private final Rig rig = new Rig();

        public AbortAgainstClose() {
            rig.chain.watch(rig.watched.loop);
        }

        @Actor
        public void abort() {
            rig.watched.meet();
            rig.chain.abort();
            if (rig.chain.enter()) {
                rig.chain.fault = ", a signal after the cancel";
            }
        }

        @Actor
        public void close() {
            rig.watched.meet();
            rig.watched.loop.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = rig.chain + ", " + rig.watched.listeners() + " left";
        }
    }

    /** A signal within a signal, as a request out of {@code onNext} brings it, against the close. */
    @JCStressTest
    @Outcome(
            id = "(0|1|2) passed, 0 ends, 1 failures",
            expect = ACCEPTABLE,
            desc = "The failure came behind the outer one")
    @Outcome(expect = FORBIDDEN, desc = "No failure, two, or one within the outer signal")
    @State
    public static class NestedSignalAgainstClose {
        private final Rig rig = new Rig();

        public NestedSignalAgainstClose() {
            rig.chain.watch(rig.watched.loop);
        }

        @Actor
        public void next() {
            rig.watched.meet();
            if (rig.chain.enter()) {
                rig.chain.inside.incrementAndGet();
                rig.chain.passed.incrementAndGet();
                rig.chain.next();
                rig.chain.inside.decrementAndGet();
                rig.chain.leave();
            }
        }

        @Actor
        public void close() {
            rig.watched.meet();
            rig.watched.loop.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = rig.chain.toString();
        }
    }
}
