package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.CloseReport;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.FakeClock;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopSchedulingTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final String DISPOSED = "a scheduler or worker of loop \"api\" was disposed, while the loop is open;"
            + " make another from the loop";

    private final List<String> trace = Collections.synchronizedList(new ArrayList<>());
    private final VirtualEventLoop time =
            VirtualEventLoop.create(EventLoop.builder().name("api"));
    private final EventLoop loop = time.loop();
    private final LoopScheduling scheduling = LoopScheduling.borrowing(loop);

    @AfterEach
    void close() {
        time.close();
    }

    private TracedWork work(String name) {
        return new TracedWork(name, trace);
    }

    private TracedWork work(String name, Runnable body) {
        return new TracedWork(name, trace, body);
    }

    @Test
    void schedule_ofTwoWorkers_runsOneATurnInOrderOfSchedule() {
        LoopWorker first = scheduling.createWorker();
        LoopWorker second = scheduling.createWorker();
        first.schedule(work("a1"));
        first.schedule(work("a2", () -> first.schedule(work("a3"))));
        second.schedule(work("b1"));
        loop.callSoon(() -> trace.add("callback"));

        time.runReady();

        assertThat(trace).containsExactly("a1", "a2", "b1", "callback", "a3");
    }

    @Test
    void schedule_onTheLoopWhileOthersSubmit_keepsTheOrderOfSchedule() {
        LoopWorker worker = scheduling.createWorker();
        worker.schedule(work("first", () -> {
            runElsewhere(() -> worker.schedule(work("from elsewhere")));
            worker.schedule(work("from the loop"));
        }));

        time.runReady();

        assertThat(trace).containsExactly("first", "from elsewhere", "from the loop");
    }

    @Test
    void schedule_delayed_runsWhenDueAndNotBefore() {
        scheduling.direct().schedule(work("late"), SECOND);

        time.advance(Duration.ofNanos(SECOND - 1));
        assertThat(trace).isEmpty();
        time.advance(Duration.ofNanos(1));

        assertThat(trace).containsExactly("late");
    }

    @Test
    void schedule_withEqualDelays_runsInOrderOfSchedule() {
        LoopWorker worker = scheduling.createWorker();
        worker.schedule(work("a"), SECOND);
        worker.schedule(work("b"), SECOND);
        worker.schedule(work("none"), 0);
        worker.schedule(work("negative"), -5);

        time.advance(Duration.ofSeconds(1));

        assertThat(trace).containsExactly("none", "negative", "a", "b");
    }

    @Test
    void schedule_delayedForEver_neverOverflows() {
        TracedWork work = work("never");
        scheduling.direct().schedule(work, Long.MAX_VALUE);

        time.advance(Duration.ofDays(365));

        assertThat(trace).isEmpty();
        assertThat(work.isDisposed()).isFalse();
    }

    @Test
    void schedule_delayedFromElsewhereInDebugMode_runs() {
        try (VirtualEventLoop debug =
                VirtualEventLoop.create(EventLoop.builder().debug(true))) {
            LoopScheduling ofDebug = LoopScheduling.borrowing(debug.loop());
            ofDebug.direct()
                    .schedule(work(
                            "outer", () -> runElsewhere(() -> ofDebug.direct().schedule(work("late"), SECOND))));

            debug.advance(Duration.ofSeconds(1));
        }
        assertThat(trace).containsExactly("outer", "late");
    }

    @Test
    void schedulePeriodically_always_keepsTheRate() {
        List<Long> at = new ArrayList<>();
        scheduling.direct().schedulePeriodically(work("tick", () -> at.add(loop.time())), SECOND, 2 * SECOND);

        time.advance(Duration.ofSeconds(6));

        assertThat(at).containsExactly(SECOND, 3 * SECOND, 5 * SECOND);
    }

    @Test
    void schedulePeriodically_late_catchesUpOneATurn() {
        FakeClock clock = new FakeClock();
        try (EventLoop late = EventLoop.builder().clock(clock).build()) {
            LoopScheduling ofLate = LoopScheduling.borrowing(late);
            TracedWork[] tick = new TracedWork[1];
            tick[0] = work("tick", () -> {
                if (trace.size() == 1) {
                    clock.advance(Duration.ofNanos(35));
                    late.callSoon(() -> trace.add("between"));
                }
                if (Collections.frequency(trace, "tick") == 4) {
                    late.callSoon(late::stop);
                }
            });
            ofLate.direct().schedulePeriodically(tick[0], 0, 10);

            late.runForever();
        }
        assertThat(trace).startsWith("tick", "between", "tick", "tick", "tick").hasSizeLessThan(7);
    }

    /** When it ticks, at a rate of 10 and with a drift of 100, if its first run takes {@code first}: 3 turns, 10 ns, a turn. */
    private static List<Long> ticksWithDrift(long first) {
        FakeClock clock = new FakeClock();
        List<Long> at = new ArrayList<>();
        try (EventLoop drifting = EventLoop.builder().clock(clock).build()) {
            TracedWork tick = new TracedWork("tick", new ArrayList<>(), () -> {
                at.add(drifting.time());
                if (at.size() == 1) {
                    clock.advance(Duration.ofNanos(first));
                }
            });
            LoopScheduling.borrowing(drifting).direct().schedulePeriodically(tick, 0, 10, 100);
            for (int turn = 0; turn < 3; turn++) {
                runATurn(drifting);
            }
            clock.advance(Duration.ofNanos(10));
            runATurn(drifting);
        }
        return at;
    }

    private static void runATurn(EventLoop loop) {
        loop.stop();
        loop.runForever();
    }

    @Test
    void schedulePeriodically_lateByLessThanTheDrift_catchesUp() {
        assertThat(ticksWithDrift(109)).containsExactly(0L, 109L, 109L, 119L);
    }

    @Test
    void schedulePeriodically_lateByTheDrift_goesOnFromThen() {
        assertThat(ticksWithDrift(110)).containsExactly(0L, 120L);
    }

    @Test
    void schedulePeriodically_clockSetBackByMoreThanTheDrift_goesOnFromThen() {
        assertThat(ticksWithDrift(-101)).containsExactly(0L, -91L);
    }

    @Test
    void schedulePeriodically_clockSetBackByLess_waitsForIt() {
        assertThat(ticksWithDrift(-100)).containsExactly(0L);
    }

    @Test
    void schedulePeriodically_withoutPeriod_runsEveryTurn() {
        TracedWork[] spin = new TracedWork[1];
        spin[0] = work("spin", () -> {
            if (trace.size() == 3) {
                spin[0].dispose();
            }
        });
        scheduling.direct().schedulePeriodically(spin[0], -1, -1);

        time.runReady();

        assertThat(trace).containsExactly("spin", "spin", "spin");
    }

    @Test
    void schedulePeriodically_thatThrows_isReportedAndEnds() {
        List<Throwable> reported = new ArrayList<>();
        EventLoop.Builder builder =
                EventLoop.builder().exceptionHandler((failing, context) -> reported.add(context.exception()));
        IllegalStateException mine = new IllegalStateException("mine");
        try (VirtualEventLoop failing = VirtualEventLoop.create(builder)) {
            LoopScheduling ofFailing = LoopScheduling.borrowing(failing.loop());
            TracedWork tick = work("tick", () -> {
                throw mine;
            });
            ofFailing.direct().schedulePeriodically(tick, SECOND, SECOND);

            failing.advance(Duration.ofSeconds(5));

            assertThat(tick.isDisposed()).isTrue();
            assertThat(ofFailing.pending()).isZero();
        }
        assertThat(trace).containsExactly("tick");
        assertThat(reported).containsExactly(mine);
    }

    @Test
    void dispose_beforeItsTurn_neverRuns() {
        TracedWork atOnce = work("at once");
        TracedWork late = work("late");
        scheduling.direct().schedule(atOnce);
        scheduling.direct().schedule(late, SECOND);

        atOnce.dispose();
        late.dispose();
        late.dispose();
        time.advance(Duration.ofSeconds(2));
        loop.close();

        assertThat(trace).isEmpty();
        assertThat(atOnce.isDisposed()).isTrue();
        assertThat(late.isDisposed()).isTrue();
    }

    @Test
    void dispose_whileItRuns_endsItsPeriod() {
        TracedWork[] tick = new TracedWork[1];
        List<Boolean> disposed = new ArrayList<>();
        tick[0] = work("tick", () -> {
            disposed.add(tick[0].isDisposed());
            tick[0].dispose();
            disposed.add(tick[0].isDisposed());
        });
        scheduling.direct().schedulePeriodically(tick[0], SECOND, SECOND);

        time.advance(Duration.ofSeconds(3));

        assertThat(trace).containsExactly("tick");
        assertThat(disposed).containsExactly(false, true);
        assertThat(scheduling.pending()).isZero();
    }

    @Test
    void isDisposed_afterItRan_isTrue() {
        TracedWork work = work("work");
        scheduling.direct().schedule(work);

        assertThat(work.isDisposed()).isFalse();
        time.runReady();

        assertThat(work.isDisposed()).isTrue();
    }

    @Test
    void schedule_twiceTheSame_isRefused() {
        TracedWork work = work("work");
        scheduling.direct().schedule(work);

        assertThatThrownBy(() -> scheduling.direct().schedule(work))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("work was scheduled before");
    }

    @Test
    void schedule_ofDisposedWork_isNeverPerformedNorCounted() {
        List<TracedWork> all = List.of(work("at once"), work("late"), work("tick"));
        all.forEach(ScheduledWork::dispose);

        scheduling.direct().schedule(all.get(0));
        scheduling.direct().schedule(all.get(1), SECOND);
        scheduling.direct().schedulePeriodically(all.get(2), SECOND, SECOND);
        time.advance(Duration.ofSeconds(3));

        assertThat(all).allMatch(ScheduledWork::isDisposed);
        assertThat(trace).isEmpty();
        assertThat(scheduling.pending()).isZero();
    }

    @Test
    void disposeOfAWorker_disposesItsWorkAndNoOther() {
        LoopWorker mine = scheduling.createWorker();
        LoopWorker other = scheduling.createWorker();
        List<TracedWork> all = List.of(work("at once"), work("late"), work("tick"));
        mine.schedule(all.get(0));
        mine.schedule(all.get(1), SECOND);
        mine.schedulePeriodically(all.get(2), SECOND, SECOND);
        other.schedule(work("other"));
        other.schedule(work("other, late"), SECOND);

        mine.dispose();

        assertThat(mine.isDisposed()).isTrue();
        assertThat(mine.pending()).isZero();
        assertThat(all).allMatch(ScheduledWork::isDisposed);
        time.advance(Duration.ofSeconds(3));
        assertThat(trace).containsExactly("other", "other, late");
        assertThat(scheduling.pending()).isZero();
    }

    @Test
    void schedule_onADisposedWorker_isRefused() {
        LoopWorker worker = scheduling.createWorker();
        worker.dispose();

        assertThatThrownBy(() -> worker.schedule(work("work")))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage(DISPOSED);
        assertThatThrownBy(() -> worker.schedule(work("work"), SECOND)).hasMessage(DISPOSED);
        assertThatThrownBy(() -> worker.schedulePeriodically(work("work"), SECOND, SECOND))
                .hasMessage(DISPOSED);
        assertThat(scheduling.isDisposed()).isFalse();
        assertThat(scheduling.pending()).isZero();
    }

    @Test
    void close_withWorkPending_tellsEachOnce() {
        LoopWorker worker = scheduling.createWorker();
        worker.schedule(work("at once"));
        worker.schedule(work("late"), SECOND);
        scheduling.direct().schedulePeriodically(work("tick"), SECOND, SECOND);

        loop.close();

        assertThat(trace).containsExactly("at once abandoned", "late abandoned", "tick abandoned");
        assertThat(scheduling.isDisposed()).isTrue();
        assertThat(worker.isDisposed()).isFalse();
        assertThat(scheduling.pending()).isZero();
        assertThat(worker.pending()).isZero();
    }

    @Test
    void close_withWorkOfADisposedWorker_tellsNobody() {
        LoopWorker worker = scheduling.createWorker();
        worker.schedule(work("at once"));
        worker.schedule(work("late"), SECOND);
        worker.dispose();

        loop.close();

        assertThat(trace).isEmpty();
        assertThat(scheduling.pending()).isZero();
    }

    @Test
    void schedule_onAClosedLoop_isRefusedWithItsEnd() {
        LoopWorker worker = scheduling.createWorker();
        loop.close();

        assertThatThrownBy(() -> worker.schedule(work("work"))).isInstanceOf(LoopClosedException.class);
        assertThatThrownBy(() -> worker.schedule(work("work"), SECOND)).isInstanceOf(LoopClosedException.class);
        assertThatThrownBy(() -> worker.schedulePeriodically(work("work"), 0, SECOND))
                .isInstanceOf(LoopClosedException.class);
        assertThat(trace).isEmpty();
        assertThat(scheduling.pending()).isZero();
    }

    @Test
    void schedule_pastMaxPending_isRefusedAndNotCounted() {
        try (EventLoop full = EventLoop.builder().name("full").maxPending(1).build()) {
            LoopScheduling ofFull = LoopScheduling.borrowing(full);
            ofFull.direct().schedule(work("first"));

            assertThatThrownBy(() -> ofFull.direct().schedule(work("second")))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageStartingWith("Event loop \"full\" has 1 submissions waiting");
            assertThatThrownBy(() -> ofFull.direct().schedule(work("third"), SECOND))
                    .isInstanceOf(RejectedExecutionException.class);
            assertThat(ofFull.pending()).isEqualTo(1);
        }
        assertThat(trace).containsExactly("first abandoned");
    }

    @Test
    void dispose_ofAView_runsWhatIsQueuedAndTellsWhatIsTimed() {
        LoopWorker worker = scheduling.createWorker();
        TracedWork late = work("late");
        worker.schedule(work("at once"));
        worker.schedule(late, SECOND);
        scheduling.direct().schedulePeriodically(work("tick"), 0, SECOND);

        scheduling.dispose();

        assertThat(trace).containsExactly("late abandoned", "tick abandoned");
        assertThat(late.told)
                .isExactlyInstanceOf(RejectedExecutionException.class)
                .hasMessage(DISPOSED);
        time.advance(Duration.ofSeconds(5));
        assertThat(trace).containsExactly("late abandoned", "tick abandoned", "at once");
        assertThat(loop.isClosed()).isFalse();
        assertThatThrownBy(() -> worker.schedule(work("more"))).hasMessage(DISPOSED);
    }

    @Test
    void dispose_ofAViewWhileATimerRuns_tellsItAfterwards() {
        TracedWork tick = work("tick", scheduling::dispose);
        scheduling.direct().schedulePeriodically(tick, SECOND, SECOND);

        time.advance(Duration.ofSeconds(5));

        assertThat(trace).containsExactly("tick", "tick abandoned");
        assertThat(tick.told).hasMessage(DISPOSED);
    }

    @Test
    void disposeGracefully_ofAView_isDoneWhenWhatIsQueuedHasRun() {
        CompletableFuture<?>[] early = new CompletableFuture<?>[1];
        scheduling.direct().schedule(work("running", () -> early[0] = scheduling.disposeGracefully()));
        scheduling.direct().schedule(work("queued", () -> trace.add("done=" + early[0].isDone())));

        time.runReady();

        assertThat(trace).containsExactly("running", "queued", "done=false");
        assertThat(early[0]).isDone();
        assertThat(scheduling.disposeGracefully()).isCompleted();
    }

    @Test
    void disposeGracefully_withNothingQueued_isDoneAtOnce() {
        scheduling.direct().schedule(work("late"), SECOND);

        assertThat(scheduling.disposeGracefully()).isCompleted();
        assertThat(trace).containsExactly("late abandoned");
    }

    @Test
    void disposeGracefully_whileAnotherDisposeStillTells_isNotDoneBefore() throws Exception {
        CountDownLatch telling = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ScheduledWork late = new ScheduledWork() {
            @Override
            protected void perform() {}

            @Override
            protected void abandon(RejectedExecutionException rejected) {
                telling.countDown();
                awaitQuietly(release);
            }
        };
        scheduling.direct().schedule(late, SECOND);
        CompletableFuture<Void> disposing = CompletableFuture.runAsync(scheduling::dispose);
        telling.await();

        CompletableFuture<?> gone = scheduling.disposeGracefully();
        assertThat(gone).isNotDone();
        release.countDown();
        disposing.get(10, TimeUnit.SECONDS);

        assertThat(gone).isCompleted();
    }

    @Test
    void disposeGracefully_whenTheLoopCloses_isDone() {
        scheduling.direct().schedule(work("queued"));
        CompletableFuture<?> gone = scheduling.disposeGracefully();
        assertThat(gone).isNotDone();

        loop.close();

        assertThat(gone).isCompleted();
    }

    @Test
    void disposeOfAnOwner_closesItsLoop() throws Exception {
        LoopScheduling owner =
                LoopScheduling.owning(EventLoop.builder().name("own").build());
        TracedWork late = work("late");
        owner.direct().schedule(late, SECOND * 3_600);

        owner.dispose();

        assertThat(owner.isDisposed()).isTrue();
        owner.disposeGracefully().get(10, TimeUnit.SECONDS);
        assertThat(owner.loop().isClosed()).isTrue();
        assertThat(late.told)
                .isInstanceOf(LoopClosedException.class)
                .hasMessageContaining("loop \"own\" was closed by dispose() of its scheduler on thread \""
                        + Thread.currentThread().getName() + "\"");
        assertThatThrownBy(() -> owner.direct().schedule(work("more"))).isInstanceOf(LoopClosedException.class);
    }

    @Test
    void disposeOfAnOwner_beforeItsThreadRuns_neverRunsAnythingOnTheCaller() throws Exception {
        for (int round = 0; round < 50; round++) {
            LoopScheduling owner = LoopScheduling.owning(EventLoop.create());
            List<Thread> ranOn = Collections.synchronizedList(new ArrayList<>());
            owner.direct().schedule(work("work", () -> ranOn.add(Thread.currentThread())));

            owner.dispose();
            owner.disposeGracefully().get(10, TimeUnit.SECONDS);

            assertThat(ranOn).doesNotContain(Thread.currentThread());
        }
    }

    @Test
    void disposeGracefullyOfAnOwner_runsWhatIsQueuedThenCloses() throws Exception {
        LoopScheduling owner = LoopScheduling.owning(EventLoop.create());
        CountDownLatch gate = new CountDownLatch(1);
        owner.direct().schedule(work("busy", () -> awaitQuietly(gate)));
        owner.direct().schedule(work("queued"));

        CompletableFuture<?> gone = owner.disposeGracefully();
        assertThat(gone).isNotDone();
        assertThat(owner.isDisposed()).isTrue();
        gate.countDown();
        gone.get(10, TimeUnit.SECONDS);

        assertThat(trace).containsExactly("busy", "queued");
        assertThat(owner.loop().isClosed()).isTrue();
    }

    @Test
    void pending_always_countsWhatWaitsAndWhatRuns() {
        LoopWorker worker = scheduling.createWorker();
        List<Integer> counts = new ArrayList<>();
        worker.schedule(work("running", () -> counts.add(worker.pending())));
        TracedWork late = work("late");
        worker.schedule(late, SECOND);
        scheduling.direct().schedule(work("direct"));

        assertThat(worker.pending()).isEqualTo(2);
        assertThat(scheduling.pending()).isEqualTo(3);
        time.runReady();
        assertThat(counts).containsExactly(2);
        assertThat(scheduling.pending()).isEqualTo(1);
        late.dispose();
        assertThat(scheduling.pending()).isZero();
        assertThat(worker.pending()).isZero();
    }

    @Test
    void disposeGracefully_fromATimer_isDoneWhenItsTurnIs() {
        CompletableFuture<?>[] gone = new CompletableFuture<?>[1];
        scheduling
                .direct()
                .schedule(
                        work("timer", () -> {
                            gone[0] = scheduling.disposeGracefully();
                            trace.add("done=" + gone[0].isDone());
                        }),
                        SECOND);

        time.advance(Duration.ofSeconds(1));

        assertThat(trace).containsExactly("timer", "done=false");
        assertThat(gone[0]).isCompleted();
    }

    @Test
    void disposeGracefully_fromATimerThatThrows_isDoneAllTheSame() {
        CompletableFuture<?>[] gone = new CompletableFuture<?>[1];
        scheduling
                .direct()
                .schedulePeriodically(
                        work("timer", () -> {
                            gone[0] = scheduling.disposeGracefully();
                            throw new IllegalStateException("of the work");
                        }),
                        SECOND,
                        SECOND);

        time.advance(Duration.ofSeconds(5));

        assertThat(trace).containsExactly("timer");
        assertThat(gone[0]).isCompleted();
        assertThat(scheduling.pending()).isZero();
    }

    @Test
    void schedule_thatThrows_isOver() {
        LoopWorker worker = scheduling.createWorker();
        TracedWork work = work("work", () -> {
            throw new IllegalStateException("of the work");
        });
        worker.schedule(work);

        time.runReady();

        assertThat(work.isDisposed()).isTrue();
        assertThat(worker.pending()).isZero();
        assertThat(scheduling.disposeGracefully()).isCompleted();
    }

    @Test
    void disposeGracefullyOfAnOwner_meanwhile_refusesTimers() throws Exception {
        LoopScheduling owner =
                LoopScheduling.owning(EventLoop.builder().name("api").build());
        CountDownLatch gate = new CountDownLatch(1);
        owner.direct().schedule(work("busy", () -> awaitQuietly(gate)));
        CompletableFuture<?> gone = owner.disposeGracefully();

        assertThatThrownBy(() -> owner.direct().schedule(work("late"), SECOND))
                .isExactlyInstanceOf(RejectedExecutionException.class)
                .hasMessage(DISPOSED);

        gate.countDown();
        gone.get(10, TimeUnit.SECONDS);
        assertThat(trace).containsExactly("busy");
    }

    @Test
    void dispose_ofTimedWork_leavesNoTimerInTheLoop() {
        TracedWork late = work("late");
        scheduling.direct().schedule(late, SECOND);

        late.dispose();

        CloseReport report = loop.shutdown(Duration.ZERO).toCompletableFuture().join();
        assertThat(report.timersAbandoned()).isZero();
        assertThat(trace).isEmpty();
    }

    @Test
    void onEnd_ofAWorker_isToldAtTheClose() {
        List<LoopClosedException> told = new ArrayList<>();
        scheduling.createWorker().onEnd(told::add);

        loop.close();

        assertThat(told).hasSize(1);
    }

    @Test
    void onEnd_takenOut_isNotTold() {
        List<LoopClosedException> told = new ArrayList<>();
        scheduling.createWorker().onEnd(told::add).cancel();

        loop.close();

        assertThat(told).isEmpty();
    }

    @Test
    void whenClosed_always_isDoneByTheCloseAndAsksForNone() {
        CompletableFuture<?> closed = scheduling.whenClosed().toCompletableFuture();
        time.runReady();
        assertThat(closed).isNotDone();

        loop.close();

        assertThat(closed).isCompleted();
    }

    @Test
    void now_inVirtualTime_isThatTime() {
        time.advance(Duration.ofMillis(1_234_567));

        assertThat(scheduling.now(TimeUnit.NANOSECONDS)).isEqualTo(1_234_567_000_000L);
        assertThat(scheduling.now(TimeUnit.SECONDS)).isEqualTo(1_234);
    }

    @Test
    void now_ofAGuest_isItsHostsTime() {
        FakeHost host = new FakeHost();
        EventLoop guest = host.newLoop(EventLoop.builder());
        host.advance(Duration.ofSeconds(5));

        assertThat(LoopScheduling.borrowing(guest).now(TimeUnit.MILLISECONDS)).isEqualTo(5_000);
        guest.close();
    }

    @Test
    void now_byTheMachinesClock_isTheTimeOfDay() {
        try (EventLoop plain = EventLoop.create()) {
            LoopScheduling ofPlain = LoopScheduling.borrowing(plain);
            Instant before = Instant.now();

            long nanos = ofPlain.now(TimeUnit.NANOSECONDS);

            assertThat(Instant.ofEpochSecond(0, nanos)).isBetween(before, Instant.now());
        }
    }

    @Test
    void now_byAnotherClock_beginsWithTheTimeOfDayAndGoesOnByThatClock() {
        FakeClock clock = new FakeClock(Duration.ofDays(1_000).toNanos());
        try (EventLoop other = EventLoop.builder().clock(clock).build()) {
            LoopScheduling ofOther = LoopScheduling.borrowing(other);
            long before = System.currentTimeMillis();

            long first = ofOther.now(TimeUnit.MILLISECONDS);

            assertThat(first).isBetween(before, System.currentTimeMillis());
            clock.advance(Duration.ofHours(5));
            assertThat(ofOther.now(TimeUnit.MILLISECONDS) - first)
                    .isEqualTo(Duration.ofHours(5).toMillis());
        }
    }

    private static void runElsewhere(Runnable action) {
        CompletableFuture.runAsync(action).join();
    }

    private static void awaitQuietly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
