package dev.loopbridge.loop.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.internal.NativeLoop;
import dev.loopbridge.loop.internal.life.WatchedLoop;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A future that is completed, cancelled, watched and closed over from several threads. */
public class FutureRace {
    /** On an idle loop, each borrows it: one settles the future, the other is told. */
    @JCStressTest
    @Outcome(id = "done, not cancelled, finished", expect = ACCEPTABLE, desc = "The result came first")
    @Outcome(id = "invalid state, cancelled, cancelled", expect = ACCEPTABLE, desc = "The cancel came first")
    @Outcome(expect = FORBIDDEN, desc = "Both believe to have settled it, or neither")
    @State
    public static class CompleteAgainstCancel {
        private final WatchedLoop watched = new WatchedLoop();
        private final SettableFuture<String> future = new SettableFuture<>(watched.loop);
        private String completed;
        private boolean cancelled;

        @Actor
        public void complete() {
            watched.meet();
            completed = WatchedLoop.outcome(() -> future.setResult("value"));
        }

        @Actor
        public void cancel() {
            watched.meet();
            cancelled = future.cancel();
        }

        @Arbiter
        public void judge(L_Result result) {
            completed = completed.contains("invalid state") ? "invalid state" : completed;
            result.r1 = completed
                    + (cancelled ? ", cancelled, " : ", not cancelled, ")
                    + (future.isCancelled() ? "cancelled" : future.isDone() ? "finished" : "pending")
                    + watched.complaints();
        }
    }

    /** Who looks at a future as it is settled is told once, and leaves nothing behind on the loop. */
    @JCStressTest
    @Outcome(id = "told once, 0 listeners", expect = ACCEPTABLE, desc = "By the one who settles, or on the spot")
    @Outcome(expect = FORBIDDEN, desc = "Never told, twice told, or a close listener stays behind")
    @State
    public static class CompleteAgainstObserve {
        private final WatchedLoop watched = new WatchedLoop();
        private final SettableFuture<String> future = new SettableFuture<>(watched.loop);
        private final AtomicInteger told = new AtomicInteger();

        @Actor
        public void complete() {
            watched.meet();
            future.setResult("value");
        }

        @Actor
        public void observe() {
            watched.meet();
            future.observe(told::incrementAndGet);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = (told.get() == 1 ? "told once, " : "told " + told + ", ") + watched.listeners() + " listeners"
                    + watched.complaints();
        }
    }

    /** Who looks no longer, as the future is settled, may be told, and leaves nothing behind on the loop. */
    @JCStressTest
    @Outcome(
            id = {"told 0, 0 listeners", "told 1, 0 listeners"},
            expect = ACCEPTABLE,
            desc = "Left before, or told first")
    @Outcome(expect = FORBIDDEN, desc = "Told twice, or a close listener stays behind")
    @State
    public static class CompleteAgainstLeave {
        private final WatchedLoop watched = new WatchedLoop();
        private final SettableFuture<String> future = new SettableFuture<>(watched.loop);
        private final AtomicInteger told = new AtomicInteger();

        @Actor
        public void complete() {
            watched.meet();
            future.setResult("value");
        }

        @Actor
        public void leave() {
            watched.meet();
            future.observe(told::incrementAndGet).cancel();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = "told " + told + ", " + watched.listeners() + " listeners" + watched.complaints();
        }
    }

    /** Who looks no longer, as the loop closes, leaves nothing behind. */
    @JCStressTest
    @Outcome(
            id = {"told 0, 0 listeners", "told 1, 0 listeners"},
            expect = ACCEPTABLE,
            desc = "Left before, or told first")
    @Outcome(expect = FORBIDDEN, desc = "Told twice, or a close listener stays behind")
    @State
    public static class CloseAgainstLeave {
        private final WatchedLoop watched = new WatchedLoop();
        private final SettableFuture<String> future = new SettableFuture<>(watched.loop);
        private final AtomicInteger told = new AtomicInteger();

        @Actor
        public void close() {
            watched.meet();
            watched.loop.close();
        }

        @Actor
        public void leave() {
            watched.meet();
            future.observe(told::incrementAndGet).cancel();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = "told " + told + ", " + watched.listeners() + " listeners" + watched.complaints();
        }
    }

    /** A failure is asked for by two, of whom one is the close. */
    @JCStressTest
    @Outcome(
            id = {"true, false", "false, true"},
            expect = ACCEPTABLE,
            desc = "One sees to it")
    @Outcome(expect = FORBIDDEN, desc = "It is heard and reported, or neither")
    @State
    public static class HearAgainstReport {
        private final WatchedLoop watched = new WatchedLoop();
        private final UnheardFailure failure = new UnheardFailure(
                new SettableFuture<>(watched.loop), new IllegalStateException("x"), new ReferenceQueue<>());
        private boolean heard;
        private boolean reported;

        @Actor
        public void hear() {
            heard = failure.claim();
        }

        @Actor
        public void report() {
            reported = failure.claim();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = heard + ", " + reported;
        }
    }

    /** Two threads begin to look at one future. */
    @JCStressTest
    @Outcome(id = "both told once", expect = ACCEPTABLE, desc = "Both are in the list of observers")
    @Outcome(expect = FORBIDDEN, desc = "One pushed the other out")
    @State
    public static class ObserveAgainstObserve {
        private final WatchedLoop watched = new WatchedLoop();
        private final SettableFuture<String> future = new SettableFuture<>(watched.loop);
        private final AtomicInteger mine = new AtomicInteger();
        private final AtomicInteger yours = new AtomicInteger();

        @Actor
        public void observe() {
            watched.meet();
            future.observe(mine::incrementAndGet);
        }

        @Actor
        public void observeToo() {
            watched.meet();
            future.observe(yours::incrementAndGet);
        }

        @Arbiter
        public void judge(L_Result result) {
            future.setResult("value");
            boolean once = mine.get() == 1 && yours.get() == 1;
            result.r1 = (once ? "both told once" : "told " + mine + " and " + yours) + watched.complaints();
        }
    }

    /** Whoever sees that it is done sees how: the outcome is written before the state. */
    @JCStressTest
    @Outcome(id = "(pending|value)", expect = ACCEPTABLE, desc = "Not done yet, or done and whole")
    @Outcome(expect = FORBIDDEN, desc = "Done, and its outcome not there")
    @State
    public static class CompleteAgainstRead {
        private static final WatchedLoop WATCHED = new WatchedLoop();
        private final SettableFuture<String> future = new SettableFuture<>(WATCHED.loop);

        @Actor
        public void complete() {
            future.finish("value", null);
        }

        @Actor
        public void read(L_Result result) {
            result.r1 = future.isDone() ? future.result() : "pending";
        }
    }

    /** As a result, so the failure by a close. */
    @JCStressTest
    @Outcome(id = "(pending|the close)", expect = ACCEPTABLE, desc = "Not done yet, or done and whole")
    @Outcome(expect = FORBIDDEN, desc = "Done, and its failure not there")
    @State
    public static class CloseAgainstRead {
        private static final WatchedLoop WATCHED = new WatchedLoop();
        private static final LoopClosedException WHY = closed();
        private final SettableFuture<String> future = new SettableFuture<>(WATCHED.loop);

        private static LoopClosedException closed() {
            NativeLoop other = new WatchedLoop().loop;
            other.close();
            return other.closedException();
        }

        @Actor
        public void close() {
            future.failByClose(WHY);
        }

        @Actor
        public void read(L_Result result) {
            result.r1 = !future.isDone() ? "pending" : future.exception() == WHY ? "the close" : "no failure";
        }
    }

    /** Somebody waits for a plain future off the loop, which closes: nobody else will ever settle it. */
    @JCStressTest
    @Outcome(
            id = "told once, finished",
            expect = ACCEPTABLE,
            desc = "By the close, or by the registration that came late")
    @Outcome(expect = FORBIDDEN, desc = "Waits for ever")
    @State
    public static class CloseAgainstObserve {
        private final WatchedLoop watched = new WatchedLoop();
        private final SettableFuture<String> future = new SettableFuture<>(watched.loop);
        private final AtomicInteger told = new AtomicInteger();

        @Actor
        public void observe() {
            watched.meet();
            future.observe(told::incrementAndGet);
        }

        @Actor
        public void close() {
            watched.meet();
            watched.loop.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = (told.get() == 1 ? "told once" : "told " + told)
                    + (future.isDone() ? ", finished" : ", pending")
                    + watched.complaints();
        }
    }

    /** The copy is cancelled as the future is completed. */
    @JCStressTest
    @Outcome(id = "copy value, future finished", expect = ACCEPTABLE, desc = "The result came first, and is on its way")
    @Outcome(
            id = "copy cancelled, future (finished|cancelled)",
            expect = ACCEPTABLE,
            desc = "The cancel came first, at least to the copy")
    @Outcome(expect = FORBIDDEN, desc = "One of the two is pending for ever, or they contradict each other")
    @State
    public static class CompleteAgainstCancelOfTheCopy {
        private final WatchedLoop watched = new WatchedLoop();
        private final SettableFuture<String> future = new SettableFuture<>(watched.loop);
        private final CompletableFuture<String> copy = future.toCompletableFuture();

        @Actor
        public void complete() {
            watched.meet();
            var unused = WatchedLoop.outcome(() -> future.setResult("value"));
        }

        @Actor
        public void cancel() {
            watched.meet();
            copy.cancel(/* mayInterruptIfRunning= */ false);
        }

        @Arbiter
        public void judge(L_Result result) {
            watched.runOnce();
            String copied = copy.isCancelled() ? "cancelled" : copy.isDone() ? copy.join() : "pending";
            String original = future.isCancelled() ? "cancelled" : future.isDone() ? "finished" : "pending";
            result.r1 = "copy " + copied + ", future " + original + watched.complaints();
        }
    }
}
