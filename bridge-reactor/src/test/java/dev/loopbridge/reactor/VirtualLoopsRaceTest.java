package dev.loopbridge.reactor;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.concurrent.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Several threads submit to a loop in virtual time, while another moves that time. */
class VirtualLoopsRaceTest {
    private static final int THREADS = 4;
    private static final int EACH = 500;

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final EventLoop loop = VirtualLoops.sharedWith(time);
    private final List<Recorder<Integer>> recorders = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CyclicBarrier start = new CyclicBarrier(THREADS + 1);

    private void subscribeFromManyThreads() {
        for (int n = 0; n < THREADS * EACH; n++) {
            recorders.add(Recorder.ofAll());
        }
        for (int thread = 0; thread < THREADS; thread++) {
            List<Recorder<Integer>> mine = recorders.subList(thread * EACH, (thread + 1) * EACH);
            threads.add(new Thread(() -> {
                meet();
                mine.forEach(recorder -> LoopMono.submit(loop, () -> await(Tasks.sleep(Duration.ofMillis(1), 1)))
                        .subscribe(recorder));
            }));
        }
        threads.forEach(Thread::start);
        meet();
    }

    private void meet() {
        try {
            start.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void assertAllEnded() throws InterruptedException {
        for (Recorder<Integer> recorder : recorders) {
            assertThat(recorder.ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(recorder.terminals()).isEqualTo(1);
        }
    }

    @RepeatedTest(5)
    void subscribe_fromManyThreadsWhileTimeMoves_losesNothing() throws Exception {
        subscribeFromManyThreads();

        for (int n = 0; n < 200; n++) {
            time.advanceTimeBy(Duration.ofNanos(100_000));
        }
        join();
        time.advanceTimeBy(Duration.ofMillis(2));

        assertAllEnded();
        recorders.forEach(Recorder::assertCompleted);
        loop.close();
    }

    @RepeatedTest(5)
    void subscribe_fromManyThreadsWhileTheLoopShutsDown_endsEachOnce() throws Exception {
        subscribeFromManyThreads();

        time.advanceTimeBy(Duration.ofMillis(2));
        loop.shutdown(Duration.ZERO);
        join();
        time.advanceTimeBy(Duration.ofMillis(2));

        assertThat(loop.isClosed()).isTrue();
        assertAllEnded();
        assertThat(recorders.stream().flatMap(recorder -> recorder.errors.stream()))
                .allMatch(LoopClosedException.class::isInstance);
    }

    @RepeatedTest(5)
    void subscribe_fromManyThreadsWhileTheSchedulerIsDisposed_endsEachOnce() throws Exception {
        subscribeFromManyThreads();

        time.advanceTimeBy(Duration.ofMillis(2));
        time.dispose();
        join();
        loop.shutdown(Duration.ZERO);

        assertThat(loop.isClosed()).isTrue();
        assertAllEnded();
    }
}
