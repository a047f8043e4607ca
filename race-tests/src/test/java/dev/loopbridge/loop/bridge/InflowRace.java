package dev.loopbridge.loop.bridge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.loopbridge.loop.internal.Rescue;
import dev.loopbridge.loop.internal.life.WatchedLoop;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A publisher's signals against the coroutine that takes them, and against its end. */
public class InflowRace {
    /** A publisher by hand. */
    private static final class Source implements InflowSource<String>, Upstream {
        private final AtomicInteger cancels = new AtomicInteger();
        private final AtomicInteger discarded = new AtomicInteger();
        private final AtomicInteger dropped = new AtomicInteger();
        private final AtomicInteger errors = new AtomicInteger();
        Runnable onSubscribe = () -> {};
        volatile Inflow<String> inflow;

        @Override
        public void subscribe(Inflow<String> inflow) {
            inflow.onSubscribe(this);
            this.inflow = inflow;
            onSubscribe.run();
        }

        /** Waits for the subscriber, which comes at once if it comes at all. Returns null if it does not. */
        Inflow<String> subscriber() {
            boolean never = Rescue.wasNeeded(() -> inflow != null, () -> {});
            return never ? null : inflow;
        }

        @Override
        public void request(long n) {}

        @Override
        public void cancel() {
            cancels.incrementAndGet();
        }

        @Override
        public void onDiscard(String item) {
            discarded.incrementAndGet();
        }

        @Override
        public void onNextDropped(String item) {
            dropped.incrementAndGet();
        }

        @Override
        public void onErrorDropped(Throwable error) {
            errors.incrementAndGet();
        }
    }

    /** The element comes as the coroutine lies down to wait for it. */
    @JCStressTest
    @Outcome(id = "value, 1 cancels", expect = ACCEPTABLE, desc = "Found, or woken")
    @Outcome(expect = FORBIDDEN, desc = "A lost wake-up")
    @State
    public static class ElementAgainstAwait {
        private final WatchedLoop watched = new WatchedLoop();
        private final Source source = new Source();
        private volatile boolean over;
        private String got = "nothing";

        @Actor
        public void emit() {
            watched.meet();
            source.subscriber().onNext("value");
            Rescue.wasNeeded(() -> over, () -> watched.loop.execute(watched.loop::stop));
        }

        @Actor
        public void await() {
            watched.meet();
            try {
                got = watched.loop.runUntilComplete(() -> Inflow.awaitFirst(source));
            } catch (IllegalStateException rescued) {
                got = "hung";
            } finally {
                over = true;
            }
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = got + ", " + source.cancels + " cancels" + watched.complaints();
        }
    }

    /** Two threads signal at once, against rule 1.3: the coroutine gets the one element or an error, and is not silent. */
    @JCStressTest
    @Outcome(id = "the end, 0 lost", expect = ACCEPTABLE, desc = "One of the two ends, and one of them only")
    @Outcome(expect = FORBIDDEN, desc = "No end, or two")
    @State
    public static class ErrorAgainstComplete {
        private final Source source = new Source();
        private final Inflow<String> inflow = new Inflow<>(new WatchedLoop().loop, source, Inflow.Wanted.EACH);

        public ErrorAgainstComplete() {
            inflow.begin(1);
        }

        @Actor
        public void error() {
            inflow.onError(new ArithmeticException());
        }

        @Actor
        public void complete() {
            inflow.onComplete();
        }

        @Arbiter
        public void judge(L_Result result) {
            boolean failed = ((Inflow.End) inflow.take()).error() != null;
            int accounted = (failed ? 1 : 0) + source.errors.get();
            inflow.close(); // a second end would be left over
            result.r1 = "the end, " + (1 - accounted) + " lost" + (source.discarded.get() == 0 ? "" : ", and elements");
        }
    }

    /** Two elements come from two threads for the one that was asked for: one is taken, the other is a violation. */
    @JCStressTest
    @Outcome(id = "1 taken, 1 elsewhere, 1 cancels", expect = ACCEPTABLE, desc = "The first is taken")
    @Outcome(
            id = "0 taken, 2 elsewhere, 1 cancels",
            expect = ACCEPTABLE,
            desc = "The violation was seen first, and is the end")
    @Outcome(expect = FORBIDDEN, desc = "An element is lost, or the upstream is not told")
    @State
    public static class FirstAgainstFirst {
        private final WatchedLoop watched = new WatchedLoop();
        private final Source source = new Source();
        private final Inflow<String> inflow = new Inflow<>(watched.loop, source, Inflow.Wanted.FIRST);

        public FirstAgainstFirst() {
            inflow.begin(1);
        }

        @Actor
        public void emit() {
            watched.meet();
            inflow.onNext("mine");
        }

        @Actor
        public void emitToo() {
            watched.meet();
            inflow.onNext("yours");
        }

        @Arbiter
        public void judge(L_Result result) {
            int taken = inflow.take() instanceof String ? 1 : 0;
            inflow.close();
            result.r1 = taken + " taken, " + (source.discarded.get() + source.dropped.get()) + " elsewhere, "
                    + source.cancels + " cancels";
        }
    }

    /** The coroutine has what it wants, or gives up, as an element comes. */
    @JCStressTest
    @Outcome(id = "1 elsewhere, 1 cancels", expect = ACCEPTABLE, desc = "Discarded by whoever saw it")
    @Outcome(expect = FORBIDDEN, desc = "The element is lost, or the upstream not cancelled")
    @State
    public static class ElementAgainstClose {
        private final Source source = new Source();
        private final Inflow<String> inflow = new Inflow<>(new WatchedLoop().loop, source, Inflow.Wanted.EACH);

        public ElementAgainstClose() {
            inflow.begin(1);
        }

        @Actor
        public void emit() {
            inflow.onNext("value");
        }

        @Actor
        public void close() {
            inflow.close();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = (source.discarded.get() + source.dropped.get()) + " elsewhere, " + source.cancels + " cancels";
        }
    }

    /** A coroutine finishes its iterator as the loop is shut down, which finishes it, too. */
    @JCStressTest
    @Outcome(id = "1 cancels, (ended|unwound)", expect = ACCEPTABLE, desc = "Finished once, by one of the two")
    @Outcome(expect = FORBIDDEN, desc = "The upstream is not cancelled, or twice, or the loop stays open")
    @State
    public static class FinishAgainstClose {
        private final WatchedLoop watched = new WatchedLoop();
        private final Source source = new Source();
        private final AsyncIterator<String> iterator = Inflow.iterate(source, 1);
        private String how = "never begun";

        public FinishAgainstClose() {
            source.onSubscribe = () -> source.inflow.onNext("value");
            var unused = watched.loop.runUntilComplete(() -> iterator.next());
        }

        @Actor
        public void finish() {
            watched.meet();
            String ran = WatchedLoop.outcome(() -> watched.loop.runUntilComplete(() -> {
                iterator.finish();
                return null;
            }));
            how = ran.equals("done") ? "ended" : "unwound";
        }

        @Actor
        public void shutdown() {
            watched.meet();
            var unused = watched.loop.shutdown(Duration.ZERO, "a test");
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = source.cancels + " cancels, " + how + (watched.loop.isClosed() ? "" : ", open")
                    + watched.complaints();
        }
    }
}
