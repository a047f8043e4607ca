package dev.loopbridge.loop.scale;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.LoopLeaks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Loops made, cancelled and closed from several threads at random: what began must end. {@code -Dloopbridge.soak.seconds=600}
 * for longer.
 */
class LeakSoakTest {
    private static final int SECONDS = Integer.getInteger("loopbridge.soak.seconds", 5);
    private static final int THREADS = 4;
    private static final int COROUTINES = 20;

    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong loops = new AtomicLong();

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.scale.ManyCoroutinesTest#engines")
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void createCancelClose_fromSeveralThreads_leavesNoThreadAndNoCoroutine(CoroutineEngine engine) throws Exception {
        long engines = ManyCoroutinesTest.engines().count();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS) / engines;
        LoopLeaks leaks = LoopLeaks.watch();
        ExecutorService closers = Executors.newFixedThreadPool(THREADS);
        ExecutorService homes = Executors.newFixedThreadPool(THREADS);

        List<Future<Boolean>> runs = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            runs.add(homes.submit(soak(engine, new SplittableRandom(i), deadline, closers)));
        }
        for (Future<Boolean> run : runs) {
            assertThat(run.get()).isTrue();
        }
        for (ExecutorService pool : List.of(homes, closers)) {
            pool.shutdown();
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }

        System.out.println(
                "soak: " + engine + ": " + loops + " loops, " + begun + " coroutines begun, " + ended + " ended");
        assertThat(ended.get()).isEqualTo(begun.get()).isPositive();
        leaks.check();
    }

    private Callable<Boolean> soak(
            CoroutineEngine engine, SplittableRandom random, long deadline, ExecutorService closers) {
        return () -> {
            while (deadline - System.nanoTime() > 0) {
                oneLife(EventLoop.builder().engine(engine).build(), random.split(), closers);
            }
            return true;
        };
    }

    private void oneLife(EventLoop loop, SplittableRandom random, ExecutorService closers) throws Exception {
        loops.incrementAndGet();
        Future<?> closer = closers.submit(
                () -> loop.shutdown(Duration.ofNanos(random.split().nextInt(2) * 1_000_000L)));
        try {
            loop.runUntilComplete(() -> {
                List<Task<Integer>> tasks = new ArrayList<>();
                for (int i = 0; i < COROUTINES; i++) {
                    tasks.add(loop.createTask(() -> body(loop, random.nextInt(5))));
                }
                for (Task<Integer> task : tasks) {
                    if (random.nextBoolean()) {
                        task.cancel();
                    }
                    Tasks.yieldNow();
                }
                return null;
            });
        } catch (LoopClosedException | CancelledError | IllegalStateException byTheCloser) {
            // closed before, cancelled meanwhile, or still being shut down on the closer's thread
        }
        closer.get();
        loop.shutdown(Duration.ZERO).toCompletableFuture().join();
    }

    private int body(EventLoop loop, int kind) throws Exception {
        begun.incrementAndGet();
        try {
            switch (kind) {
                case 0 -> await(loop.createFuture());
                case 1 -> await(Tasks.sleep(Duration.ofNanos(50_000)));
                case 2 -> Tasks.yieldNow();
                case 3 -> await(loop.createTask(() -> body(loop, 0)));
                default -> {}
            }
            return kind;
        } finally {
            ended.incrementAndGet();
        }
    }
}
