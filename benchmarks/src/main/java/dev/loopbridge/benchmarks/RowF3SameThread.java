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

/** {@code publishOn} and {@code observeOn} the thread that one is on. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RowF3SameThread {
    static final int ITEMS = 100_000;

    /** Whose scheduler: the loop's, or the library's own. */
    @Param({"loopbridge", "own"})
    public String peer;

    /** Of which library, and whether the source is fused with the operator, or goes through its queue. */
    @Param({"Flux fused", "Flux queued"})
    public String chain;

    private EventLoopThread thread;
    private Scheduler reactor;
    private Flux<Integer> source;
    private Signal end;

    /** Starts the schedulers, and assembles. */
    @Setup
    public void open() {
        thread = EventLoopThread.start("scheduling");
        end = new Signal();
        reactor = "loopbridge".equals(peer) ? LoopSchedulers.from(thread.loop()) : Schedulers.newSingle("own");
        source = switch (chain) {
            case "Flux fused" -> Flux.range(0, ITEMS).publishOn(reactor).subscribeOn(reactor);
            default -> Flux.range(0, ITEMS).hide().publishOn(reactor).subscribeOn(reactor);
        };
    }

    /** Stops them. */
    @TearDown
    public void close() {
        reactor.dispose();
        thread.close();
    }

    /** All elements. */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void run(Blackhole out) {
        source.subscribe(new Demand<>(Long.MAX_VALUE, out, end));
        end.await();
    }
}
