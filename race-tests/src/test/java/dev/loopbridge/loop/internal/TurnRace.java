package dev.loopbridge.loop.internal;

import static dev.loopbridge.loop.Await.await;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.internal.life.WatchedLoop;
import dev.loopbridge.loop.internal.task.LoopTask;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A coroutine and the threads around it: the turn has one holder. */
public class TurnRace {
    /** Strangers unpark the home thread, which has given its turn away: it must not take that for its turn. */
    @JCStressTest
    @Outcome(id = "one thread at a time", expect = ACCEPTABLE, desc = "A permit is not the turn")
    @Outcome(expect = FORBIDDEN, desc = "Home and the coroutine run at once")
    @State
    public static class StrayUnparkAgainstTurn {
        private static final int LONG_ENOUGH = 50;
        private final WatchedLoop watched = new WatchedLoop();
        private volatile Thread home;
        private volatile boolean over;
        private String ran;

        @Actor
        public void run() {
            home = Thread.currentThread();
            ran = WatchedLoop.outcome(() -> watched.loop.runUntilComplete(() -> {
                watched.loop.callSoon(watched::work);
                for (int i = 0; i < LONG_ENOUGH; i++) {
                    watched.work();
                }
                return null;
            }));
            over = true;
        }

        @Actor
        public void unpark() {
            while (!over) {
                LockSupport.unpark(home);
            }
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = (ran.equals("done") ? "one thread at a time" : ran) + watched.complaints();
        }
    }

    /** What a coroutine awaits is completed by another thread as it lies down to wait. */
    @JCStressTest
    @Outcome(id = "value", expect = ACCEPTABLE, desc = "Found done, or woken")
    @Outcome(expect = FORBIDDEN, desc = "A lost wake-up")
    @State
    public static class AwaitAgainstComplete {
        private final WatchedLoop watched = new WatchedLoop();
        private final LoopFuture<String> future = watched.loop.createFuture();
        private volatile boolean over;
        private String got = "nothing";

        @Actor
        public void complete() {
            watched.meet();
            watched.loop.execute(() -> future.setResult("value"));
            Rescue.wasNeeded(() -> over, () -> watched.loop.execute(watched.loop::stop));
        }

        @Actor
        public void run() {
            watched.meet();
            try {
                got = watched.loop.runUntilComplete(() -> await(future));
            } finally {
                over = true;
            }
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = got + watched.complaints();
        }
    }

    /** A task is cancelled from another thread as it ends. */
    @JCStressTest
    @Outcome(id = "(ended|cancelled)", expect = ACCEPTABLE, desc = "One of the two came first, and the task is done")
    @Outcome(expect = FORBIDDEN, desc = "The task is pending, or two threads were in the loop")
    @State
    public static class CancelAgainstEnd {
        private final WatchedLoop watched = new WatchedLoop();
        private final Task<String> task = watched.loop.submit(() -> {
            watched.work();
            return "ended";
        });

        @Actor
        public void cancel() {
            watched.meet();
            var unused = task.cancel();
        }

        @Actor
        public void run() {
            watched.meet();
            var unused = WatchedLoop.outcome(() -> watched.loop.runUntilComplete(task));
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = (task.isCancelled() ? "cancelled" : task.isDone() ? task.result() : "pending")
                    + watched.complaints();
        }
    }

    /** A coroutine blocks on something of its own, against the asyncio rules; whoever releases it must be heard. */
    @JCStressTest
    @Outcome(id = "released", expect = ACCEPTABLE, desc = "It goes on where it blocked")
    @Outcome(expect = FORBIDDEN, desc = "The loop hangs, since the unpark was lost")
    @State
    public static class ReleaseAgainstBlockedCoroutine {
        private final WatchedLoop watched = new WatchedLoop();
        private final CountDownLatch latch = new CountDownLatch(1);
        private volatile Thread blocked;
        private volatile boolean over;
        private boolean lost;

        @Actor
        public void release() {
            watched.meet();
            latch.countDown();
            lost = Rescue.wasNeeded(() -> over, () -> LockSupport.unpark(blocked));
        }

        @Actor
        public void run() {
            watched.meet();
            var unused = watched.loop.<Object>runUntilComplete(() -> {
                blocked = Thread.currentThread();
                latch.await();
                return null;
            });
            over = true;
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = (lost ? "hung" : "released") + watched.complaints();
        }
    }

    /** The thread of a coroutine that ended carries one of another loop, before the home thread of the first wakes up. */
    @JCStressTest
    @Outcome(id = "of one loop", expect = ACCEPTABLE, desc = "Who gives the turn away is not the holder any more")
    @Outcome(expect = FORBIDDEN, desc = "A thread takes itself for the holder of the loop that it was the holder of")
    @State
    public static class EndAgainstNextLoop {
        private final WatchedLoop watched = new WatchedLoop();
        private final WatchedLoop next = new WatchedLoop();
        private volatile boolean over;
        private boolean stale;

        @Actor
        public void end() {
            watched.meet();
            for (int i = 0; i < 10; i++) {
                var unused = watched.loop.<Object>runUntilComplete(() -> null);
            }
            over = true;
        }

        @Actor
        public void next() {
            watched.meet();
            while (!over) {
                var unused = next.loop.<Object>runUntilComplete(() -> {
                    stale |= watched.loop.inLoop();
                    return null;
                });
            }
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = (stale ? "of two loops" : "of one loop") + watched.complaints() + next.complaints();
        }
    }

    /** The home thread is interrupted when it has given the turn to a coroutine that is yet to wake up. */
    @JCStressTest
    @Outcome(id = "one holder", expect = ACCEPTABLE, desc = "Whatever an interrupt does is handed over")
    @Outcome(expect = FORBIDDEN, desc = "Home takes itself for the holder, beside the coroutine")
    @State
    public static class InterruptAgainstTurn {
        private final WatchedLoop watched = new WatchedLoop();
        private volatile Thread home;
        private volatile boolean over;
        private boolean stale;

        @Actor
        public void run() {
            home = Thread.currentThread();
            LoopTask<Object> main = new LoopTask<>(watched.loop, () -> {
                for (int i = 0; i < 10; i++) {
                    watched.loop.callSoon(() -> {}); // which takes the turn home
                    await(Tasks.sleep(Duration.ZERO));
                }
                return true;
            });
            watched.loop.runMain(main, () -> stale |= hasGivenTheTurn() && watched.loop.inLoop());
            over = true;
        }

        private static boolean hasGivenTheTurn() {
            return StackWalker.getInstance()
                    .walk(frames ->
                            frames.anyMatch(frame -> frame.getMethodName().equals("await")));
        }

        @Actor
        public void interrupt() {
            while (!over) {
                Thread target = home;
                if (target != null) {
                    target.interrupt();
                }
            }
        }

        @Arbiter
        public void judge(L_Result result) {
            Thread.interrupted();
            result.r1 = (stale ? "two holders" : "one holder") + watched.complaints();
        }
    }
}
