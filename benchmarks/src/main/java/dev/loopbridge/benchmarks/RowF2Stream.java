package dev.loopbridge.benchmarks;

import dev.loopbridge.benchmarks.peer.Signal;
import dev.loopbridge.reactor.LoopFlux;
import java.util.concurrent.TimeUnit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.channels.ProducerScope;
import kotlinx.coroutines.reactor.FluxKt;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import reactor.core.publisher.Flux;

/** Elements from a builder. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RowF2Stream {
    static final int ITEMS = 100_000;

    /** Who. */
    @Param({"LoopFlux.run", "Flux.generate", "kotlinx flux"})
    public String peer;

    /** How many are asked for at a time; 0 is all. */
    @Param({"0", "1", "32", "256"})
    public long demand;

    private Flux<Integer> flux;
    private Signal end;

    /** Assembles it once. */
    @Setup
    public void open() {
        end = new Signal();
        flux = switch (peer) {
            case "LoopFlux.run" ->
                LoopFlux.run(out -> {
                    for (int i = 0; i < ITEMS; i++) {
                        out.emit(i);
                    }
                });
            case "Flux.generate" ->
                Flux.generate(() -> 0, (next, sink) -> {
                    if (next < ITEMS) {
                        sink.next(next);
                    } else {
                        sink.complete();
                    }
                    return next + 1;
                });
            default -> FluxKt.<Integer>flux(Dispatchers.getUnconfined(), RowF2Stream::send);
        };
    }

    private static Object send(ProducerScope<? super Integer> out, Continuation<? super kotlin.Unit> continuation) {
        for (int i = 0; i < ITEMS; i++) {
            if (out.send(i, continuation) == IntrinsicsKt.getCOROUTINE_SUSPENDED()) {
                throw new IllegalStateException("there is always demand");
            }
        }
        return kotlin.Unit.INSTANCE;
    }

    /** All elements. */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void run(Blackhole out) {
        flux.subscribe(new Demand<>(demand == 0 ? Long.MAX_VALUE : demand, out, end));
        end.await();
    }
}
