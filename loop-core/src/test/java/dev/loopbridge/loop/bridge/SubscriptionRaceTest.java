package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.CloseReport;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The element, the demand, the cancel and the close against each other: each element has one fate, each subscription one end. */
class SubscriptionRaceTest {
    private static final int ROUNDS = 1_000;

    private final ExecutorService rivals = Executors.newCachedThreadPool();

    @AfterEach
    void stopRivals() {
        rivals.shutdownNow();
    }

    private interface Act {
        void run() throws Exception;
    }

    /** All at once, the last of them here; returns when all are done. */
    private void race(Act... acts) throws Exception {
        CyclicBarrier start = new CyclicBarrier(acts.length);
        List<Future<?>> begun = new ArrayList<>();
        for (Act act : acts) {
            begun.add(rivals.submit(() -> {
                start.await();
                act.run();
                return null;
            }));
        }
        for (Future<?> rival : begun) {
            rival.get();
        }
    }

    /** What the loop was handed so far is done. */
    private static void settle(EventLoopThread host) throws Exception {
        host.loop().submit(() -> 0).get();
    }

    /** Who leaves before the element is there has nothing to discard: it is the task's, for others. */
    @Test
    void lastElement_againstDemandAndCancel_isDeliveredOrDiscardedOnce() throws Exception {
        try (EventLoopThread host = EventLoopThread.start("host")) {
            for (int round = 0; round < ROUNDS; round++) {
                LoopFuture<Object> future = host.loop().createFuture();
                Recorder recorder = Recorder.ofNone();
                Launch.fromTask(future, /* suppressCancel= */ true).subscribe(recorder);
                LoopSubscription subscription = recorder.subscription();

                race(
                        () -> host.loop().execute(() -> future.setResult("v")),
                        () -> subscription.request(1),
                        subscription::cancel);
                settle(host);

                assertThat(recorder.signals)
                        .isIn(List.of("v", "complete"), List.of("v"), List.of("discarded v"), List.of());
            }
        }
    }

    @Test
    void lastElement_againstDemandAndABadRequest_isDeliveredOrDiscardedOnce() throws Exception {
        try (EventLoopThread host = EventLoopThread.start("host")) {
            for (int round = 0; round < ROUNDS; round++) {
                LoopFuture<Object> future = host.loop().createFuture();
                Recorder recorder = Recorder.ofNone();
                Launch.fromTask(future, /* suppressCancel= */ true).subscribe(recorder);
                LoopSubscription subscription = recorder.subscription();

                race(
                        () -> host.loop().execute(() -> future.setResult("v")),
                        () -> subscription.request(1),
                        () -> subscription.request(-1));
                settle(host);

                if (recorder.signals.get(0) == "v") {
                    assertThat(recorder.signals).containsExactly("v", "complete");
                } else {
                    List<Object> others = new ArrayList<>(recorder.signals);
                    others.remove("discarded v");
                    assertThat(others).singleElement().isInstanceOf(IllegalArgumentException.class);
                }
            }
        }
    }

    @Test
    void future_settledAgainstSubscribe_isDeliveredOnce() throws Exception {
        try (EventLoopThread host = EventLoopThread.start("host")) {
            for (int round = 0; round < ROUNDS; round++) {
                LoopFuture<Object> future = host.loop().createFuture();
                Recorder recorder = new Recorder();

                race(
                        () -> host.loop().execute(() -> future.setResult("v")),
                        () -> Launch.fromTask(future, /* suppressCancel= */ false)
                                .subscribe(recorder));
                settle(host);

                assertThat(recorder.signals).containsExactly("v", "complete");
            }
        }
    }

    @Test
    void interval_againstShutdown_failsOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Recorder recorder = new Recorder();
            try (EventLoopThread host = EventLoopThread.start("host")) {
                Launch<Long> ticks = Launch.interval(
                        host.loop(), Duration.ZERO, Duration.ofNanos(1_000), tick -> new ArithmeticException());

                race(() -> ticks.subscribe(recorder), () -> host.loop().shutdown(Duration.ZERO));
            }

            assertThat(recorder.signals.get(recorder.signals.size() - 1)).isInstanceOf(LoopClosedException.class);
            assertThat(recorder.signals.subList(0, recorder.signals.size() - 1)).allMatch(Long.class::isInstance);
        }
    }

    @Test
    void interval_againstCancel_stopsInSilence() throws Exception {
        try (EventLoopThread host = EventLoopThread.start("host")) {
            for (int round = 0; round < ROUNDS; round++) {
                Recorder recorder = new Recorder();
                Launch.interval(host.loop(), Duration.ZERO, Duration.ofNanos(1), tick -> new ArithmeticException())
                        .subscribe(recorder);

                race(
                        recorder.subscription()::cancel,
                        () -> recorder.subscription().request(1));
                settle(host);
                int ticks = recorder.signals.size();
                settle(host);

                assertThat(recorder.signals).allMatch(Long.class::isInstance).hasSize(ticks);
            }
        }
    }

    /** The first tick, which arms the second timer, against the subscribing thread, which still has to note the first. */
    @Test
    void interval_firstTickAgainstItsSubscribe_leavesNoTimerBehindACancel() throws Exception {
        EventLoopThread host = EventLoopThread.start("host");
        for (int round = 0; round < ROUNDS; round++) {
            CountDownLatch ticked = new CountDownLatch(1);
            Recorder recorder = new Recorder();
            recorder.onNext = tick -> ticked.countDown();
            Launch.interval(host.loop(), Duration.ZERO, Duration.ofHours(1), tick -> new ArithmeticException())
                    .subscribe(recorder);
            ticked.await();
            settle(host);
            recorder.subscription().cancel();
        }

        CloseReport report =
                host.loop().shutdown(Duration.ZERO).toCompletableFuture().get();

        assertThat(report.timersAbandoned()).isZero();
    }

    @Test
    void delay_againstShutdown_endsOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Recorder recorder = new Recorder();
            try (EventLoopThread host = EventLoopThread.start("host")) {
                race(
                        () -> Launch.delay(host.loop(), Duration.ZERO).subscribe(recorder),
                        () -> host.loop().shutdown(Duration.ZERO));
            }

            if (recorder.signals.size() == 2) {
                assertThat(recorder.signals).containsExactly(0L, "complete");
            } else {
                assertThat(recorder.signals).singleElement().isInstanceOf(LoopClosedException.class);
            }
        }
    }
}
