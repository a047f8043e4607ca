package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Schedule, run, dispose and close against each other: each piece of work has one fate. */
class LoopSchedulingRaceTest {
    private static final int ROUNDS = Integer.getInteger("loopbridge.race.rounds", 300);
    private static final int EACH = 200;

    private final ExecutorService rivals = Executors.newFixedThreadPool(2);
    private final CyclicBarrier start = new CyclicBarrier(3);

    @AfterEach
    void stopRivals() {
        rivals.shutdownNow();
    }

    private interface Act {
        void run() throws Exception;
    }

    /** Counts its fates. */
    private static final class Counted extends ScheduledWork {
        final AtomicInteger performed = new AtomicInteger();
        final AtomicInteger abandoned = new AtomicInteger();

        @Override
        protected void perform() {
            performed.incrementAndGet();
        }

        @Override
        protected void abandon(RejectedExecutionException rejected) {
            abandoned.incrementAndGet();
        }

        int fates() {
            return performed.get() + abandoned.get();
        }
    }

    private void race(Act one, Act two, Act three) throws Exception {
        List<Future<?>> others = new ArrayList<>();
        for (Act act : List.of(two, three)) {
            others.add(rivals.submit(() -> {
                start.await();
                act.run();
                return null;
            }));
        }
        start.await();
        one.run();
        for (Future<?> other : others) {
            other.get(20, TimeUnit.SECONDS);
        }
    }

    /** Schedules until refused; returns what was accepted. */
    private static void scheduleMany(LoopWorker worker, long delayNanos, List<Counted> accepted) {
        for (int n = 0; n < EACH; n++) {
            Counted work = new Counted();
            try {
                worker.schedule(work, delayNanos);
                accepted.add(work);
            } catch (RejectedExecutionException refused) {
                assertThat(work.fates()).isZero();
            }
        }
    }

    @Test
    void schedule_againstTheClose_runsOrTellsWhatWasAccepted() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            EventLoopThread host = EventLoopThread.start("race " + round);
            LoopScheduling scheduling = LoopScheduling.borrowing(host.loop());
            List<Counted> atOnce = new ArrayList<>();
            List<Counted> timed = new ArrayList<>();

            race(
                    () -> host.loop().shutdown(Duration.ZERO),
                    () -> scheduleMany(scheduling.createWorker(), 0, atOnce),
                    () -> scheduleMany(scheduling.direct(), 1_000, timed));
            host.close();

            assertThat(atOnce).as("round %d", round).allMatch(work -> work.fates() == 1);
            assertThat(timed).as("round %d", round).allMatch(work -> work.fates() == 1);
            assertThat(scheduling.pending()).isZero();
        }
    }

    @Test
    void schedule_againstTheDisposeOfItsView_runsOrTellsWhatWasAccepted() throws Exception {
        try (EventLoopThread host = EventLoopThread.start("race")) {
            for (int round = 0; round < ROUNDS; round++) {
                LoopScheduling scheduling = LoopScheduling.borrowing(host.loop());
                List<Counted> atOnce = new ArrayList<>();
                List<Counted> timed = new ArrayList<>();
                List<CompletableFuture<?>> gone = new ArrayList<>();

                race(
                        () -> gone.add(scheduling.disposeGracefully()),
                        () -> scheduleMany(scheduling.createWorker(), 0, atOnce),
                        () -> scheduleMany(scheduling.direct(), 1_000, timed));
                gone.get(0).get(20, TimeUnit.SECONDS);

                assertThat(atOnce).as("round %d", round).allMatch(work -> work.performed.get() == 1);
                assertThat(timed).as("round %d", round).allMatch(work -> work.fates() == 1);
                assertThat(scheduling.pending()).isZero();
            }
        }
    }

    @Test
    void dispose_againstRunAndClose_hasAtMostOneFateAndLeavesNothing() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            EventLoopThread host = EventLoopThread.start("race " + round);
            LoopScheduling scheduling = LoopScheduling.borrowing(host.loop());
            LoopWorker worker = scheduling.createWorker();
            List<Counted> works = new ArrayList<>();
            scheduleMany(worker, 20_000, works);

            race(
                    () -> host.loop().shutdown(Duration.ZERO),
                    () -> works.subList(0, EACH / 2).forEach(ScheduledWork::dispose),
                    worker::dispose);
            host.close();

            assertThat(works).as("round %d", round).allMatch(work -> work.fates() <= 1 && work.isDisposed());
            assertThat(scheduling.pending()).isZero();
            assertThat(worker.pending()).isZero();
        }
    }

    @Test
    void periods_againstDisposeAndClose_endWithoutARest() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            EventLoopThread host = EventLoopThread.start("race " + round);
            LoopScheduling scheduling = LoopScheduling.borrowing(host.loop());
            LoopWorker worker = scheduling.createWorker();
            List<Counted> ofWorker = new ArrayList<>();
            List<Counted> direct = new ArrayList<>();
            for (int n = 0; n < 20; n++) {
                ofWorker.add(new Counted());
                worker.schedulePeriodically(ofWorker.get(n), 0, 1_000);
                direct.add(new Counted());
                scheduling.direct().schedulePeriodically(direct.get(n), 0, 1_000);
            }
            boolean ofView = round % 2 == 0;

            race(
                    () -> {
                        if (ofView) {
                            scheduling.dispose();
                        } else {
                            host.loop().shutdown(Duration.ZERO);
                        }
                    },
                    worker::dispose,
                    () -> direct.subList(0, 10).forEach(ScheduledWork::dispose));
            scheduling.disposeGracefully().get(20, TimeUnit.SECONDS);
            if (!ofView) {
                host.close(); // it is the close that tells them, on its own thread
            }

            assertThat(ofWorker).as("round %d", round).allMatch(work -> work.abandoned.get() <= 1);
            assertThat(direct.subList(10, 20)).as("round %d", round).allMatch(work -> work.abandoned.get() == 1);
            host.close();
            assertThat(scheduling.pending()).isZero();
        }
    }

    @Test
    void signals_againstTheCloseAndTheEnd_endOnceAndNeverWithinAnother() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            EventLoop loop = EventLoop.create();
            AtomicInteger ends = new AtomicInteger();
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger overlaps = new AtomicInteger();
            CloseGuard guard = new CloseGuard() {
                @Override
                protected void fail(LoopClosedException closed) {
                    overlaps.addAndGet(inside.get());
                    ends.incrementAndGet();
                }
            };
            assertThat(guard.watch(loop)).isTrue();

            race(
                    loop::close,
                    () -> {
                        for (int n = 0; n < EACH; n++) {
                            if (guard.enter()) {
                                inside.incrementAndGet();
                                Thread.onSpinWait();
                                inside.decrementAndGet();
                                guard.leave();
                            }
                        }
                        if (guard.end()) {
                            ends.incrementAndGet();
                        }
                    },
                    () -> {});

            assertThat(ends).as("round %d", round).hasValue(1);
            assertThat(overlaps).as("round %d", round).hasValue(0);
        }
    }
}
