package dev.loopbridge.benchmarks;

import dev.loopbridge.benchmarks.peer.Peer;
import dev.loopbridge.benchmarks.peer.Peers;
import dev.loopbridge.benchmarks.peer.Signal;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import java.util.concurrent.TimeUnit;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlinx.coroutines.BuildersKt;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** A loop made, one trivial thing run on it, and closed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RowELifetime {
    /** Who. */
    @Param({
        "loopbridge",
        "loopbridge coroutine",
        "kotlinx runBlocking",
        "Netty NIO",
        "Reactor single",
        "RxJava single",
        "ThreadPool",
        "limit"
    })
    public String peer;

    private Signal end;

    /** On the thread that waits. */
    @Setup
    public void open() {
        end = new Signal();
    }

    /** One life. */
    @Benchmark
    public void run(Blackhole out) throws InterruptedException {
        switch (peer) {
            case "loopbridge" -> callback(out);
            case "loopbridge coroutine" -> out.consume(EventLoops.<Integer>run(() -> 1));
            case "kotlinx runBlocking" ->
                out.consume(BuildersKt.<Object>runBlocking(EmptyCoroutineContext.INSTANCE, (scope, continuation) -> 1));
            case "limit" -> new Least(out).run();
            default -> thread();
        }
    }

    private static void callback(Blackhole out) {
        try (EventLoop loop = EventLoop.create()) {
            loop.execute(() -> {
                out.consume(1);
                loop.stop();
            });
            loop.runForever();
        }
    }

    private void thread() {
        try (Peer loop = Peers.of(peer)) {
            loop.execute(end::raise);
            end.await();
        }
    }

    /** The least that could be called a loop. */
    private static final class Least {
        private final Object[] ring = new Object[8];

        Least(Blackhole out) {
            Runnable only = () -> out.consume(1);
            ring[0] = only;
        }

        void run() {
            for (int i = 0; i < ring.length; i++) {
                if (ring[i] instanceof Runnable task) {
                    ring[i] = null;
                    task.run();
                }
            }
        }
    }
}
