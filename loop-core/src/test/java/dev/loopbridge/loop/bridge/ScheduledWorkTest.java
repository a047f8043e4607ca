package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopHost;
import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a piece of work, and when it lets go of what it captured. */
class ScheduledWorkTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final List<String> trace = new ArrayList<>();
    private final List<String> reported = new ArrayList<>();
    private final VirtualEventLoop time = VirtualEventLoop.create(EventLoop.builder()
            .exceptionHandler((where, context) -> reported.add(context.message() + ": " + context.exception())));
    private final EventLoop loop = time.loop();
    private final LoopScheduling scheduling = LoopScheduling.borrowing(loop);
    private final LoopWorker worker = scheduling.createWorker();

    @AfterEach
    void close() {
        time.close();
        assertThat(reported).isEmpty();
    }

    /** Says what becomes of it. */
    private final class Work extends ScheduledWork {
        Runnable body = () -> {};
        Runnable onRelease = () -> {};

        @Override
        protected void perform() {
            trace.add("performed");
            body.run();
        }

        @Override
        protected void abandon(RejectedExecutionException rejected) {
            trace.add("abandoned");
        }

        @Override
        protected void release() {
            trace.add("released");
            onRelease.run();
        }

        @Override
        public String toString() {
            return "work";
        }
    }

    private final Work work = new Work();

    @Test
    void release_throwingBehindWorkThatThrew_isSuppressedByThat() {
        IllegalStateException first = new IllegalStateException("performed");
        IllegalStateException second = new IllegalStateException("released");
        work.body = () -> {
            throw first;
        };
        work.onRelease = () -> {
            throw second;
        };
        worker.schedule(work);

        time.runReady();

        assertThat(reported).containsExactly("Exception in callback work: " + first);
        assertThat(first.getSuppressed()).containsExactly(second);
        reported.clear();
    }

    @Test
    void release_ofWorkThatRan_isBehindItsRun() {
        worker.schedule(work);

        time.runReady();

        assertThat(trace).containsExactly("performed", "released");
    }

    @Test
    void release_ofAPeriod_isBehindItsLastRun() {
        work.body = () -> {
            if (trace.size() == 2) {
                work.dispose();
            }
        };
        worker.schedulePeriodically(work, SECOND, SECOND);

        time.advance(Duration.ofSeconds(5));

        assertThat(trace).containsExactly("performed", "performed", "released");
    }

    @Test
    void release_ofAPeriodThatTheSchedulerCuts_isBehindItsAbandon() {
        work.body = scheduling::dispose;
        worker.schedulePeriodically(work, SECOND, SECOND);

        time.advance(Duration.ofSeconds(5));

        assertThat(trace).containsExactly("performed", "abandoned", "released");
    }

    @Test
    void release_ofWorkThatTheCloseTells_isBehindItsAbandon() {
        worker.schedule(work);

        loop.close();

        assertThat(trace).containsExactly("abandoned", "released");
    }

    @Test
    void release_ofDisposedWork_isOnce() {
        worker.schedule(work);

        work.dispose();
        work.dispose();
        time.runReady();
        loop.close();

        assertThat(trace).containsExactly("released");
    }

    @Test
    void release_ofWorkDisposedBeforeItIsScheduled_isAtOnce() {
        work.dispose();
        assertThat(trace).containsExactly("released");

        worker.schedule(work);
        time.runReady();

        assertThat(trace).containsExactly("released");
    }

    @Test
    void release_ofWorkThatIsClaimed_neverComes() {
        worker.schedule(work, SECOND);

        assertThat(work.claim()).isTrue();
        time.advance(Duration.ofSeconds(2));
        loop.close();

        assertThat(trace).isEmpty();
    }

    @Test
    void release_thatThrows_isReportedAndLeavesADisposeNotWaiting() {
        List<CompletableFuture<?>> gone = new ArrayList<>();
        work.body = () -> gone.add(scheduling.disposeGracefully());
        work.onRelease = () -> {
            throw new IllegalStateException("mine");
        };
        worker.schedule(work, SECOND);

        time.advance(Duration.ofSeconds(1));

        assertThat(gone).singleElement().matches(CompletableFuture::isDone);
        assertThat(reported)
                .containsExactly(
                        "Exception in callback <TimerHandle when=1000000000 <Handle cancelled>>: java.lang.IllegalStateException: mine");
        reported.clear();
    }

    @Test
    void release_thatThrowsBehindARunThatThrew_leavesADisposeNotWaiting() {
        List<CompletableFuture<?>> gone = new ArrayList<>();
        work.body = () -> {
            gone.add(scheduling.disposeGracefully());
            throw new IllegalStateException("the run's");
        };
        work.onRelease = () -> {
            throw new IllegalStateException("mine");
        };
        worker.schedule(work, SECOND);

        time.advance(Duration.ofSeconds(1));

        assertThat(gone).singleElement().matches(CompletableFuture::isDone);
        assertThat(reported).hasSize(1);
        reported.clear();
    }

    @Test
    void claim_ofWorkThatWaits_isOverAndNotPending() {
        worker.schedule(work, SECOND);

        assertThat(work.claim()).isTrue();

        assertThat(work.isDisposed()).isTrue();
        assertThat(scheduling.pending()).isZero();
    }

    @Test
    void claim_twice_isFalse() {
        worker.schedule(work);
        work.claim();

        assertThat(work.claim()).isFalse();
    }

    @Test
    void claim_ofWorkThatRuns_isFalseAndItRunsOn() {
        List<Boolean> claimed = new ArrayList<>();
        work.body = () -> claimed.add(work.claim());
        worker.schedulePeriodically(work, SECOND, SECOND);

        time.advance(Duration.ofSeconds(2));

        assertThat(claimed).containsExactly(false, false);
    }

    @Test
    void isDisposed_beforeItIsScheduled_isFalse() {
        assertThat(work.isDisposed()).isFalse();
    }

    @Test
    void isRunning_overTime_isTrueWithinItsRunAlone() {
        List<Boolean> running = new ArrayList<>();
        work.body = () -> running.add(work.isRunning());
        worker.schedule(work);
        running.add(work.isRunning());

        time.runReady();
        running.add(work.isRunning());

        assertThat(running).containsExactly(false, true, false);
    }

    @Test
    void dispose_ofTimedWorkWithinItsRun_isNotPendingAnyMore() {
        List<Integer> pending = new ArrayList<>();
        work.body = () -> {
            pending.add(worker.pending());
            work.dispose();
            pending.add(worker.pending());
        };
        worker.schedulePeriodically(work, SECOND, SECOND);

        time.advance(Duration.ofSeconds(1));

        assertThat(pending).containsExactly(1, 0);
    }

    /** The loop counts what waits: work that will not run leaves its place to others. */
    @Test
    void dispose_ofWorkThatWaits_leavesItsPlaceInAFullLoop() {
        try (EventLoop full = EventLoop.builder().maxPending(1).build()) {
            LoopWorker ofFull = LoopScheduling.borrowing(full).createWorker();
            ofFull.schedule(work);

            work.dispose();
            ofFull.schedule(new Work());

            assertThat(ofFull.pending()).isEqualTo(1);
        }
    }

    @Test
    void dispose_asItIsHandedOver_leavesItsPlaceInAFullLoop() {
        FakeHost host = new FakeHost();
        LoopHost disposing = new LoopHost() {
            @Override
            public long nanoTime() {
                return host.nanoTime();
            }

            @Override
            public void execute(Runnable turn) {
                work.dispose(); // as another thread might
                host.execute(turn);
            }

            @Override
            public Registration schedule(Runnable turn, long delayNanos) {
                return host.schedule(turn, delayNanos);
            }

            @Override
            public boolean isGone() {
                return host.isGone();
            }
        };
        EventLoop full = disposing.newLoop(EventLoop.builder().maxPending(1));
        LoopWorker ofFull = LoopScheduling.borrowing(full).createWorker();
        ofFull.schedule(work);

        ofFull.schedule(new Work());
        host.runReady();

        assertThat(trace).containsExactly("released", "performed", "released");
        full.close();
    }

    // What the lists keep: each piece of work knows the one before it.

    @Test
    void older_afterItsTurn_isKeptNoMore() {
        Work second = new Work();
        worker.schedule(work);
        worker.schedule(second);

        time.runReady();

        assertThat(second.older(/* ofWorker= */ true)).isNull();
        assertThat(second.older(/* ofWorker= */ false)).isNull();
    }

    @Test
    void older_ofWorkThatWasRefused_isKeptNoMore() {
        Work refused = new Work();
        Work second = new Work();
        try (EventLoop full = EventLoop.builder().maxPending(1).build()) {
            LoopScheduling ofFull = LoopScheduling.borrowing(full);
            LoopWorker ofWorker = ofFull.createWorker();
            ofWorker.schedule(work);
            assertThat(refusedBy(ofWorker, refused)).isTrue();
            work.dispose();

            ofWorker.schedule(second);

            assertThat(second.older(/* ofWorker= */ true)).isNotSameAs(refused);
            assertThat(second.older(/* ofWorker= */ false)).isNotSameAs(refused);
        }
    }

    private static boolean refusedBy(LoopWorker full, ScheduledWork refused) {
        try {
            full.schedule(refused);
            return false;
        } catch (RejectedExecutionException expected) {
            return true;
        }
    }
}
