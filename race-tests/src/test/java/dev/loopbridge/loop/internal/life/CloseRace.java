package dev.loopbridge.loop.internal.life;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.loopbridge.loop.internal.Rescue;
import dev.loopbridge.loop.internal.Told;
import dev.loopbridge.loop.internal.task.SettableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The end of a loop against those who come to it, and against another end. */
public class CloseRace {
    /** A callback handed in as the loop closes runs never, and is never silent. */
    @JCStressTest
    @Outcome(id = "done, told of the close", expect = ACCEPTABLE, desc = "Accepted, and told")
    @Outcome(id = "closed, never told", expect = ACCEPTABLE, desc = "Refused, and the caller knows")
    @Outcome(expect = FORBIDDEN, desc = "Accepted and silent, or refused without a reason")
    @State
    public static class SubmitAgainstClose {
        private final WatchedLoop watched = new WatchedLoop();
        private final Told callback = new Told();
        private String submitted;

        @Actor
        public void submit() {
            watched.meet();
            submitted = WatchedLoop.outcome(() -> watched.loop.execute(callback));
        }

        @Actor
        public void close() {
            watched.meet();
            watched.loop.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = submitted + ", " + callback + watched.complaints();
        }
    }

    /** As a callback, so a timer. */
    @JCStressTest
    @Outcome(id = "done, told of the close", expect = ACCEPTABLE, desc = "Accepted, and told")
    @Outcome(id = "closed, never told", expect = ACCEPTABLE, desc = "Refused, and the caller knows")
    @Outcome(expect = FORBIDDEN, desc = "Accepted and silent, or refused without a reason")
    @State
    public static class TimerAgainstClose {
        private final WatchedLoop watched = new WatchedLoop();
        private final Told callback = new Told();
        private String submitted;

        @Actor
        public void submit() {
            watched.meet();
            submitted = WatchedLoop.outcome(() -> {
                var unused = watched.loop.callAtThreadsafe(0, callback);
            });
        }

        @Actor
        public void close() {
            watched.meet();
            watched.loop.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = submitted + ", " + callback + watched.complaints();
        }
    }

    /** As a callback, so a task: its future is done in the end, and its body never began. */
    @JCStressTest
    @Outcome(id = "done, its task failed", expect = ACCEPTABLE, desc = "Accepted, and its waiters are told")
    @Outcome(id = "closed, no task", expect = ACCEPTABLE, desc = "Refused, and the caller knows")
    @Outcome(expect = FORBIDDEN, desc = "A task that is pending for ever")
    @State
    public static class TaskAgainstClose {
        private final WatchedLoop watched = new WatchedLoop();
        private String submitted;
        private String fate = "no task";

        @Actor
        public void submit() {
            watched.meet();
            submitted = WatchedLoop.outcome(() -> {
                var task = watched.loop.submit(() -> "body");
                fate = "pending";
                watched.loop.observe(task, () -> fate = "its task failed");
            });
        }

        @Actor
        public void close() {
            watched.meet();
            watched.loop.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = submitted + ", " + fate + watched.complaints();
        }
    }

    /** Whoever registers for the close hears of it once, from the closer or from the registration. */
    @JCStressTest
    @Outcome(id = "told once", expect = ACCEPTABLE, desc = "By the close, or on the spot")
    @Outcome(expect = FORBIDDEN, desc = "Never told, or twice")
    @State
    public static class ListenAgainstClose {
        private final WatchedLoop watched = new WatchedLoop();
        private final AtomicInteger told = new AtomicInteger();

        @Actor
        public void listen() {
            watched.meet();
            watched.loop.onClose(closed -> told.incrementAndGet());
        }

        @Actor
        public void close() {
            watched.meet();
            watched.loop.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = (told.get() == 1 ? "told once" : "told " + told) + watched.complaints();
        }
    }

    /** Whoever returns from {@code close()} finds the loop closed, though another closes it. */
    @JCStressTest
    @Outcome(
            id = "both find it closed, told once",
            expect = ACCEPTABLE,
            desc = "One closes it, the other waits for the gate")
    @Outcome(expect = FORBIDDEN, desc = "One returns from close() and the loop is open, or both close it")
    @State
    public static class CloseAgainstClose {
        private final WatchedLoop watched = new WatchedLoop();
        private final Told callback = new Told();
        private boolean mine;
        private boolean yours;

        public CloseAgainstClose() {
            watched.loop.execute(callback);
        }

        @Actor
        public void close() {
            watched.meet();
            watched.loop.close();
            mine = watched.loop.isClosed();
        }

        @Actor
        public void closeToo() {
            watched.meet();
            watched.loop.close();
            yours = watched.loop.isClosed();
        }

        @Arbiter
        public void judge(L_Result result) {
            boolean well = mine && yours && callback.toString().equals("told of the close");
            result.r1 = (well ? "both find it closed, told once" : mine + " " + yours + " " + callback)
                    + watched.complaints();
        }
    }

    /** A run and a close of an idle loop: one of the two is first, and the other is told which. */
    @JCStressTest
    @Outcome(id = "ran, close refused", expect = ACCEPTABLE, desc = "The run came first, and was not over")
    @Outcome(id = "ran, then closed", expect = ACCEPTABLE, desc = "The run was over")
    @Outcome(id = "run refused, closed", expect = ACCEPTABLE, desc = "The close came first")
    @Outcome(expect = FORBIDDEN, desc = "A closed loop runs, or close() waits for a run that is over")
    @State
    public static class RunAgainstClose {
        private final WatchedLoop watched = new WatchedLoop();
        private final SettableFuture<String> done = new SettableFuture<>(watched.loop);
        private volatile boolean over;
        private boolean hung;
        private String ran;
        private String closed;

        public RunAgainstClose() {
            done.setResult("done");
        }

        @Actor
        public void run() {
            watched.meet();
            ran = WatchedLoop.outcome(() -> {
                var unused = watched.loop.runUntilComplete(done);
            });
            hung = Rescue.wasNeeded(() -> over, watched.loop::close);
        }

        @Actor
        public void close() {
            watched.meet();
            closed = WatchedLoop.outcome(watched.loop::close);
            over = true;
        }

        @Arbiter
        public void judge(L_Result result) {
            String found = ran + ", " + closed + (hung ? ", hung" : "") + watched.complaints();
            result.r1 = switch (found) {
                case "done, running" -> "ran, close refused";
                case "done, done" -> "ran, then closed";
                case "closed, done" -> "run refused, closed";
                default -> found;
            };
        }
    }

    /** Who borrows the loop for an instant, as it closes: before it, or told so. */
    @JCStressTest
    @Outcome(
            id = "done, told",
            expect = ACCEPTABLE,
            desc = "The borrower was first, and its future is closed with the loop")
    @Outcome(id = "closed, silent", expect = ACCEPTABLE, desc = "The close was first, and says so")
    @Outcome(expect = FORBIDDEN, desc = "Neither taken nor refused, or refused without a reason")
    @State
    public static class BorrowAgainstClose {
        private final WatchedLoop watched = new WatchedLoop();
        private final SettableFuture<String> pending = new SettableFuture<>(watched.loop);
        private final AtomicInteger told = new AtomicInteger();
        private String added;

        public BorrowAgainstClose() {
            pending.observe(() -> {}); // so that the close reaches it
        }

        @Actor
        public void addDoneCallback() {
            watched.meet();
            added = WatchedLoop.outcome(() -> pending.addDoneCallback(future -> told.incrementAndGet()));
        }

        @Actor
        public void close() {
            watched.meet();
            watched.loop.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = added
                    + (told.get() == 1 ? ", told" : told.get() == 0 ? ", silent" : ", told twice")
                    + watched.complaints();
        }
    }
}
