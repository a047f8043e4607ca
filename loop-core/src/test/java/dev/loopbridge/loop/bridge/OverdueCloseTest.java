package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.CloseInfo;
import dev.loopbridge.loop.Elsewhere;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.testing.LeakFree;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A loop whose thread is held by a piece of work, and a close that does not wait for it. */
@ExtendWith(LeakFree.class)
class OverdueCloseTest {
    private static final long LATER = TimeUnit.HOURS.toNanos(1);

    private final List<String> trace = Collections.synchronizedList(new ArrayList<>());
    private final LoopClosedException why =
            new LoopClosedException(new CloseInfo("held", "watch", "shutdown()", Instant.EPOCH, null));
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final EventLoopThread host =
            EventLoopThread.start(EventLoop.builder().name("held").build());
    private final LoopScheduling scheduling = LoopScheduling.borrowing(host.loop());
    private final LoopWorker worker = scheduling.createWorker();
    private final Holding holding = new Holding();

    @BeforeEach
    void hold() {
        scheduling.direct().schedule(holding);
        Elsewhere.await(held);
    }

    @AfterEach
    void letGo() {
        go.countDown();
        host.close();
    }

    private final class Holding extends ScheduledWork {
        @Override
        protected void perform() {
            held.countDown();
            Elsewhere.await(go);
            trace.add("held no more");
        }

        @Override
        protected void abandon(RejectedExecutionException rejected) {
            trace.add("the running one abandoned");
        }

        @Override
        protected void closeOverdue(LoopClosedException overdue) {
            trace.add("overdue on " + Thread.currentThread().getName() + ", " + (overdue == why));
        }
    }

    private TracedWork work(String name) {
        return new TracedWork(name, trace);
    }

    private void tellAll() {
        Elsewhere.start("watch", () -> {
                    scheduling.tellAll(why);
                    return true;
                })
                .await();
    }

    @Test
    void tellAll_whileTheLoopIsHeld_tellsWhatWaitsInOrderAndWhatRuns() {
        TracedWork timed = work("timed");
        worker.schedule(work("first"));
        worker.schedule(timed, LATER);
        scheduling.direct().schedule(work("second"));
        scheduling.direct().schedulePeriodically(work("periodic"), LATER, LATER);

        tellAll();

        assertThat(trace)
                .containsExactly(
                        "overdue on watch, true",
                        "first abandoned",
                        "second abandoned",
                        "timed abandoned",
                        "periodic abandoned");
        assertThat(timed.told).isSameAs(why);
    }

    @Test
    void tellAll_thenTheLoopComesRound_tellsNobodyTwice() {
        worker.schedule(work("first"));
        worker.schedule(work("timed"), LATER);
        tellAll();
        List<String> told = List.copyOf(trace);
        trace.clear();

        go.countDown();
        host.loop().shutdown(Duration.ZERO).toCompletableFuture().join();

        assertThat(told).hasSize(3);
        assertThat(trace).containsExactly("held no more");
        assertThat(scheduling.pending()).isZero();
    }

    @Test
    void tellAll_twice_tellsOnce() {
        worker.schedule(work("first"));

        tellAll();
        tellAll();

        assertThat(trace).containsExactly("overdue on watch, true", "first abandoned");
    }

    @Test
    void tellAll_leavesAloneWhatIsDisposed() {
        TracedWork disposed = work("disposed");
        worker.schedule(disposed);
        LoopWorker gone = scheduling.createWorker();
        gone.schedule(work("of a disposed worker"));

        disposed.dispose();
        gone.dispose();
        tellAll();

        assertThat(trace).containsExactly("overdue on watch, true");
    }

    @Test
    void schedule_afterTellAll_isRefusedWithTheReason() {
        tellAll();

        assertThatThrownBy(() -> worker.schedule(work("late"))).isSameAs(why);
        assertThatThrownBy(() -> worker.schedule(work("late"), LATER)).isSameAs(why);
        assertThatThrownBy(() -> scheduling.direct().schedule(work("late"))).isSameAs(why);
        assertThat(scheduling.isDisposed()).isTrue();
    }

    /** By the loop itself, which knows its schedulers. */
    @Test
    void shutdown_whileTheLoopIsHeld_tellsWhatWaits() {
        CountDownLatch told = new CountDownLatch(1);
        worker.schedule(new ScheduledWork() {
            @Override
            protected void perform() {}

            @Override
            protected void abandon(RejectedExecutionException rejected) {
                trace.add("abandoned by " + rejected.getClass().getSimpleName());
                told.countDown();
            }
        });

        host.loop().shutdown(Duration.ZERO);
        Elsewhere.await(told);

        assertThat(trace).endsWith("abandoned by LoopClosedException");
    }

    @Test
    void tellAll_whatRunsThenEnds_isOver() {
        tellAll();
        assertThat(holding.isDisposed()).isFalse();

        go.countDown();
        host.loop().shutdown(Duration.ZERO).toCompletableFuture().join();

        assertThat(holding.isDisposed()).isTrue();
    }

    @Test
    void tellAll_whileAPeriodRuns_tellsItBehindItsRun() {
        assertPeriodIsTold(scheduling);
    }

    /** Its dispose alone leaves that to the close. */
    @Test
    void tellAll_whileAPeriodOfAnOwnerRuns_tellsItBehindItsRun() {
        LoopScheduling owner =
                LoopScheduling.owning(EventLoop.builder().name("owned").build());

        assertPeriodIsTold(owner);

        owner.loop().shutdown(Duration.ZERO).toCompletableFuture().join();
    }

    private void assertPeriodIsTold(LoopScheduling of) {
        go.countDown();
        CountDownLatch told = new CountDownLatch(1);
        List<String> story = Collections.synchronizedList(new ArrayList<>());
        of.direct()
                .schedulePeriodically(
                        new ScheduledWork() {
                            @Override
                            protected void perform() {
                                story.add("begins");
                                of.tellAll(why);
                                story.add("ends");
                            }

                            @Override
                            protected void closeOverdue(LoopClosedException overdue) {
                                story.add("overdue, " + (overdue == why));
                            }

                            @Override
                            protected void abandon(RejectedExecutionException rejected) {
                                story.add("abandoned, " + (rejected == why));
                            }

                            @Override
                            protected void release() {
                                story.add("released");
                                told.countDown();
                            }
                        },
                        0,
                        1);
        Elsewhere.await(told);

        assertThat(story).containsExactly("begins", "overdue, true", "ends", "abandoned, true", "released");
    }

    @Test
    void tellAll_whileSomeoneSchedules_losesNothing() {
        int many = 2_000;
        List<TracedWork> accepted = new ArrayList<>();
        int[] refused = {0};
        CountDownLatch begun = new CountDownLatch(1);
        Elsewhere<Boolean> submitter = Elsewhere.start("submitter", () -> {
            for (int i = 0; i < many; i++) {
                TracedWork next = work("work");
                try {
                    worker.schedule(next);
                    accepted.add(next);
                } catch (LoopClosedException closed) {
                    refused[0]++;
                }
                begun.countDown();
            }
            return true;
        });
        Elsewhere.await(begun);

        tellAll();
        submitter.await();

        assertThat(accepted).allMatch(one -> one.told == why);
        assertThat(accepted.size() + refused[0]).isEqualTo(many);
    }
}
