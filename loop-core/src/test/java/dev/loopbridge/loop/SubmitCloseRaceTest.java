package dev.loopbridge.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Ten thousand submissions from four threads while a fifth closes the loop, at another moment each round.
 *
 * <p>{@code -Dloopbridge.race.rounds=1000} for the long run.
 */
@Timeout(3600)
class SubmitCloseRaceTest {
    private static final int ROUNDS = Integer.getInteger("loopbridge.race.rounds", 150);
    private static final int SUBMITTERS = 4;
    private static final int EACH = 2_500;

    /** How many submissions are under way when the close comes: from none to all, by round. */
    private static int momentOf(int round, int rounds) {
        return rounds == 1 ? SUBMITTERS * EACH / 2 : (int) ((long) SUBMITTERS * EACH * round / (rounds - 1));
    }

    /** One thread's share. */
    private interface Share {
        /** {@return whether it was accepted} */
        boolean submit(EventLoop loop);
    }

    private static int race(int round, EventLoop loop, boolean whole, Share share) {
        EventLoopThread host = EventLoopThread.start(loop);
        CountDownLatch running = new CountDownLatch(1);
        loop.execute(running::countDown);
        Elsewhere.await(running);
        AtomicInteger begun = new AtomicInteger();
        int moment = momentOf(round, ROUNDS);
        CountDownLatch start = new CountDownLatch(1);
        List<Elsewhere<Integer>> submitters = new ArrayList<>();
        for (int i = 0; i < SUBMITTERS; i++) {
            submitters.add(Elsewhere.start("submitter " + i, () -> {
                start.await();
                int accepted = 0;
                for (int k = 0; k < EACH; k++) {
                    begun.incrementAndGet();
                    accepted += share.submit(loop) ? 1 : 0;
                }
                return accepted;
            }));
        }
        Elsewhere<Boolean> closer = Elsewhere.start("closer", () -> {
            start.await();
            while (begun.get() < moment) {
                LockSupport.parkNanos(1_000);
            }
            if (whole) {
                host.close();
            } else {
                loop.shutdown(Duration.ZERO, "race").toCompletableFuture().join();
            }
            return true;
        });
        start.countDown();
        int accepted = submitters.stream().mapToInt(Elsewhere::await).sum();
        closer.await();
        return accepted;
    }

    @Test
    void submit_whileTheLoopCloses_everyTaskCompletesOrFails() {
        for (int round = 0; round < ROUNDS; round++) {
            List<Task<Integer>> tasks = Collections.synchronizedList(new ArrayList<>());
            EventLoop loop = EventLoop.builder().name("race " + round).build();

            int accepted = race(round, loop, round % 2 == 0, target -> {
                try {
                    tasks.add(target.submit(() -> 1));
                    return true;
                } catch (LoopClosedException refused) {
                    return false;
                }
            });

            int completed = 0;
            int cancelled = 0;
            int failed = 0;
            int unfinished = 0;
            for (Task<Integer> task : tasks) {
                if (!task.isDone()) {
                    unfinished++;
                } else if (task.isCancelled()) {
                    cancelled++;
                } else if (task.exception() instanceof LoopClosedException) {
                    failed++;
                } else {
                    completed += task.result();
                }
            }
            CloseReport report = Loops.report(loop);
            assertThat(unfinished).as("unfinished in round %d", round).isZero();
            assertThat(completed + cancelled + failed).as("round %d", round).isEqualTo(accepted);
            assertThat(report.tasksFailed())
                    .as("tasksFailed of round %d", round)
                    .isEqualTo(failed);
            assertThat(report.callbacksAbandoned()).as("round %d", round).isZero();
        }
    }

    @Test
    void execute_whileTheLoopCloses_everyCallbackRunsOrIsAbandoned() {
        for (int round = 0; round < ROUNDS; round++) {
            AtomicInteger run = new AtomicInteger();
            AtomicInteger abandoned = new AtomicInteger();
            EventLoop loop = EventLoop.builder().name("race " + round).build();

            int accepted = race(round, loop, round % 2 == 0, target -> {
                try {
                    target.execute(new LoopRunnable() {
                        @Override
                        public void run() {
                            run.incrementAndGet();
                        }

                        @Override
                        public void onAbandoned(LoopClosedException closed) {
                            abandoned.incrementAndGet();
                        }
                    });
                    return true;
                } catch (LoopClosedException refused) {
                    return false;
                }
            });

            assertThat(run.get() + abandoned.get()).as("round %d", round).isEqualTo(accepted);
            assertThat(Loops.report(loop).callbacksAbandoned())
                    .as("round %d", round)
                    .isEqualTo(abandoned.get());
        }
    }

    /** The hard way: the thread that closes is the home thread, between two runs. Not JUnit's, whose stack each failure would copy. */
    @Test
    void submit_whileAnIdleLoopIsClosed_everyTaskFailsOrIsRefused() {
        for (int n = 0; n < ROUNDS; n++) {
            int round = n;
            Elsewhere.run("home", () -> submitWhileAnIdleLoopIsClosed(round));
        }
    }

    private static void submitWhileAnIdleLoopIsClosed(int round) {
        EventLoop loop = EventLoop.create();
        List<Elsewhere<List<Task<Integer>>>> submitters = new ArrayList<>();
        CountDownLatch start = new CountDownLatch(1);
        for (int i = 0; i < SUBMITTERS; i++) {
            submitters.add(Elsewhere.start("submitter " + i, () -> {
                start.await();
                List<Task<Integer>> accepted = new ArrayList<>();
                try {
                    for (int k = 0; k < EACH; k++) {
                        accepted.add(loop.submit(() -> 1));
                    }
                } catch (LoopClosedException refused) {
                    // from now on all are
                }
                return accepted;
            }));
        }

        start.countDown();
        LockSupport.parkNanos(1 + 20_000L * (round % 50));
        loop.close();

        int failed = 0;
        for (Elsewhere<List<Task<Integer>>> submitter : submitters) {
            List<Task<Integer>> accepted = submitter.await();
            assertThat(accepted).allMatch(task -> task.exception() instanceof LoopClosedException);
            failed += accepted.size();
        }
        assertThat(Loops.report(loop).tasksFailed()).as("round %d", round).isEqualTo(failed);
    }
}
