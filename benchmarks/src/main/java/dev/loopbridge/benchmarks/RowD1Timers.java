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

/** A million timers at random deadlines, of which one in a hundred is not cancelled. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RowD1Timers {
    static final int TIMERS = 1_000_000;
    private static final int FIRING = 100;
    /** All are due before the last is made, so that nobody is seen waiting. */
    private static final int LATEST_NANOS = 20_000_000;

    /** Who. */
    @Param({"loopbridge", "HashedWheelTimer", "Netty NIO", "Vert.x", "Reactor single", "ScheduledThreadPool"})
    public String peer;

    private final int[] delays = new int[TIMERS];
    private final Object[] handles = new Object[TIMERS];
    private final Runnable fired = this::fire;
    private TimedPeer timers;
    private Signal end;
    private int left;

    /** Starts the peer. */
    @Setup
    public void open() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < TIMERS; i++) {
            delays[i] = random.nextInt(LATEST_NANOS);
        }
        timers = Peers.timed(peer);
        end = new Signal();
    }

    /** Stops it. */
    @TearDown
    public void close() {
        timers.close();
    }

    /** Make all, cancel most, wait for the rest. */
    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public void run() {
        left = TIMERS / FIRING;
        timers.execute(this::schedule);
        end.await();
    }

    private void schedule() {
        for (int i = 0; i < TIMERS; i++) {
            handles[i] = timers.schedule(i % FIRING == 0 ? fired : RowD1Timers::never, delays[i]);
        }
        for (int i = 0; i < TIMERS; i++) {
            if (i % FIRING != 0) {
                timers.cancel(handles[i]);
            }
            handles[i] = this;
        }
    }

    private static void never() {}

    private void fire() {
        if (--left == 0) {
            end.raise();
        }
    }
}
