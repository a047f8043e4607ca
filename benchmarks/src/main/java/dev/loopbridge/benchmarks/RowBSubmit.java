package dev.loopbridge.benchmarks;

import dev.loopbridge.benchmarks.peer.Peer;
import dev.loopbridge.benchmarks.peer.Peers;
import dev.loopbridge.benchmarks.peer.Signal;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

/** Tasks from other threads. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RowBSubmit {
    static final int TASKS = 100_000;

    /** Who. */
    @Param({
        "loopbridge",
        "Netty NIO",
        "Netty default",
        "Vert.x",
        "Reactor single",
        "RxJava single",
        "ScheduledThreadPool",
        "ForkJoinPool",
        "kotlinx runBlocking",
        "limit: JCTools array",
        "limit: JCTools chunked"
    })
    public String peer;

    /** From how many. */
    @Param({"1", "2"})
    public int producers;

    private Peer loop;
    private Signal end;
    private final Runnable task = this::last;
    private int left;
    private Thread second;
    private volatile boolean go;
    private volatile boolean closed;

    /** Starts the peer, and the second producer. */
    @Setup
    public void open() {
        loop = Peers.of(peer);
        end = new Signal();
        second = new Thread(this::produceOnDemand, "producer");
        second.start();
    }

    /** Stops both. */
    @TearDown
    public void close() {
        closed = true;
        LockSupport.unpark(second);
        loop.close();
    }

    /** All tasks, until the last has run. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public void run() {
        left = TASKS;
        if (producers == 2) {
            go = true;
            LockSupport.unpark(second);
        }
        produce();
        end.await();
    }

    private void produce() {
        Peer to = loop; // in locals, since the loop writes beside these fields for each task
        Runnable what = task;
        for (int i = TASKS / producers; i > 0; i--) {
            to.execute(what);
        }
    }

    private void produceOnDemand() {
        while (!closed) {
            if (go) {
                go = false;
                produce();
            } else {
                LockSupport.park(this);
            }
        }
    }

    private void last() {
        if (--left == 0) {
            end.raise();
        }
    }
}
