package dev.loopbridge.benchmarks;

import dev.loopbridge.benchmarks.peer.Signal;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.reactor.LoopSchedulers;
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
import org.openjdk.jmh.infra.Blackhole;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** {@code publishOn} and {@code observeOn} from one thread to another. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RowF4AcrossThreads {
    static final int ITEMS = 100_000;

    /** Whose scheduler: the loop's, the library's own, or none but a queue. */
    @Param({"loopbridge", "own"})
    public String peer;

    /** Of which library. */
    @Param({"Flux"})
    public String chain;

    private EventLoopThread thread;
    private Scheduler reactor;
    private Signal end;

    /** Starts the schedulers. */
    @Setup
    public void open() {
        thread = EventLoopThread.start("scheduling");
        end = new Signal();
        reactor = "loopbridge".equals(peer) ? LoopSchedulers.from(thread.loop()) : Schedulers.newSingle("own");
    }

    /** Stops them. */
    @TearDown
    public void close() {
        reactor.dispose();
        thread.close();
    }

    /** All elements, pushed by the calling thread as fast as they are asked for. */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void run(Blackhole out) {
        Pump pump = new Pump(ITEMS);
        Demand<Integer> subscriber = new Demand<>(Long.MAX_VALUE, out, end);
        Flux.from(pump).publishOn(reactor).subscribe(subscriber);
        pump.run();
        end.await();
    }
}
