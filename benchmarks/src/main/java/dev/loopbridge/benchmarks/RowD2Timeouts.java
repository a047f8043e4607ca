package dev.loopbridge.benchmarks;

import dev.loopbridge.benchmarks.peer.Peers;
import dev.loopbridge.benchmarks.peer.Signal;
import dev.loopbridge.benchmarks.peer.TimedPeer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Timeouts that never come: one made and one cancelled, while 100,000 wait. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RowD2Timeouts {
    static final int PAIRS = 100_000;
    private static final int OUTSTANDING = 100_000;
    private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

    /** Who. */
    @Param({"loopbridge", "HashedWheelTimer", "Netty NIO", "Vert.x", "Reactor single", "ScheduledThreadPool"})
    public String peer;

    /** Which is cancelled: the one that waits longest, or the one just made. */
    @Param({"oldest", "at once"})
    public String cancelled;

    private final long[] delays = new long[OUTSTANDING];
    private final Object[] waiting = new Object[OUTSTANDING];
    private TimedPeer timers;
    private Signal end;

    /** Starts the peer, and its timers. */
    @Setup
    public void open() {
        SplittableRandom random = new SplittableRandom(1);
        timers = Peers.timed(peer);
        end = new Signal();
        timers.execute(() -> {
            for (int i = 0; i < OUTSTANDING; i++) {
                delays[i] = HOUR_NANOS + random.nextLong(HOUR_NANOS);
                waiting[i] = timers.schedule(RowD2Timeouts::never, delays[i]);
            }
            end.raise();
        });
        end.await();
    }

    /** Stops it. */
    @TearDown
    public void close() {
        timers.close();
    }

    /** All pairs, on the loop where there is one. */
    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public void run() {
        timers.execute("oldest".equals(cancelled) ? this::cancelOldest : this::cancelAtOnce);
        end.await();
    }

    private void cancelOldest() {
        for (int i = 0; i < PAIRS; i++) {
            timers.cancel(waiting[i]);
            waiting[i] = timers.schedule(RowD2Timeouts::never, delays[i]);
        }
        end.raise();
    }

    private void cancelAtOnce() {
        for (int i = 0; i < PAIRS; i++) {
            timers.cancel(timers.schedule(RowD2Timeouts::never, delays[i]));
        }
        end.raise();
    }

    private static void never() {}
}
