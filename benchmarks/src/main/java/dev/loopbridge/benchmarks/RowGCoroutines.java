package dev.loopbridge.benchmarks;

import static dev.loopbridge.loop.Await.await;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.concurrent.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

/** Straight-line coroutines: suspend and go on, begin and end. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RowGCoroutines {
    static final int AWAITS = 100_000;
    private static final int MANY = 100;

    /** Which engine; which there are depends on the JDK. */
    @Param({"threads"})
    public String peer;

    /** What each item is. */
    @Param({"sleep(0), 1 task", "sleep(0), 100 tasks", "future, 100 tasks", "create and finish"})
    public String what;

    private EventLoop loop;
    private Work work;
    private Runnable end = () -> {};

    /** One item after another, in a coroutine. */
    private interface Work {
        void run(int items) throws Exception;
    }

    /** Makes the loop; a continuation without one needs none. */
    @Setup
    public void open() {
        if ("limit: continuation".equals(peer)) {
            work = new RawContinuation()::leaveAndReturn;
            return;
        }
        int tasks = what.endsWith("100 tasks") ? MANY : 1;
        if ("Vert.x await".equals(peer)) {
            VertxAwait vertx = new VertxAwait();
            end = vertx::close;
            work = "create and finish".equals(what) ? vertx::createAndFinish : items -> vertx.await(items, tasks);
            return;
        }
        loop = EventLoop.builder()
                .engine(CoroutineEngine.valueOf(peer.toUpperCase(Locale.ROOT)))
                .build();
        end = loop::close;
        Work one = switch (what) {
            case "future, 100 tasks" -> this::awaitFutures;
            case "create and finish" -> this::createAndFinish;
            default -> RowGCoroutines::yieldNow;
        };
        work = items -> loop.runUntilComplete(() -> split(one, items, tasks));
    }

    /** Closes it. */
    @TearDown
    public void close() {
        end.run();
    }

    /** All items. */
    @Benchmark
    @OperationsPerInvocation(AWAITS)
    public void run() throws Exception {
        work.run(AWAITS);
    }

    private Object split(Work one, int items, int tasks) throws Exception {
        List<LoopFuture<?>> all = new ArrayList<>();
        for (int i = 1; i < tasks; i++) {
            all.add(loop.createTask(body(one, items / tasks)));
        }
        one.run(items / tasks);
        for (LoopFuture<?> task : all) {
            await(task);
        }
        return all;
    }

    private static Coroutine<Integer> body(Work one, int items) {
        return () -> {
            one.run(items);
            return items;
        };
    }

    private static void yieldNow(int items) {
        for (int i = 0; i < items; i++) {
            Tasks.yieldNow();
        }
    }

    private void awaitFutures(int items) {
        for (int i = 0; i < items; i++) {
            LoopFuture<Integer> future = loop.createFuture();
            var unused = loop.callSoon(() -> future.setResult(1));
            await(future);
        }
    }

    private void createAndFinish(int items) {
        for (int i = 0; i < items; i++) {
            await(loop.createTask(() -> 1));
        }
    }
}
