package dev.loopbridge.loop.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.loopbridge.loop.internal.Meeting;
import dev.loopbridge.loop.internal.concurrent.PoolCall;
import dev.loopbridge.loop.internal.life.WatchedLoop;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Calls in pools, which come back to the loop. */
public class PoolRace {
    /** The pool is shut down as the first call comes, which makes it. */
    @JCStressTest
    @Outcome(id = "ran, over", expect = ACCEPTABLE, desc = "The call came first, and the shutdown waits for it")
    @Outcome(id = "refused, over", expect = ACCEPTABLE, desc = "The shutdown came first")
    @Outcome(expect = FORBIDDEN, desc = "Accepted and never run, or a pool that nobody shuts down")
    @State
    public static class CallAgainstShutDown {
        private final Meeting meeting = new Meeting();
        private final DefaultExecutor executor = new DefaultExecutor("race", null);
        private final AtomicInteger runs = new AtomicInteger();
        private boolean refused;

        @Actor
        public void call() {
            meeting.meet();
            try {
                executor.execute(runs::incrementAndGet);
            } catch (IllegalStateException shutDown) {
                refused = true;
            }
        }

        @Actor
        public void shutDown() {
            meeting.meet();
            var unused = executor.shutDown();
        }

        @Arbiter
        public void judge(L_Result result) {
            executor.shutDown().join();
            String fate = refused ? "refused" : "accepted";
            result.r1 = (refused == (runs.get() == 0) ? refused ? "refused" : "ran" : fate + ", runs " + runs)
                    + (executor.isInUse() ? ", in use" : ", over");
        }
    }

    /** Two calls come first: both go to one pool. */
    @JCStressTest
    @Outcome(id = "both ran", expect = ACCEPTABLE, desc = "In the pool that was kept")
    @Outcome(expect = FORBIDDEN, desc = "One went to a pool that nobody waits for")
    @State
    public static class CallAgainstCall {
        private final Meeting meeting = new Meeting();
        private final DefaultExecutor executor = new DefaultExecutor("race", null);
        private final AtomicInteger runs = new AtomicInteger();

        @Actor
        public void call() {
            meeting.meet();
            executor.execute(this::count);
        }

        @Actor
        public void callToo() {
            meeting.meet();
            executor.execute(this::count);
        }

        private void count() {
            Thread.yield(); // so that who shuts the wrong pool down does not find it done by chance
            runs.incrementAndGet();
        }

        @Arbiter
        public void judge(L_Result result) {
            executor.shutDown().join();
            result.r1 = runs.get() == 2 ? "both ran" : "ran " + runs;
        }
    }

    /** The call ends on a thread of the pool as its future is cancelled. */
    @JCStressTest
    @Outcome(
            id = "(value|cancelled)",
            expect = ACCEPTABLE,
            desc = "One of the two came first, and the other is dropped")
    @Outcome(expect = FORBIDDEN, desc = "Settled twice, or never")
    @State
    public static class ReturnAgainstCancel {
        private final WatchedLoop watched = new WatchedLoop();
        private final AtomicReference<Runnable> job = new AtomicReference<>();
        private final SettableFuture<String> future =
                (SettableFuture<String>) PoolCall.<String>start(watched.loop, job::set, () -> "value");

        @Actor
        public void perform() {
            watched.meet();
            job.get().run();
        }

        @Actor
        public void cancel() {
            watched.meet();
            future.cancel();
        }

        @Arbiter
        public void judge(L_Result result) {
            watched.runOnce();
            result.r1 = (future.isCancelled() ? "cancelled" : future.isDone() ? future.result() : "pending")
                    + watched.complaints();
        }
    }

    /** The call ends on a thread of the pool as the loop closes, with somebody who waits for it. */
    @JCStressTest
    @Outcome(id = "told once, done", expect = ACCEPTABLE, desc = "Of the close: the result never came home")
    @Outcome(expect = FORBIDDEN, desc = "Waits for ever, or is told twice")
    @State
    public static class ReturnAgainstClose {
        private final WatchedLoop watched = new WatchedLoop();
        private final AtomicReference<Runnable> job = new AtomicReference<>();
        private final AtomicInteger told = new AtomicInteger();
        private final SettableFuture<String> future =
                (SettableFuture<String>) PoolCall.<String>start(watched.loop, job::set, () -> "value");

        public ReturnAgainstClose() {
            future.observe(told::incrementAndGet);
        }

        @Actor
        public void perform() {
            watched.meet();
            job.get().run();
        }

        @Actor
        public void close() {
            watched.meet();
            watched.loop.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = (told.get() == 1 ? "told once" : "told " + told)
                    + (future.isDone() ? ", done" : ", pending")
                    + watched.complaints();
        }
    }

    /** Two bridges ask for what they keep with one loop. */
    @JCStressTest
    @Outcome(id = "the same", expect = ACCEPTABLE, desc = "Made by one of them")
    @Outcome(expect = FORBIDDEN, desc = "Two drivers of one loop")
    @State
    public static class AttachAgainstAttach {
        private final WatchedLoop watched = new WatchedLoop();
        private Object mine;
        private Object yours;

        @Actor
        public void attach() {
            watched.meet();
            mine = watched.loop.attachment(Object::new);
        }

        @Actor
        public void attachToo() {
            watched.meet();
            yours = watched.loop.attachment(Object::new);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = mine == yours ? "the same" : "two";
        }
    }
}
