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

/** Elements on their way to a loop, against the demand for them, the loop's turn, and all that ends it. */
public class HandOverRace {
    /** Tells what downstream was told, in words; and whether two signals came at once, or one after the end. */
    private static final class Receiver extends HandOver<Integer> {
        final WatchedLoop watched;
        private final StringBuilder signals = new StringBuilder();
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger ends = new AtomicInteger();
        private final AtomicInteger lost = new AtomicInteger();
        final AtomicInteger cancels = new AtomicInteger();
        private volatile String fault = "";

        private Receiver(WatchedLoop watched) {
            super(watched.loop, Integer.MAX_VALUE, /* delaysError= */ false);
            this.watched = watched;
        }

        static Receiver begun(long demand) {
            WatchedLoop watched = new WatchedLoop();
            Receiver receiver = new Receiver(watched);
            receiver.begin(Upstream.of(n -> {}, receiver.cancels::incrementAndGet));
            if (demand > 0) {
                receiver.demand(demand);
            }
            return receiver;
        }

        private void signal(String word) {
            if (inside.incrementAndGet() != 1) {
                fault = ", two at once";
            }
            if (ends.get() != 0) {
                fault = ", after the end";
            }
            signals.append(word);
            inside.decrementAndGet();
        }

        @Override
        protected void subscribeDownstream() {}

        @Override
        protected boolean deliver(Integer item) {
            signal(item + " ");
            return true;
        }

        @Override
        protected void fail(Throwable error) {
            signal(error instanceof LoopClosedException ? "closed" : String.valueOf(error));
            ends.incrementAndGet();
        }

        @Override
        protected void complete() {
            signal("complete");
            ends.incrementAndGet();
        }

        @Override
        protected void discard(Integer item) {
            lost.incrementAndGet();
        }

        @Override
        protected void drop(Integer item) {
            lost.incrementAndGet();
        }

        @Override
        protected void dropError(Throwable error) {
            fault = ", dropped " + error;
        }

        String story() {
            return signals.toString().trim() + ", " + lost + " discarded" + fault + watched.complaints();
        }
    }

    /** The loop comes to its turn as elements arrive, and whatever it misses brings another. */
    @JCStressTest
    @Outcome(id = "1 2 complete, 0 discarded", expect = ACCEPTABLE, desc = "All, in order, once")
    @Outcome(expect = FORBIDDEN, desc = "An element or the end is lost, doubled or out of order")
    @State
    public static class ElementsAgainstTurn {
        private final Receiver receiver = Receiver.begun(2);

        @Actor
        public void emit() {
            receiver.watched.meet();
            receiver.take(1);
            receiver.take(2);
            receiver.finish(null);
        }

        @Actor
        public void run() {
            receiver.watched.meet();
            receiver.watched.runOnce();
            receiver.watched.runOnce();
        }

        @Arbiter
        public void judge(L_Result result) {
            receiver.watched.runOnce();
            result.r1 = receiver.story();
        }
    }

    /** Elements come as they are asked for, and the loop has its turn only afterwards. */
    @JCStressTest
    @Outcome(id = "1 2 complete, 0 discarded", expect = ACCEPTABLE, desc = "All, in order, once")
    @Outcome(expect = FORBIDDEN, desc = "Both believed the other would call the loop")
    @State
    public static class ElementsAgainstRequest {
        private final Receiver receiver = Receiver.begun(0);

        @Actor
        public void emit() {
            receiver.watched.meet();
            receiver.take(1);
            receiver.take(2);
            receiver.finish(null);
        }

        @Actor
        public void request() {
            receiver.watched.meet();
            receiver.demand(1);
            receiver.demand(1);
        }

        @Arbiter
        public void judge(L_Result result) {
            receiver.watched.runOnce();
            result.r1 = receiver.story();
        }
    }

    /** The loop finds no demand as there is some. */
    @JCStressTest
    @Outcome(id = "1 2 complete, 0 discarded", expect = ACCEPTABLE, desc = "All, in order, once")
    @Outcome(expect = FORBIDDEN, desc = "A turn is lost, and the rest waits for ever")
    @State
    public static class RequestAgainstTurn {
        private final Receiver receiver = Receiver.begun(0);

        public RequestAgainstTurn() {
            receiver.take(1);
            receiver.take(2);
            receiver.finish(null);
        }

        @Actor
        public void request() {
            receiver.watched.meet();
            receiver.demand(1);
            receiver.demand(1);
        }

        @Actor
        public void run() {
            receiver.watched.meet();
            receiver.watched.runOnce();
            receiver.watched.runOnce();
        }

        @Arbiter
        public void judge(L_Result result) {
            receiver.watched.runOnce();
            result.r1 = receiver.story();
        }
    }

    /** Downstream cancels as elements come. */
    @JCStressTest
    @Outcome(id = ", 2 discarded, 1 cancels", expect = ACCEPTABLE, desc = "Silence, and each element has a fate")
    @Outcome(expect = FORBIDDEN, desc = "An element stays behind, or upstream is cancelled twice")
    @State
    public static class ElementsAgainstCancel {
        private final Receiver receiver = Receiver.begun(0);

        @Actor
        public void emit() {
            receiver.watched.meet();
            receiver.take(1);
            receiver.take(2);
        }

        @Actor
        public void cancel() {
            receiver.watched.meet();
            receiver.stop();
        }

        @Arbiter
        public void judge(L_Result result) {
            receiver.watched.runOnce();
            result.r1 = receiver.story() + ", " + receiver.cancels + " cancels";
        }
    }

    /** Downstream cancels as the loop delivers. */
    @JCStressTest
    @Outcome(id = "(, 2|1, 1|1 2, 0) discarded", expect = ACCEPTABLE, desc = "Whatever was not delivered is discarded")
    @Outcome(id = "1 2 complete, 0 discarded", expect = ACCEPTABLE, desc = "The end came first")
    @Outcome(expect = FORBIDDEN, desc = "An element is lost, or has two fates, or the end comes after the cancel")
    @State
    public static class TurnAgainstCancel {
        private final Receiver receiver = Receiver.begun(2);

        public TurnAgainstCancel() {
            receiver.take(1);
            receiver.take(2);
            receiver.finish(null);
        }

        @Actor
        public void run() {
            receiver.watched.meet();
            receiver.watched.runOnce();
            receiver.watched.runOnce();
        }

        @Actor
        public void cancel() {
            receiver.watched.meet();
            receiver.stop();
        }

        @Arbiter
        public void judge(L_Result result) {
            receiver.watched.runOnce();
            result.r1 = receiver.story();
        }
    }

    /** The loop closes as elements come, which it will not deliver. */
    @JCStressTest
    @Outcome(id = "closed, 2 discarded", expect = ACCEPTABLE, desc = "One end, and each element has a fate")
    @Outcome(expect = FORBIDDEN, desc = "No end, two, or an element stays behind")
    @State
    public static class ElementsAgainstClose {
        private final Receiver receiver = Receiver.begun(2);

        @Actor
        public void emit() {
            receiver.watched.meet();
            receiver.take(1);
            receiver.take(2);
        }

        @Actor
        public void close() {
            receiver.watched.meet();
            receiver.watched.loop.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = receiver.story();
        }
    }

    /** The loop delivers as its end is told from another thread. */
    @JCStressTest
    @Outcome(
            id = "(closed, 2|1 closed, 1|1 2 closed, 0|1 2 complete, 0) discarded",
            expect = ACCEPTABLE,
            desc = "One end, behind the element that is under way")
    @Outcome(expect = FORBIDDEN, desc = "No end, two, one within an element, or an element has no fate")
    @State
    public static class TurnAgainstTellOverdue {
        private final Receiver receiver = Receiver.begun(2);

        public TurnAgainstTellOverdue() {
            receiver.take(1);
            receiver.take(2);
            receiver.finish(null);
            receiver.watched.askToEnd();
        }

        @Actor
        public void run() {
            receiver.watched.meet();
            var unused = WatchedLoop.outcome(receiver.watched.loop::runForever);
        }

        @Actor
        public void tellOverdue() {
            receiver.watched.meet();
            receiver.watched.tellOverdue();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = receiver.story();
        }
    }

    /** Downstream cancels as the end is told. */
    @JCStressTest
    @Outcome(
            id = "(|closed), 1 discarded, 1 cancels",
            expect = ACCEPTABLE,
            desc = "Silence or the end, whoever came first")
    @Outcome(expect = FORBIDDEN, desc = "Upstream is cancelled twice or never, or the element has no fate")
    @State
    public static class CancelAgainstTellOverdue {
        private final Receiver receiver = Receiver.begun(0);

        public CancelAgainstTellOverdue() {
            receiver.take(1);
            receiver.watched.askToEnd();
        }

        @Actor
        public void cancel() {
            receiver.watched.meet();
            receiver.stop();
        }

        @Actor
        public void tellOverdue() {
            receiver.watched.meet();
            receiver.watched.tellOverdue();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = receiver.story() + ", " + receiver.cancels + " cancels";
        }
    }
}
