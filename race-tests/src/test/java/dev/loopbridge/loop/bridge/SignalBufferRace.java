package dev.loopbridge.loop.bridge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The queue from publishers to a coroutine: what is pushed is taken or left over, once. */
public class SignalBufferRace {
    private static List<Object> list() {
        return Collections.synchronizedList(new ArrayList<>());
    }

    /** Takes all that can be taken now. */
    private static void takeAll(SignalBuffer buffer, List<Object> taken) {
        for (Object signal = buffer.poll(); signal != null; signal = buffer.poll()) {
            taken.add(signal);
        }
    }

    /** Closing and pushing overlap. */
    @JCStressTest
    @Outcome(id = "left: \\[old, new\\]", expect = ACCEPTABLE, desc = "Cleared by the closer, or by the pusher")
    @Outcome(id = "left: \\[new, old\\]", expect = ACCEPTABLE, desc = "Each cleared its own at the same time")
    @Outcome(expect = FORBIDDEN, desc = "One is lost for good, or left over twice")
    @State
    public static class PushAgainstClose {
        private final List<Object> left = list();
        private final SignalBuffer buffer = new SignalBuffer(left::add);

        public PushAgainstClose() {
            buffer.push("old");
        }

        @Actor
        public void push() {
            buffer.push("new");
        }

        @Actor
        public void close() {
            buffer.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = "left: " + left;
        }
    }

    /** Two push at once, and one of them closes: the one in front may be linked last, by a pusher who must clear both. */
    @JCStressTest
    @Outcome(id = "2 left", expect = ACCEPTABLE, desc = "Both, by whoever saw them")
    @Outcome(expect = FORBIDDEN, desc = "One is lost behind a link that came late")
    @State
    public static class PushAgainstPushAndClose {
        private final List<Object> left = list();
        private final SignalBuffer buffer = new SignalBuffer(left::add);

        @Actor
        public void push() {
            buffer.push("mine");
        }

        @Actor
        public void pushTooAndClose() {
            buffer.push("yours");
            buffer.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = left.size() + " left";
        }
    }

    /** The taker takes as somebody pushes. */
    @JCStressTest
    @Outcome(id = "\\[old, new\\] and \\[\\] left", expect = ACCEPTABLE, desc = "Now, or the next time")
    @Outcome(expect = FORBIDDEN, desc = "Lost, doubled or out of order")
    @State
    public static class PushAgainstPoll {
        private final List<Object> taken = list();
        private final List<Object> left = list();
        private final SignalBuffer buffer = new SignalBuffer(left::add);

        public PushAgainstPoll() {
            buffer.push("old");
        }

        @Actor
        public void push() {
            buffer.push("new");
        }

        @Actor
        public void poll() {
            takeAll(buffer, taken);
        }

        @Arbiter
        public void judge(L_Result result) {
            takeAll(buffer, taken);
            result.r1 = taken + " and " + left + " left";
        }
    }

    /** Two push at once. */
    @JCStressTest
    @Outcome(id = "2 taken", expect = ACCEPTABLE, desc = "Both, in whichever order")
    @Outcome(expect = FORBIDDEN, desc = "One is lost")
    @State
    public static class PushAgainstPush {
        private final List<Object> taken = list();
        private final SignalBuffer buffer = new SignalBuffer(left -> {});

        @Actor
        public void push() {
            buffer.push("mine");
        }

        @Actor
        public void pushToo() {
            buffer.push("yours");
        }

        @Arbiter
        public void judge(L_Result result) {
            takeAll(buffer, taken);
            result.r1 = taken.size() + " taken";
        }
    }
}
