package dev.loopbridge.benchmarks;

import dev.loopbridge.benchmarks.peer.Peer;
import dev.loopbridge.benchmarks.peer.Peers;
import dev.loopbridge.benchmarks.peer.Signal;
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

/** A task scheduled from inside the loop, and run. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RowASchedule {
    static final int TASKS = 100_000;
    private static final int FAN = 256;

    /** Who. */
    @Param({
        "loopbridge",
        "loopbridge callSoon",
        "Netty NIO",
        "Netty default",
        "Vert.x",
        "Reactor single",
        "RxJava single",
        "RxJava from",
        "ScheduledThreadPool",
        "ThreadPool",
        "ForkJoinPool",
        "kotlinx runBlocking",
        "limit: ring"
    })
    public String peer;

    /** How: each task schedules the next; one in 256 schedules 256; one schedules all. */
    @Param({"chain", "fan-out", "burst"})
    public String shape;

    private Peer loop;
    private Signal end;
    private Runnable first;
    private int left;

    /** Starts the peer. */
    @Setup
    public void open() {
        loop = Peers.of(peer);
        end = new Signal();
        first = switch (shape) {
            case "chain" -> this::link;
            case "fan-out" -> this::fan;
            default -> this::burst;
        };
    }

    /** Stops it. */
    @TearDown
    public void close() {
        loop.close();
    }

    /** All tasks, and one wake-up for all of them. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public void run() {
        left = TASKS;
        loop.execute(first);
        end.await();
    }

    private void link() {
        if (--left > 0) {
            loop.execute(first);
        } else {
            end.raise();
        }
    }

    private void fan() {
        Runnable leaf = this::leaf;
        for (int i = Math.min(FAN, left); i > 0; i--) {
            loop.execute(leaf);
        }
    }

    private void leaf() {
        if (--left == 0) {
            end.raise();
        } else if ((TASKS - left) % FAN == 0) {
            fan();
        }
    }

    private void burst() {
        Runnable leaf = this::last;
        for (int i = TASKS; i > 0; i--) {
            loop.execute(leaf);
        }
    }

    private void last() {
        if (--left == 0) {
            end.raise();
        }
    }
}
