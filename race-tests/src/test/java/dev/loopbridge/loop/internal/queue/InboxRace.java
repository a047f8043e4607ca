package dev.loopbridge.loop.internal.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.loopbridge.loop.internal.Rescue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** What other threads do to the inbox, against what its holder does: nothing is lost, and nothing passes a closed gate. */
public class InboxRace {
    private static final Agenda AGENDA = new Agenda(() -> 0);

    /** A push falls before the seal, and is taken out by it, or behind it, and is refused. */
    @JCStressTest
    @Outcome(id = "accepted and taken out", expect = ACCEPTABLE, desc = "The push came first")
    @Outcome(id = "refused", expect = ACCEPTABLE, desc = "The seal came first")
    @Outcome(expect = FORBIDDEN, desc = "The item is lost, or is told although it was refused")
    @State
    public static class PushAgainstSeal {
        private final Inbox inbox = new Inbox();
        private final AtomicInteger told = new AtomicInteger();
        private Inbox.Verdict verdict;

        @Actor
        public void push() {
            verdict = inbox.push(() -> {}, Integer.MAX_VALUE);
        }

        @Actor
        public void seal() {
            inbox.seal();
            inbox.drainTo(item -> told.incrementAndGet());
        }

        @Arbiter
        public void judge(L_Result result) {
            String fate = told + " told, sealed " + inbox.isSealed();
            result.r1 = switch (verdict) {
                case ACCEPTED -> fate.equals("1 told, sealed true") ? "accepted and taken out" : "accepted, " + fate;
                case SEALED -> fate.equals("0 told, sealed true") ? "refused" : "refused, " + fate;
                default -> verdict + ", " + fate;
            };
        }
    }

    /** The mark of the sleeper and a push: whoever comes second sees the other. */
    @JCStressTest
    @Outcome(id = "the pusher wakes the sleeper", expect = ACCEPTABLE, desc = "The holder fell asleep first")
    @Outcome(id = "the holder stays awake", expect = ACCEPTABLE, desc = "The push came first")
    @Outcome(expect = FORBIDDEN, desc = "The holder sleeps and nobody wakes it, or the item is lost")
    @State
    public static class PushAgainstFallAsleep {
        private final Inbox inbox = new Inbox();
        private Inbox.Verdict verdict;
        private boolean asleep;

        @Actor
        public void push() {
            verdict = inbox.push(() -> {}, Integer.MAX_VALUE);
        }

        @Actor
        public void fallAsleep() {
            asleep = inbox.park();
        }

        @Arbiter
        public void judge(L_Result result) {
            int[] taken = {0};
            inbox.drainTo(item -> taken[0]++);
            String found = verdict + ", asleep " + asleep + ", taken " + taken[0];
            result.r1 = switch (found) {
                case "ACCEPTED_ASLEEP, asleep true, taken 1" -> "the pusher wakes the sleeper";
                case "ACCEPTED, asleep false, taken 1" -> "the holder stays awake";
                default -> found;
            };
        }
    }

    /** The holder wakes by itself, of a timer or for nothing, as something comes. */
    @JCStressTest
    @Outcome(id = "ACCEPTED, taken 1", expect = ACCEPTABLE, desc = "It was awake when the item came")
    @Outcome(
            id = "ACCEPTED_ASLEEP, taken 1",
            expect = ACCEPTABLE,
            desc = "It was asleep: an unpark too many does no harm")
    @Outcome(expect = FORBIDDEN, desc = "Taking the mark away took the item along")
    @State
    public static class PushAgainstWakeUp {
        private final Inbox inbox = new Inbox();
        private Inbox.Verdict verdict;

        public PushAgainstWakeUp() {
            inbox.park();
        }

        @Actor
        public void push() {
            verdict = inbox.push(() -> {}, Integer.MAX_VALUE);
        }

        @Actor
        public void wakeUp() {
            inbox.unpark();
        }

        @Arbiter
        public void judge(L_Result result) {
            int[] taken = {0};
            inbox.drainTo(item -> taken[0]++);
            result.r1 = verdict + ", taken " + taken[0];
        }
    }

    /** What is pushed while the holder takes all there is, is taken now or the next time. */
    @JCStressTest
    @Outcome(id = "first then second", expect = ACCEPTABLE, desc = "Each is taken once, in order")
    @Outcome(expect = FORBIDDEN, desc = "Lost, doubled, or out of order")
    @State
    public static class PushAgainstDrain {
        private final Inbox inbox = new Inbox();
        private final StringBuilder taken = new StringBuilder();
        private final Runnable second = () -> taken.append(" then second");

        public PushAgainstDrain() {
            inbox.push(() -> taken.append("first"), Integer.MAX_VALUE);
        }

        @Actor
        public void push() {
            inbox.push(second, Integer.MAX_VALUE);
        }

        @Actor
        public void drain() {
            inbox.drainTo(Runnable::run);
        }

        @Arbiter
        public void judge(L_Result result) {
            inbox.drainTo(Runnable::run);
            result.r1 = taken.toString();
        }
    }

    /** Two threads and room for one. */
    @JCStressTest
    @Outcome(id = "one of two is in", expect = ACCEPTABLE, desc = "The limit holds, and the other is told so")
    @Outcome(expect = FORBIDDEN, desc = "More are in than may wait, or fewer than were accepted")
    @State
    public static class PushAgainstPushAtTheLimit {
        private final Inbox inbox = new Inbox();
        private Inbox.Verdict mine;
        private Inbox.Verdict yours;

        @Actor
        public void push() {
            mine = inbox.push(() -> {}, 1);
        }

        @Actor
        public void pushToo() {
            yours = inbox.push(() -> {}, 1);
        }

        @Arbiter
        public void judge(L_Result result) {
            int[] taken = {0};
            inbox.drainTo(item -> taken[0]++);
            boolean one = (mine == Inbox.Verdict.ACCEPTED && yours == Inbox.Verdict.FULL)
                    || (mine == Inbox.Verdict.FULL && yours == Inbox.Verdict.ACCEPTED);
            result.r1 = one && taken[0] == 1 ? "one of two is in" : mine + ", " + yours + ", taken " + taken[0];
        }
    }

    /** Two threads find the holder asleep, or one that nobody has woken yet: each that does, wakes it. */
    @JCStressTest
    @Outcome(id = "woken, and both are in", expect = ACCEPTABLE, desc = "Whoever finds it asleep, wakes")
    @Outcome(expect = FORBIDDEN, desc = "Nobody wakes it, or an item is lost")
    @State
    public static class PushAgainstPushAsleep {
        private final Inbox inbox = new Inbox();
        private Inbox.Verdict mine;
        private Inbox.Verdict yours;

        public PushAgainstPushAsleep() {
            inbox.park();
        }

        @Actor
        public void push() {
            mine = wake(inbox.push(() -> {}, Integer.MAX_VALUE));
        }

        @Actor
        public void pushToo() {
            yours = wake(inbox.push(() -> {}, Integer.MAX_VALUE));
        }

        private Inbox.Verdict wake(Inbox.Verdict verdict) {
            if (verdict == Inbox.Verdict.ACCEPTED_ASLEEP) {
                inbox.wakeUpGiven();
            }
            return verdict;
        }

        @Arbiter
        public void judge(L_Result result) {
            int[] taken = {0};
            inbox.drainTo(item -> taken[0]++);
            boolean woken = mine == Inbox.Verdict.ACCEPTED_ASLEEP || yours == Inbox.Verdict.ACCEPTED_ASLEEP;
            boolean settled = inbox.push(() -> {}, Integer.MAX_VALUE) == Inbox.Verdict.ACCEPTED;
            result.r1 = woken && settled && taken[0] == 2
                    ? "woken, and both are in"
                    : mine + ", " + yours + ", " + taken[0] + (settled ? "" : ", a wake-up is owed");
        }
    }

    /** As a plain push, so one of what must not be lost: only the seal keeps it out. */
    @JCStressTest
    @Outcome(id = "accepted and taken out", expect = ACCEPTABLE, desc = "The push came first")
    @Outcome(id = "refused", expect = ACCEPTABLE, desc = "The seal came first")
    @Outcome(expect = FORBIDDEN, desc = "The item is lost, or is told although it was refused")
    @State
    public static class PushThroughAgainstSeal {
        private final Inbox inbox = new Inbox();
        private final AtomicInteger told = new AtomicInteger();
        private Inbox.Verdict verdict;

        public PushThroughAgainstSeal() {
            inbox.refuse();
        }

        @Actor
        public void push() {
            verdict = inbox.pushThrough(() -> {}, Integer.MAX_VALUE);
        }

        @Actor
        public void seal() {
            inbox.seal();
            inbox.drainTo(item -> told.incrementAndGet());
        }

        @Arbiter
        public void judge(L_Result result) {
            String fate = verdict + ", " + told + " told";
            result.r1 = switch (fate) {
                case "ACCEPTED, 1 told" -> "accepted and taken out";
                case "SEALED, 0 told" -> "refused";
                default -> fate;
            };
        }
    }

    /** The gate is shut to what is new as something new comes, and then something that must not be lost. */
    @JCStressTest
    @Outcome(
            id = "(one|both) in, shut to what is new",
            expect = ACCEPTABLE,
            desc = "What is new came before, or is out")
    @Outcome(expect = FORBIDDEN, desc = "What must not be lost is refused, or lost, or the gate stays open")
    @State
    public static class PushAgainstRefuse {
        private final Inbox inbox = new Inbox();
        private Inbox.Verdict ofNew;
        private Inbox.Verdict through;

        @Actor
        public void push() {
            ofNew = inbox.push(() -> {}, Integer.MAX_VALUE);
            through = inbox.pushThrough(() -> {}, Integer.MAX_VALUE);
        }

        @Actor
        public void refuse() {
            inbox.refuse();
        }

        @Arbiter
        public void judge(L_Result result) {
            int[] taken = {0};
            inbox.drainTo(item -> taken[0]++);
            boolean shut = inbox.push(() -> {}, Integer.MAX_VALUE) == Inbox.Verdict.SEALED;
            String found = ofNew + ", " + through + ", " + taken[0] + " taken";
            result.r1 = (switch (found) {
                        case "SEALED, ACCEPTED, 1 taken" -> "one in";
                        case "ACCEPTED, ACCEPTED, 2 taken" -> "both in";
                        default -> found;
                    })
                    + (shut ? ", shut to what is new" : ", open");
        }
    }

    /** A sleeper that is to take nothing new stays a sleeper: what comes for its end wakes it. */
    @JCStressTest
    @Outcome(id = "the pusher wakes the sleeper", expect = ACCEPTABLE, desc = "The holder fell asleep first")
    @Outcome(id = "the holder stays awake", expect = ACCEPTABLE, desc = "The push, or the refusal, came in between")
    @Outcome(expect = FORBIDDEN, desc = "The holder sleeps, and nobody wakes it")
    @State
    public static class RefuseAndPushThroughAgainstFallAsleep {
        private final Inbox inbox = new Inbox();
        private Inbox.Verdict verdict;
        private boolean asleep;

        @Actor
        public void refuse() {
            inbox.refuse();
            verdict = inbox.pushThrough(() -> {}, Integer.MAX_VALUE);
        }

        @Actor
        public void fallAsleep() {
            asleep = inbox.park();
        }

        @Arbiter
        public void judge(L_Result result) {
            String found = verdict + (asleep ? ", asleep" : ", awake");
            result.r1 = switch (found) {
                case "ACCEPTED_ASLEEP, asleep" -> "the pusher wakes the sleeper";
                case "ACCEPTED, awake" -> "the holder stays awake";
                default -> found;
            };
        }
    }

    /** A thread submits twice, and wakes the holder whenever it is told to; the holder sleeps whenever it finds nothing. */
    @JCStressTest
    @Outcome(id = "both taken", expect = ACCEPTABLE, desc = "A sleeper is woken by the one who is told to")
    @Outcome(expect = FORBIDDEN, desc = "A wake-up is lost")
    @State
    public static class PushesAgainstSleeper {
        private final Inbox inbox = new Inbox();
        private final AtomicBoolean permit = new AtomicBoolean();
        private int taken;
        private boolean lost;

        @Actor
        public void push() {
            submit();
            submit();
        }

        private void submit() {
            if (inbox.push(() -> {}, Integer.MAX_VALUE) == Inbox.Verdict.ACCEPTED_ASLEEP) {
                permit.set(true);
                inbox.wakeUpGiven();
            }
        }

        @Actor
        public void hold() {
            while (taken < 2 && !lost) {
                if (inbox.park()) {
                    lost = Rescue.wasNeeded(() -> permit.getAndSet(false), () -> {});
                    inbox.unpark();
                }
                inbox.drainTo(item -> taken++);
            }
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = lost ? "a lost wake-up, " + taken + " taken" : "both taken";
        }
    }

    /** One that had no stack left owes a wake-up, and the holder woke by itself: the next who finds it asleep wakes it. */
    @JCStressTest
    @Outcome(id = "the pusher wakes", expect = ACCEPTABLE, desc = "Whether the holder sleeps or not")
    @Outcome(expect = FORBIDDEN, desc = "The holder sleeps, and nobody wakes it")
    @State
    public static class PushAgainstFallAsleepInDebt {
        private final Inbox inbox = new Inbox();
        private Inbox.Verdict verdict;
        private boolean asleep;

        public PushAgainstFallAsleepInDebt() {
            inbox.park();
            inbox.push(() -> {}, Integer.MAX_VALUE);
            inbox.drainTo(item -> {});
        }

        @Actor
        public void push() {
            verdict = inbox.push(() -> {}, Integer.MAX_VALUE);
        }

        @Actor
        public void fallAsleep() {
            asleep = inbox.park();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = verdict == Inbox.Verdict.ACCEPTED_ASLEEP ? "the pusher wakes" : verdict + ", asleep " + asleep;
        }
    }

    /** The first array of places is full but for one: both pushers and the holder go on to the second at the same time. */
    @JCStressTest
    @Outcome(id = "both are in, once", expect = ACCEPTABLE, desc = "Taken now or the next time")
    @Outcome(expect = FORBIDDEN, desc = "An item is lost or doubled where one array follows another")
    @State
    public static class PushAgainstPushAtTheEdge {
        private final Inbox inbox = new Inbox();
        private final AtomicInteger mine = new AtomicInteger();
        private final AtomicInteger yours = new AtomicInteger();

        public PushAgainstPushAtTheEdge() {
            toTheEdge(inbox);
        }

        @Actor
        public void push() {
            inbox.push(mine::incrementAndGet, Integer.MAX_VALUE);
        }

        @Actor
        public void pushToo() {
            inbox.push(yours::incrementAndGet, Integer.MAX_VALUE);
        }

        @Actor
        public void drain() {
            inbox.drainTo(Runnable::run);
        }

        @Arbiter
        public void judge(L_Result result) {
            inbox.drainTo(Runnable::run);
            result.r1 = mine.get() == 1 && yours.get() == 1 ? "both are in, once" : mine + " and " + yours;
        }
    }

    /** A timer comes while the holder counts what it may run from where it is: run from there, it would fire at once. */
    @JCStressTest
    @Outcome(id = "none counted", expect = ACCEPTABLE, desc = "The timer is to come; or is here, and all come in first")
    @Outcome(id = "the plain one counted", expect = ACCEPTABLE, desc = "The timer is to come")
    @Outcome(expect = FORBIDDEN, desc = "The timer is counted as an item to run")
    @State
    public static class ArrivalAgainstCount {
        private final Inbox inbox = new Inbox();
        private final Runnable plain = () -> {};
        private int counted;

        @Actor
        public void pushATimer() {
            inbox.push(plain, Integer.MAX_VALUE);
            inbox.push(new TimedCallback(AGENDA, 1, plain), Integer.MAX_VALUE);
        }

        @Actor
        public void count() {
            counted = inbox.sizeWithoutSelfQueued();
        }

        @Arbiter
        public void judge(L_Result result) {
            boolean plainOnly = counted == 1 && inbox.poll() == plain;
            result.r1 = counted <= 0 ? "none counted" : plainOnly ? "the plain one counted" : "counted " + counted;
        }
    }

    /** Uses up the first array of places but for one. */
    static void toTheEdge(Inbox inbox) {
        for (int i = 0; i < Slots.FEW - 1; i++) {
            inbox.push(() -> {}, Integer.MAX_VALUE);
        }
        inbox.drainTo(item -> {});
    }
}
