package dev.loopbridge.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.LeakFree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code maxPending} counts, what it leaves alone, and that nothing is lost of it. */
@ExtendWith(LeakFree.class)
class MaxPendingFaultsTest {
    private static final int MOST = 100;
    private static final int THREADS = 8;
    private static final String FULL = "Event loop \"small\" has " + MOST
            + " submissions waiting, its maxPending; slow down, or allow more in its builder";

    private final EventLoop loop =
            EventLoop.builder().name("small").maxPending(MOST).build();
    private final AtomicInteger ran = new AtomicInteger();

    @AfterEach
    void close() {
        loop.close();
    }

    /** The ways in, for another thread. */
    private enum WayIn {
        EXECUTE,
        CALL_SOON_THREADSAFE,
        SUBMIT,
        CALL_LATER,
        CREATE_TASK;

        void submit(EventLoop loop, Runnable work) {
            switch (this) {
                case EXECUTE -> loop.execute(work);
                case CALL_SOON_THREADSAFE -> loop.callSoonThreadsafe(work);
                case SUBMIT ->
                    loop.submit(() -> {
                        work.run();
                        return 0;
                    });
                case CALL_LATER -> loop.callLater(Duration.ZERO, work);
                case CREATE_TASK ->
                    loop.createTask(() -> {
                        work.run();
                        return 0;
                    });
            }
        }
    }

    static Stream<WayIn> waysIn() {
        return Stream.of(WayIn.values());
    }

    private void fill() {
        for (int n = 0; n < MOST; n++) {
            loop.execute(ran::incrementAndGet);
        }
    }

    private void runAll() {
        loop.runUntilComplete(() -> {
            Tasks.yieldNow();
            Tasks.yieldNow();
            return 0;
        });
    }

    @ParameterizedTest
    @MethodSource("waysIn")
    void submit_fromManyThreadsPastMaxPending_acceptsThatManyAndServesOnAfterwards(WayIn way) {
        for (int round = 1; round <= 3; round++) {
            List<Throwable> refused = floodFromManyThreads(way);

            assertThat(refused)
                    .hasSize(THREADS * MOST - MOST)
                    .allSatisfy(refusal -> assertThat(refusal)
                            .isExactlyInstanceOf(RejectedExecutionException.class)
                            .hasMessage(FULL));
            runAll();
            assertThat(ran).hasValue(round * MOST);
        }
    }

    private List<Throwable> floodFromManyThreads(WayIn way) {
        List<Throwable> refused = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch start = new CountDownLatch(1);
        List<Elsewhere<Boolean>> threads = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            threads.add(Elsewhere.start("flood-" + thread, () -> {
                start.await();
                for (int n = 0; n < MOST; n++) {
                    try {
                        way.submit(loop, ran::incrementAndGet);
                    } catch (RejectedExecutionException full) {
                        refused.add(full);
                    }
                }
                return true;
            }));
        }
        start.countDown();
        threads.forEach(Elsewhere::await);
        return refused;
    }

    @Test
    void callSoon_onTheLoopItself_isNotCounted() {
        loop.runUntilComplete(() -> {
            for (int n = 0; n < 10 * MOST; n++) {
                loop.callSoon(ran::incrementAndGet);
            }
            return 0;
        });
        runAll();

        assertThat(ran).hasValue(10 * MOST);
    }

    @Test
    void cancel_ofATaskOfAFullLoop_getsThrough() {
        Task<Integer> sleeping = loop.submit(() -> Await.await(loop.<Integer>createFuture()));
        runAll();
        Loops.whileRunning(loop, running -> {
            CountDownLatch blocked = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            loop.execute(() -> {
                blocked.countDown();
                Elsewhere.await(go);
            });
            Elsewhere.await(blocked);
            fill();

            boolean asked = sleeping.cancel();
            assertThatThrownBy(() -> loop.execute(() -> {})).hasMessage(FULL);
            go.countDown();

            assertThat(asked).isTrue();
            assertThatThrownBy(sleeping::get).isInstanceOf(CancellationException.class);
        });

        assertThat(ran).hasValue(MOST);
    }

    @Test
    void shutdown_ofAFullLoop_getsThroughAndTellsAll() {
        fill();

        CloseReport report = loop.shutdown(Duration.ZERO).toCompletableFuture().join();

        assertThat(report).isEqualTo(new CloseReport(report.info(), 0, 0, 0, MOST, 0, 0, List.of(), List.of()));
        assertThat(ran).hasValue(0);
    }

    @Test
    void shutdown_ofAFullLoopWithAGrace_runsWhatItTook() {
        fill();

        CloseReport report =
                loop.shutdown(Duration.ofSeconds(1)).toCompletableFuture().join();

        assertThat(report).isEqualTo(new CloseReport(report.info(), 0, 0, 0, 0, 0, 0, List.of(), List.of()));
        assertThat(ran).hasValue(MOST);
    }

    @Test
    void shutdown_ofAFullLoopThatRuns_getsThrough() {
        Loops.whileRunning(loop, running -> {
            CountDownLatch blocked = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            loop.execute(() -> {
                blocked.countDown();
                Elsewhere.await(go);
            });
            Elsewhere.await(blocked);
            fill();

            var report = loop.shutdown(Duration.ZERO).toCompletableFuture();
            go.countDown();

            assertThat(report.join().callbacksAbandoned() + ran.get()).isEqualTo(MOST);
        });
    }

    @Test
    void start_ofAFullLoop_hostsIt() {
        fill();

        try (EventLoopThread host = EventLoopThread.start(loop)) {
            Loops.awaitTurns(host.loop());
            assertThat(ran).hasValue(MOST);
        }
    }

    /** By somebody who submits what he hears of: the handler is called while the loop is idle. */
    @Test
    void close_ofARunnerWhoseLoopIsFullMeanwhile_runsWhatItTook() {
        EventLoop full = EventLoop.builder()
                .maxPending(MOST)
                .exceptionHandler((where, context) -> {
                    for (int n = 0; n < MOST; n++) {
                        where.execute(ran::incrementAndGet);
                    }
                })
                .build();
        Runner runner = new Runner(() -> full);
        runner.run(() -> full.createTask(() -> {
            try {
                return Await.await(full.<Integer>createFuture());
            } finally {
                fail();
            }
        }));

        runner.close();

        assertThat(ran).hasValue(MOST);
        assertThat(full.isClosed()).isTrue();
    }

    private static void fail() {
        throw new IllegalStateException("a leftover's");
    }
}
