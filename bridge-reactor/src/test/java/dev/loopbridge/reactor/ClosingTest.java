package dev.loopbridge.reactor;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.concurrent.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.CorePublisher;

/** A shared loop closes on the many that wait on it. Before JDK 21 each of them has a platform thread, which takes its time. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ClosingTest {
    private static final int EACH = 5_000;
    private static final Duration HOUR = Duration.ofHours(1);

    private final CountDownLatch begun = new CountDownLatch(2 * EACH);

    private Integer sleepAnHour() {
        begun.countDown();
        await(Tasks.sleep(HOUR));
        return 1;
    }

    @Test
    void close_withTenThousandInFlight_tellsEachOnce() throws Exception {
        List<Recorder<Integer>> recorders = new ArrayList<>();
        try (EventLoopThread host = EventLoopThread.start("host")) {
            for (int n = 0; n < EACH; n++) {
                Recorder<Integer> one = Recorder.ofAll();
                LoopMono.submit(host.loop(), this::sleepAnHour).subscribe(one);
                Recorder<Integer> many = Recorder.ofAll();
                LoopFlux.<Integer>submit(host.loop(), out -> out.emit(sleepAnHour()))
                        .subscribe(many);
                recorders.addAll(List.of(one, many));
            }
            begun.await();
        }

        for (Recorder<Integer> recorder : recorders) {
            assertThat(recorder.ended.await(10, TimeUnit.SECONDS)).isTrue();
            recorder.assertFailed(LoopClosedException.class);
        }
        assertThat(recorders).hasSize(2 * EACH).allMatch(recorder -> recorder.terminals() == 1);
    }

    @Test
    void close_withTenThousandNotYetBegun_tellsEachOnce() throws Exception {
        List<Recorder<Integer>> recorders = new ArrayList<>();
        CountDownLatch gate = new CountDownLatch(1);
        try (EventLoopThread host = EventLoopThread.start("host")) {
            host.loop().execute(() -> awaitQuietly(gate));
            for (int n = 0; n < 2 * EACH; n++) {
                Recorder<Integer> recorder = Recorder.ofAll();
                LoopMono.submit(host.loop(), this::sleepAnHour).subscribe(recorder);
                recorders.add(recorder);
            }
            host.loop().shutdown(Duration.ZERO);
            gate.countDown();
        }

        for (Recorder<Integer> recorder : recorders) {
            assertThat(recorder.ended.await(10, TimeUnit.SECONDS)).isTrue();
            recorder.assertFailed(LoopClosedException.class);
        }
    }

    @Test
    void close_withTenThousandTimersAndFuturesInFlight_tellsEachOnce() throws Exception {
        List<Recorder<Long>> recorders = new ArrayList<>();
        try (EventLoopThread host = EventLoopThread.start("host")) {
            LoopFuture<Long> shared = host.loop().createFuture();
            for (int n = 0; n < EACH / 2; n++) {
                for (CorePublisher<Long> source : List.of(
                        LoopMono.delay(host.loop(), HOUR),
                        LoopFlux.interval(host.loop(), Duration.ZERO, HOUR),
                        LoopMono.fromTask(shared),
                        LoopMono.fromTask(host.loop().<Long>createFuture()))) {
                    Recorder<Long> recorder = Recorder.ofAll();
                    source.subscribe(recorder);
                    recorders.add(recorder);
                }
            }
        }

        assertThat(recorders).hasSize(2 * EACH).allSatisfy(recorder -> {
            assertThat(recorder.ended.await(10, TimeUnit.SECONDS)).isTrue();
            recorder.assertFailed(LoopClosedException.class);
        });
    }

    private static void awaitQuietly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
