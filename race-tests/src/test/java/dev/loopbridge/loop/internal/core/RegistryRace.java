package dev.loopbridge.loop.internal.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.loopbridge.loop.Registration;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Listeners that come and go while the end comes. */
public class RegistryRace {
    private static void tellAll(Registry<AtomicInteger> registry) {
        for (AtomicInteger item = registry.poll(); item != null; item = registry.poll()) {
            item.incrementAndGet();
        }
    }

    /** Who registers as the end comes is told by it, or told that it came. */
    @JCStressTest
    @Outcome(id = "told by the end", expect = ACCEPTABLE, desc = "It was registered first")
    @Outcome(id = "refused", expect = ACCEPTABLE, desc = "The end came first: it sees to itself")
    @Outcome(expect = FORBIDDEN, desc = "Registered, and never told")
    @State
    public static class AddAgainstEnd {
        private final Registry<AtomicInteger> registry = new Registry<>();
        private final AtomicInteger mine = new AtomicInteger();
        private Registration registration;

        @Actor
        public void add() {
            registration = registry.add(mine);
        }

        @Actor
        public void end() {
            tellAll(registry);
        }

        @Arbiter
        public void judge(L_Result result) {
            boolean in = registration != null;
            String fate = mine + " told, " + registry.size() + " left";
            result.r1 = in && fate.equals("1 told, 0 left")
                    ? "told by the end"
                    : !in && fate.equals("0 told, 0 left") ? "refused" : (in ? "added, " : "refused, ") + fate;
        }
    }

    /** The middle one of three leaves as the end comes; the others must not be cut off with it. */
    @JCStressTest
    @Outcome(id = "(1, 0, 1|1, 1, 1) told, 0 left", expect = ACCEPTABLE, desc = "It was told once, or left before")
    @Outcome(expect = FORBIDDEN, desc = "A neighbour is lost, or the list is torn")
    @State
    public static class CancelAgainstEnd {
        private final Registry<AtomicInteger> registry = new Registry<>();
        private final AtomicInteger before = new AtomicInteger();
        private final AtomicInteger mine = new AtomicInteger();
        private final AtomicInteger behind = new AtomicInteger();
        private final Registration registration;

        public CancelAgainstEnd() {
            registry.add(before);
            registration = registry.add(mine);
            registry.add(behind);
        }

        @Actor
        public void cancel() {
            registration.cancel();
        }

        @Actor
        public void end() {
            tellAll(registry);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = before + ", " + mine + ", " + behind + " told, " + registry.size() + " left";
        }
    }

    /** Neighbours leave at the same time. */
    @JCStressTest
    @Outcome(id = "1 and 1 told, 0 left", expect = ACCEPTABLE, desc = "Those who stayed are told")
    @Outcome(expect = FORBIDDEN, desc = "One who stayed is lost, or the list is torn")
    @State
    public static class CancelAgainstCancel {
        private final Registry<AtomicInteger> registry = new Registry<>();
        private final AtomicInteger before = new AtomicInteger();
        private final AtomicInteger behind = new AtomicInteger();
        private final Registration mine;
        private final Registration yours;

        public CancelAgainstCancel() {
            registry.add(before);
            mine = registry.add(new AtomicInteger(-9));
            yours = registry.add(new AtomicInteger(-9));
            registry.add(behind);
        }

        @Actor
        public void cancel() {
            mine.cancel();
            mine.cancel();
        }

        @Actor
        public void cancelToo() {
            yours.cancel();
        }

        @Arbiter
        public void judge(L_Result result) {
            tellAll(registry);
            result.r1 = before + " and " + behind + " told, " + registry.size() + " left";
        }
    }
}
