package dev.loopbridge.benchmarks;

import dev.loopbridge.benchmarks.peer.Signal;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.reactor.LoopMono;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.reactor.MonoKt;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import reactor.core.publisher.Mono;

/** One value through a Mono, whose body is done at once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RowF1Value {
    /** Who. */
    @Param({"LoopMono.run", "LoopMono.submit", "Mono.fromFuture", "kotlinx mono"})
    public String peer;

    private EventLoopThread thread;
    private Mono<Integer> mono;
    private boolean elsewhere;
    private Signal end;

    /** Assembles it once. */
    @Setup
    public void open() {
        thread = EventLoopThread.start("submitted");
        end = new Signal();
        elsewhere = "LoopMono.submit".equals(peer);
        mono = switch (peer) {
            case "LoopMono.run" -> LoopMono.run(() -> 1);
            case "LoopMono.submit" -> LoopMono.submit(thread.loop(), () -> 1);
            case "Mono.fromFuture" -> Mono.fromFuture(CompletableFuture.completedFuture(1));
            default -> MonoKt.mono(Dispatchers.getUnconfined(), (scope, continuation) -> 1);
        };
    }

    /** Closes the loop. */
    @TearDown
    public void close() {
        thread.close();
    }

    /** Subscribes, and has the value. */
    @Benchmark
    public void run(Blackhole out) {
        mono.subscribe(new Demand<>(Long.MAX_VALUE, out, end));
        if (elsewhere) {
            end.await();
        }
    }
}
