package dev.loopbridge.loop.bridge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The elements of a subscription, which the loop brings, against its end, which another thread brings: that one waits for nobody. */
public class SignalGateRace {
    /** A subscriber behind the gate, with the end as the subscription leaves it: a plain field. */
    private static final class Signals {
        private final SignalGate gate = new SignalGate(/* shared= */ true);
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger elements = new AtomicInteger();
        private final AtomicInteger ends = new AtomicInteger();
        private volatile String fault = "";
        private String why;

        void element() {
            if (!gate.enter()) {
                return;
            }
            inside.incrementAndGet();
            if (ends.get() != 0) {
                fault = ", an element after the end";
            }
            elements.incrementAndGet();
            inside.decrementAndGet();
            if (gate.leave()) {
                signalEnd(why);
            }
        }

        void end() {
            why = "closed";
            if (gate.end()) {
                signalEnd(why);
            }
        }

        private void signalEnd(String reason) {
            if (inside.get() != 0) {
                fault = ", within an element";
            }
            if (reason == null) {
                fault = ", without its reason";
            }
            ends.incrementAndGet();
        }

        @Override
        public String toString() {
            return elements + " elements, " + ends + " ends" + fault;
        }
    }

    /** One element is under way, or about to be. */
    @JCStressTest
    @Outcome(id = "(0|1) elements, 1 ends", expect = ACCEPTABLE, desc = "The end came behind the element, or before it")
    @Outcome(expect = FORBIDDEN, desc = "No end, two, or one within or before an element")
    @State
    public static class ElementAgainstEnd {
        private final Signals signals = new Signals();

        @Actor
        public void element() {
            signals.element();
        }

        @Actor
        public void end() {
            signals.end();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = signals.toString();
        }
    }

    /** The end comes between two elements, or within one of them. */
    @JCStressTest
    @Outcome(id = "(0|1|2) elements, 1 ends", expect = ACCEPTABLE, desc = "And nothing came behind the end")
    @Outcome(expect = FORBIDDEN, desc = "No end, two, or an element behind it")
    @State
    public static class ElementsAgainstEnd {
        private final Signals signals = new Signals();

        @Actor
        public void elements() {
            signals.element();
            signals.element();
        }

        @Actor
        public void end() {
            signals.end();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = signals.toString();
        }
    }
}
