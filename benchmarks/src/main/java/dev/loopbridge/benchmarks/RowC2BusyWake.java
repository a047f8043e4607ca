package dev.loopbridge.benchmarks;

import dev.loopbridge.benchmarks.peer.Peer;
import dev.loopbridge.benchmarks.peer.Peers;
import dev.loopbridge.benchmarks.peer.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** As row C, beside as many threads as there are processors, each of which wants one: users' machines are rarely idle. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RowC2BusyWake {
    /** Who. */
    @Param({"loopbridge", "Netty NIO", "Reactor single", "RxJava single", "limit: park"})
    public String peer;

    private final List<Thread> others = new ArrayList<>();
    private volatile boolean over;
    private Peer loop;
    private Signal back;
    private Runnable answer;

    /** Starts the peer, and the others. */
    @Setup
    public void open() {
        loop = Peers.of(peer);
        back = new Signal();
        answer = back::raise;
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            Thread other = new Thread(this::compute, "busy-" + i);
            other.setDaemon(true);
            other.start();
            others.add(other);
        }
    }

    private void compute() {
        while (!over) {
            // no hint to the processor: this stands for work
        }
    }

    /** Stops them. */
    @TearDown
    public void close() throws InterruptedException {
        over = true;
        for (Thread other : others) {
            other.join();
        }
        loop.close();
    }

    /** There and back, once. */
    @Benchmark
    public void run() {
        loop.execute(answer);
        back.await();
    }
}
