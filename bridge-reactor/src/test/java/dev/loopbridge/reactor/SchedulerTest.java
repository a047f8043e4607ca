package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Scannable;
import reactor.core.Scannable.Attr;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Scheduler.Worker;

/** A view of a loop in virtual time. */
class SchedulerTest {
    private final VirtualEventLoop time =
            VirtualEventLoop.create(EventLoop.builder().name("api"));
    private final EventLoop loop = time.loop();
    private final Scheduler scheduler = LoopSchedulers.from(loop);
    private final List<String> trace = new ArrayList<>();

    @AfterEach
    void close() {
        time.close();
    }

    private Runnable step(String name) {
        return () -> trace.add(name);
    }

    private static <T> T scan(Object of, Attr<T> attribute) {
        return Scannable.from(of).scan(attribute);
    }

    @Test
    void workers_always_takeTurnsTaskByTask() {
        Worker one = scheduler.createWorker();
        Worker two = scheduler.createWorker();
        one.schedule(() -> {
            trace.add("1a");
            one.schedule(step("1c"));
        });
        one.schedule(step("1b"));
        two.schedule(step("2a"));
        loop.callSoon(step("callback"));

        time.runReady();

        assertThat(trace).containsExactly("1a", "1b", "2a", "callback", "1c");
    }

    @Test
    void publishOn_ofTwoChains_interleavesTurnByTurn() {
        Flux.just("a1").publishOn(scheduler).subscribe(trace::add);
        Flux.just("b1").publishOn(scheduler).subscribe(trace::add);
        loop.callSoon(step("callback"));

        time.runReady();

        assertThat(trace).containsExactly("a1", "b1", "callback");
    }

    @Test
    void delayAndInterval_inVirtualTime_tickByTheLoopsClock() {
        List<Long> at = new ArrayList<>();
        Mono.delay(Duration.ofHours(2), scheduler).subscribe(zero -> at.add(scheduler.now(TimeUnit.HOURS)));
        Disposable ticks = Flux.interval(Duration.ofHours(1), scheduler)
                .subscribe(tick -> at.add(scheduler.now(TimeUnit.MINUTES)));

        time.advance(Duration.ofHours(3));
        ticks.dispose();
        time.advance(Duration.ofHours(3));

        assertThat(at).containsExactly(60L, 2L, 120L, 180L);
    }

    @Test
    void now_inVirtualTime_isTheLoopsClock() {
        time.advance(Duration.ofMillis(1_500));

        assertThat(scheduler.now(TimeUnit.NANOSECONDS)).isEqualTo(loop.time());
        assertThat(scheduler.now(TimeUnit.MILLISECONDS)).isEqualTo(1_500);
        assertThat(scheduler.now(TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void timed_always_measuresByTheLoopsClock() {
        List<Duration> elapsed = new ArrayList<>();
        Mono.delay(Duration.ofHours(1), scheduler).timed(scheduler).subscribe(timed -> elapsed.add(timed.elapsed()));

        time.advance(Duration.ofHours(1));

        assertThat(elapsed).containsExactly(Duration.ofHours(1));
    }

    @Test
    void scan_ofTheScheduler_isTruthful() {
        assertThat(scan(scheduler, Attr.NAME)).isEqualTo("loop(\"api\")");
        assertThat(scan(scheduler, Attr.CAPACITY)).isEqualTo(1);
        assertThat(scan(scheduler, Attr.RUN_STYLE)).isEqualTo(Attr.RunStyle.ASYNC);
        assertThat(scan(scheduler, Attr.PARENT)).isNull();
        assertThat(scan(scheduler, Attr.BUFFERED)).isZero();
        assertThat(scheduler).hasToString("loop(\"api\")");

        Disposable late = scheduler.schedule(step("late"), 1, TimeUnit.SECONDS);
        scheduler.createWorker().schedule(step("soon"));
        assertThat(scan(scheduler, Attr.BUFFERED)).isEqualTo(2);
        late.dispose();
        time.runReady();
        assertThat(scan(scheduler, Attr.BUFFERED)).isZero();
    }

    @Test
    void scan_ofAWorker_isTruthful() {
        Worker worker = scheduler.createWorker();
        worker.schedule(step("soon"));
        worker.schedule(step("late"), 1, TimeUnit.SECONDS);
        scheduler.schedule(step("not its own"));

        assertThat(scan(worker, Attr.NAME)).isEqualTo("loop(\"api\").worker");
        assertThat(scan(worker, Attr.PARENT)).isSameAs(scheduler);
        assertThat(scan(worker, Attr.BUFFERED)).isEqualTo(2);
        assertThat(scan(worker, Attr.CAPACITY)).isEqualTo(1);
        assertThat(scan(worker, Attr.RUN_STYLE)).isEqualTo(Attr.RunStyle.ASYNC);
        assertThat(scan(worker, Attr.TERMINATED)).isFalse();
        worker.dispose();
        assertThat(scan(worker, Attr.BUFFERED)).isZero();
        assertThat(scan(worker, Attr.TERMINATED)).isTrue();
        assertThat(scan(worker, Attr.CANCELLED)).isTrue();
        assertThat(scan(scheduler, Attr.TERMINATED)).isFalse();
    }

    @Test
    void scan_whenTheLoopCloses_isTerminated() {
        assertThat(scan(scheduler, Attr.TERMINATED)).isFalse();
        assertThat(scan(scheduler, Attr.CANCELLED)).isFalse();

        loop.close();

        assertThat(scan(scheduler, Attr.TERMINATED)).isTrue();
        assertThat(scan(scheduler, Attr.CANCELLED)).isTrue();
    }

    @Test
    void close_withPlainTasks_runsTheQueuedAndDropsTheTimed() {
        scheduler.schedule(step("queued"));
        scheduler.createWorker().schedule(step("of a worker"));
        scheduler.schedule(step("timed"), 1, TimeUnit.SECONDS);
        scheduler.schedulePeriodically(step("periodic"), 0, 1, TimeUnit.SECONDS);

        loop.close();

        assertThat(trace).containsExactly("queued", "of a worker");
    }

    @Test
    void scheduleEverything_whenClosed_refusesWithTheEnd() {
        Worker worker = scheduler.createWorker();
        loop.close();

        List.<Runnable>of(
                        () -> scheduler.schedule(step("x")),
                        () -> scheduler.schedule(step("x"), 1, TimeUnit.SECONDS),
                        () -> scheduler.schedulePeriodically(step("x"), 1, 1, TimeUnit.SECONDS),
                        () -> worker.schedule(step("x")),
                        () -> worker.schedule(step("x"), 1, TimeUnit.SECONDS),
                        () -> worker.schedulePeriodically(step("x"), 1, 1, TimeUnit.SECONDS),
                        () -> scheduler.createWorker().schedule(step("x")))
                .forEach(call -> assertThatThrownBy(call::run)
                        .isInstanceOf(LoopClosedException.class)
                        .hasMessageStartingWith("Event loop is closed: loop \"api\" was closed by close()"));
        assertThat(trace).isEmpty();
    }

    @Test
    void from_null_throwsAtTheCall() {
        assertThatThrownBy(() -> LoopSchedulers.from(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("loop");
        assertThatThrownBy(() -> LoopSchedulers.newSingle((String) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("name");
    }

    @Test
    void newSingle_ofARunningOrClosedLoop_isRefused() {
        loop.callSoon(() -> assertThatThrownBy(() -> LoopSchedulers.newSingle(loop))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("This event loop is already running"));
        time.runReady();
        loop.close();

        assertThatThrownBy(() -> LoopSchedulers.newSingle(loop)).isInstanceOf(LoopClosedException.class);
    }

    @Test
    void newSingle_byName_runsOnAThreadOfThatName() {
        Scheduler own = LoopSchedulers.newSingle("mine");

        String thread = Mono.fromCallable(() -> Thread.currentThread().getName())
                .subscribeOn(own)
                .block(Duration.ofSeconds(10));
        own.dispose();

        assertThat(thread).isEqualTo("mine");
        assertThat(own).hasToString("loop(\"mine\")");
    }

    @Test
    void now_ofAnyOtherLoop_isTheTimeOfDay() {
        try (EventLoop plain = EventLoop.create()) {
            Scheduler ofPlain = LoopSchedulers.from(plain);
            long before = System.currentTimeMillis();

            long now = ofPlain.now(TimeUnit.MILLISECONDS);

            assertThat(now).isBetween(before, System.currentTimeMillis());
            assertThat(ofPlain.now(TimeUnit.SECONDS)).isBetween(before / 1000, System.currentTimeMillis() / 1000);
            assertThat(ofPlain.now(TimeUnit.NANOSECONDS) / 1_000_000).isBetween(before, System.currentTimeMillis());
        }
    }

    @Test
    void now_byAClockOfTheUsersOwn_isTheTimeOfDayAndGoesByIt() {
        AtomicLong nanos = new AtomicLong(-5);
        try (EventLoop own = EventLoop.builder().clock(nanos::get).build()) {
            Scheduler ofOwn = LoopSchedulers.from(own);
            long before = System.currentTimeMillis();
            long first = ofOwn.now(TimeUnit.MILLISECONDS);

            nanos.addAndGet(Duration.ofDays(1).toNanos());

            assertThat(first).isBetween(before, System.currentTimeMillis());
            assertThat(ofOwn.now(TimeUnit.MILLISECONDS) - first)
                    .isEqualTo(Duration.ofDays(1).toMillis());
        }
    }
}
