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

/** Wake a loop that sleeps, and hear back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RowCWake {
    private static final int TRIPS = 100;

    /** Who. */
    @Param({
        "loopbridge",
        "Netty NIO",
        "Netty default",
        "Vert.x",
        "Reactor single",
        "RxJava single",
        "ScheduledThreadPool",
        "kotlinx runBlocking",
        "limit: park"
    })
    public String peer;

    private Peer loop;
    private Signal back;
    private Runnable answer;

    /** Starts the peer. */
    @Setup
    public void open() {
        loop = Peers.of(peer);
        back = new Signal();
        answer = back::raise;
    }

    /** Stops it. */
    @TearDown
    public void close() {
        loop.close();
    }

    /** There and back: each side sleeps while the other is awake. */
    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public void run() {
        for (int i = 0; i < TRIPS; i++) {
            loop.execute(answer);
            back.await();
        }
    }
}
