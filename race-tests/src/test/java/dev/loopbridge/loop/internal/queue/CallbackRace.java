package dev.loopbridge.loop.internal.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A handle that is cancelled as its turn comes: it lets go of its callback at the cancel, on whichever thread. */
public class CallbackRace {
    private static final Agenda AGENDA = new Agenda(() -> 0);

    /** A handle, its runs, and whether a cancel had returned before the last of them began. */
    private static final class Rig {
        private final AtomicInteger runs = new AtomicInteger();
        private volatile boolean cancelReturned;
        private boolean ranLate;
        final Callback handle;

        Rig(boolean timed) {
            Runnable callback = new Runnable() {
                @Override
                public void run() {
                    runs.incrementAndGet();
                }

                @Override
                public String toString() {
                    return "x";
                }
            };
            handle = timed ? new TimedCallback(AGENDA, 1, callback) : new Callback(callback);
        }

        void run() {
            boolean late = cancelReturned;
            int before = runs.get();
            handle.run();
            ranLate = late && runs.get() != before;
        }

        void cancel() {
            handle.cancel();
            cancelReturned = true;
        }

        String story() {
            return (runs.get() == 0 ? "silent" : runs.get() == 1 ? "ran" : "ran " + runs + " times")
                    + (ranLate ? " after the cancel" : "")
                    + (handle.isCancelled() ? ", cancelled" : ", not cancelled");
        }
    }

    /** Whoever comes second finds the callback gone, or running. */
    @JCStressTest
    @Outcome(id = "(ran|silent), cancelled", expect = ACCEPTABLE, desc = "Whoever came first")
    @Outcome(expect = FORBIDDEN, desc = "It ran although the cancel had returned, or failed for want of its callback")
    @State
    public static class RunAgainstCancel {
        private final Rig rig = new Rig(/* timed= */ false);

        @Actor
        public void run() {
            rig.run();
        }

        @Actor
        public void cancel() {
            rig.cancel();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = rig.story();
        }
    }

    /** As a handle, so a timer. */
    @JCStressTest
    @Outcome(id = "(ran|silent), cancelled", expect = ACCEPTABLE, desc = "Whoever came first")
    @Outcome(expect = FORBIDDEN, desc = "It ran although the cancel had returned, or failed for want of its callback")
    @State
    public static class FireAgainstCancel {
        private final Rig rig = new Rig(/* timed= */ true);

        @Actor
        public void fire() {
            rig.run();
        }

        @Actor
        public void cancel() {
            rig.cancel();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = rig.story();
        }
    }

    /** Somebody prints a handle, or looks into it, as its callback goes. */
    @JCStressTest
    @Outcome(id = "<Handle (x|cancelled)>", expect = ACCEPTABLE, desc = "Before or after")
    @Outcome(expect = FORBIDDEN, desc = "A null, in the text or thrown")
    @State
    public static class LookAgainstCancel {
        private final Rig rig = new Rig(/* timed= */ false);

        @Actor
        public void look(L_Result result) {
            result.r1 = rig.handle.inner() == null ? "null inside" : rig.handle.toString();
        }

        @Actor
        public void cancel() {
            rig.cancel();
        }
    }

    /** A cancel as the loop takes a submission out that its limit counts: room is made once. */
    @JCStressTest
    @Outcome(id = "room for one", expect = ACCEPTABLE, desc = "Cancelled while it waited, or too late")
    @Outcome(expect = FORBIDDEN, desc = "The count drifts: the loop takes more than its limit, or ever less")
    @State
    public static class CancelAgainstPollAtTheLimit {
        private final Inbox inbox = new Inbox(/* limited= */ true, TimedCallback.class);
        private final Callback handle = new Callback(() -> {});

        public CancelAgainstPollAtTheLimit() {
            inbox.push(handle, 1);
        }

        @Actor
        public void cancel() {
            handle.cancel();
        }

        @Actor
        public void poll() {
            inbox.poll();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = room(inbox);
        }
    }

    /** Two cancel what waits: room is made once. */
    @JCStressTest
    @Outcome(id = "room for one", expect = ACCEPTABLE, desc = "One of the two counts")
    @Outcome(expect = FORBIDDEN, desc = "The loop takes more than its limit, or less")
    @State
    public static class CancelAgainstCancelAtTheLimit {
        private final Inbox inbox = new Inbox(/* limited= */ true, TimedCallback.class);
        private final Callback handle = new Callback(() -> {});

        public CancelAgainstCancelAtTheLimit() {
            inbox.push(handle, 1);
        }

        @Actor
        public void cancel() {
            handle.cancel();
        }

        @Actor
        public void cancelToo() {
            handle.cancel();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = room(inbox);
        }
    }

    private static String room(Inbox inbox) {
        int room = 0;
        while (room < 3 && inbox.push(() -> {}, 1) == Inbox.Verdict.ACCEPTED) {
            room++;
        }
        return room == 1 ? "room for one" : "room for " + room;
    }
}
