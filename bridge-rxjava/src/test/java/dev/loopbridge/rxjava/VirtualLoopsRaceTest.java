package dev.loopbridge.rxjava;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.concurrent.Tasks;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several threads submit to a loop in virtual time, while another moves that time. */
class VirtualLoopsRaceTest {
    private static final int THREADS = 4;
    private static final int EACH = 500;

    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private final TestScheduler time = new TestScheduler();
    private final EventLoop loop = VirtualLoops.sharedWith(time);
    private final List<Recorder> recorders = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CyclicBarrier start = new CyclicBarrier(THREADS + 1);

    private void subscribeFromManyThreads() {
        for (int n = 0; n < THREADS * EACH; n++) {
            recorders.add(new Recorder());
        }
        for (int thread = 0; thread < THREADS; thread++) {
            List<Recorder> mine = recorders.subList(thread * EACH, (thread + 1) * EACH);
            threads.add(new Thread(() -> {
                meet();
                mine.forEach(LoopSingle.submit(loop, () -> await(Tasks.sleep(Duration.ofMillis(1), 1)))::subscribe);
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

    private void assertAllEndedOnce() throws InterruptedException {
        for (Recorder recorder : recorders) {
            assertThat(recorder.ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(recorder.ends).hasValue(1);
        }
    }

    @RepeatedTest(5)
    void subscribe_fromManyThreadsWhileTimeMoves_losesNothing() throws Exception {
        subscribeFromManyThreads();

        for (int n = 0; n < 200; n++) {
            time.advanceTimeBy(100, TimeUnit.MICROSECONDS);
        }
        join();
        time.triggerActions(); // begins what came last
        time.advanceTimeBy(1, TimeUnit.MILLISECONDS);

        assertAllEndedOnce();
        assertThat(recorders).allMatch(recorder -> recorder.items.equals(List.of(1)));
        loop.close();
    }

    @RepeatedTest(5)
    void subscribe_fromManyThreadsWhileTheLoopShutsDown_endsEachOnce() throws Exception {
        subscribeFromManyThreads();

        time.advanceTimeBy(2, TimeUnit.MILLISECONDS);
        loop.shutdown(Duration.ZERO);
        time.triggerActions();
        join();
        time.advanceTimeBy(2, TimeUnit.MILLISECONDS);

        assertThat(loop.isClosed()).isTrue();
        assertAllEndedOnce();
        assertThat(recorders.stream().flatMap(recorder -> recorder.errors.stream()))
                .allMatch(LoopClosedException.class::isInstance);
    }
}
