package dev.loopbridge.loop.bridge;

import static dev.loopbridge.loop.Await.await;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.TimerHandle;
import dev.loopbridge.loop.concurrent.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A loop in somebody else's time: its host calls it, and it never waits. */
class LoopHostTest {
    private static final String REFUSED =
            "Event loop \"guest\" is run by its host, FakeHost; submit() to it, and let the host run it";

    private final FakeHost host = new FakeHost();
    private final List<String> reported = new ArrayList<>();
    private final EventLoop loop = host.newLoop(
            EventLoop.builder().name("guest").exceptionHandler((where, context) -> reported.add(context.message())));
    private final List<String> trace = new ArrayList<>();

    @AfterEach
    void closeLoop() {
        loop.close();
    }

    private Coroutine<String> sleeper(String name, Duration... naps) {
        return () -> {
            try {
                for (Duration nap : naps) {
                    await(Tasks.sleep(nap));
                    trace.add(name + " at " + seconds());
                }
                return name;
            } catch (CancelledError cancelled) {
                trace.add(name + " cancelled at " + seconds());
                throw cancelled;
            }
        };
    }

    private long seconds() {
        return Duration.ofNanos(loop.time()).toSeconds();
    }

    @Test
    void submit_whileTheHostRunsNothing_waits() {
        Task<Integer> task = loop.submit(() -> 42);

        assertThat(task.isDone()).isFalse();
        assertThat(host.scheduled()).isEqualTo(1);
    }

    @Test
    void submit_thenTheHostRuns_isDone() {
        Task<Integer> task = loop.submit(() -> 42);
        loop.callSoon(() -> trace.add("callback"));

        host.runReady();

        assertThat(task.result()).isEqualTo(42);
        assertThat(trace).containsExactly("callback");
        assertThat(loop.isRunning()).isFalse();
        assertThat(host.scheduled()).isZero();
    }

    @Test
    void advance_pastTimersOfLoopAndHost_runsAllInOneOrderOfTime() {
        loop.submit(sleeper("loop", ofSeconds(1), ofSeconds(2), ofSeconds(3)));
        host.after(ofSeconds(2), () -> trace.add("host at 2"));
        host.after(ofSeconds(5), () -> trace.add("host at 5"));
        loop.callLater(ofSeconds(4), () -> trace.add("timer at 4"));

        host.advance(ofSeconds(10));

        assertThat(trace)
                .containsExactly("loop at 1", "host at 2", "loop at 3", "timer at 4", "host at 5", "loop at 6");
    }

    @Test
    void advance_justShortOfADeadline_runsNothing() {
        loop.submit(sleeper("loop", ofSeconds(1)));

        host.advance(ofSeconds(1).minusNanos(1));
        assertThat(trace).isEmpty();

        host.advance(Duration.ofNanos(1));
        assertThat(trace).containsExactly("loop at 1");
    }

    @Test
    void callLater_anEarlierOneThanThatWaitedFor_isOnTime() {
        loop.callLater(ofHours(1), () -> trace.add("late at " + seconds()));
        host.runReady();
        loop.callLater(ofSeconds(1), () -> trace.add("early at " + seconds()));

        host.advance(ofHours(2));

        assertThat(trace).containsExactly("early at 1", "late at 3600");
        assertThat(host.scheduled()).isZero();
    }

    @Test
    void cancel_ofTheOnlyTimer_leavesNothingWithTheHostAfterItsNextTurn() {
        TimerHandle timer = loop.callLater(ofHours(1), () -> trace.add("never"));
        host.runReady();
        timer.cancel();
        loop.callSoon(() -> {});

        host.runReady();

        assertThat(host.scheduled()).isZero();
    }

    @Test
    void setResult_fromOutside_bringsATurnAbout() {
        LoopFuture<String> gate = loop.createFuture();
        Task<String> task = loop.submit(() -> await(gate));
        host.runReady();

        gate.setResult("opened");
        assertThat(task.isDone()).isFalse();
        host.runReady();

        assertThat(task.result()).isEqualTo("opened");
    }

    @Test
    void submit_fromAnotherThread_bringsATurnAbout() throws Exception {
        AtomicReference<Task<Integer>> task = new AtomicReference<>();
        Thread other = new Thread(() -> task.set(loop.submit(() -> 42)));
        other.start();
        other.join();

        host.runReady();

        assertThat(task.get().result()).isEqualTo(42);
    }

    @Test
    void turn_insideOfAnotherLoopsStep_runsAndLeavesThatLoopRunning() {
        Task<Integer> task = loop.submit(() -> 42);

        EventLoop outer = EventLoop.create();
        EventLoop after = outer.runUntilComplete(() -> {
            host.runReady();
            Tasks.yieldNow();
            return EventLoops.getRunningLoop();
        });

        assertThat(task.result()).isEqualTo(42);
        assertThat(after).isSameAs(outer);
    }

    @Test
    void run_onAGuest_isRefusedNamingTheHost() {
        refused(() -> loop.runUntilComplete(() -> 1));
        refused(() -> loop.runUntilComplete(loop.createFuture()));
        refused(loop::runForever);
        refused(() -> EventLoopThread.start(loop));
        refused(() ->
                EventLoops.run(() -> 1, () -> host.newLoop(EventLoop.builder().name("guest"))));
    }

    private static void refused(ThrowingCallable call) {
        assertThatIllegalStateException().isThrownBy(call).withMessage(REFUSED);
    }

    @Test
    void stop_onAGuest_hasNoEffect() {
        loop.callSoon(loop::stop);
        loop.callSoon(() -> loop.callSoon(() -> trace.add("next iteration")));

        host.runReady();

        assertThat(trace).containsExactly("next iteration");
    }

    @Test
    void turn_tornByAFatalError_isReportedAndGoesOn() {
        loop.submit(() -> {
            throw new StackOverflowError("deep");
        });
        loop.callSoon(() -> trace.add("afterwards"));

        assertThatNoException().isThrownBy(host::runReady);

        assertThat(trace).containsExactly("afterwards");
        assertThat(reported).containsExactly("Fatal error in event loop");
    }

    @Test
    void close_ofAnIdleGuest_tellsWhoWaitsAndLeavesTheHostAlone() {
        Task<String> task = loop.submit(sleeper("task", ofHours(1)));
        host.runReady();

        loop.close();

        assertThat(task.exception()).isInstanceOf(LoopClosedException.class);
        assertThat(host.scheduled()).isZero();
        assertThatNoException().isThrownBy(() -> host.advance(ofHours(2)));
    }

    @Test
    void close_beforeTheTurnThatWasAskedFor_isHarmless() {
        loop.callSoon(() -> trace.add("never"));

        loop.close();
        host.runReady();

        assertThat(trace).isEmpty();
    }

    @Test
    void shutdown_withGrace_givesItInTheHostsTime() {
        loop.submit(() -> {
            try {
                return await(Tasks.sleep(ofHours(1)));
            } finally {
                await(Tasks.sleep(ofSeconds(2)));
                trace.add("unwound at " + seconds());
            }
        });
        host.runReady();

        loop.shutdown(ofSeconds(5));
        host.advance(ofSeconds(1));
        assertThat(loop.isClosed()).isFalse();

        host.advance(ofSeconds(1));
        assertThat(trace).containsExactly("unwound at 2");
        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void shutdown_pastItsGrace_closesAllTheSame() {
        loop.submit(() -> {
            try {
                return await(Tasks.sleep(ofHours(1)));
            } finally {
                await(Tasks.sleep(ofHours(1)));
            }
        });
        host.runReady();

        loop.shutdown(ofSeconds(5));
        host.advance(ofSeconds(4));
        assertThat(loop.isClosed()).isFalse();

        host.advance(ofSeconds(1));
        assertThat(loop.isClosed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void shutdown_fromInside_closesWhenItsTasksAreDone(int graceSeconds) {
        loop.submit(sleeper("task", ofHours(1)));
        loop.callLater(ofSeconds(1), () -> loop.shutdown(ofSeconds(graceSeconds)));

        host.advance(ofSeconds(1));

        assertThat(trace).containsExactly("task cancelled at 1");
        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void submit_toAGuestWhoseHostIsGone_failsAtOnce() {
        Task<String> earlier = loop.submit(sleeper("earlier", ofHours(1)));
        host.runReady();
        host.disappear();

        Task<Integer> task = loop.submit(() -> 42);

        assertThat(loop.isClosed()).isTrue();
        assertThat(earlier.isDone()).isTrue();
        assertThat(task.isDone()).isTrue();
        assertThat(trace).containsExactly("earlier cancelled at 0");
        assertThatThrownBy(() -> loop.callSoon(() -> {}))
                .isInstanceOf(LoopClosedException.class)
                .hasMessageContaining(" was closed by its host FakeHost, which runs nothing any more on thread ");
    }

    @Test
    void shutdown_ofAGuestWhoseHostIsGone_closesAtOnceWithoutGrace() {
        loop.submit(() -> {
            try {
                return await(Tasks.sleep(ofHours(1)));
            } finally {
                await(Tasks.sleep(ofHours(1)));
            }
        });
        host.runReady();
        host.disappear();

        loop.shutdown(ofHours(1));

        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void shutdown_ofAGuestWhoseHostLostTheTurnThatWasAskedFor_closes() {
        Task<Integer> task = loop.submit(() -> 42);
        host.disappear();

        loop.shutdown(ofHours(1));

        assertThat(loop.isClosed()).isTrue();
        assertThat(task.isDone()).isTrue();
    }

    @Test
    void submit_afterTheHostLostTheTurnThatWasAskedFor_closesTheLoop() {
        Task<Integer> earlier = loop.submit(() -> 42);
        host.disappear();

        loop.submit(() -> 42);

        assertThat(loop.isClosed()).isTrue();
        assertThat(earlier.isDone()).isTrue();
    }

    @Test
    void turn_thatFindsTheHostGoneWhenItSetsItsTimer_closes() {
        Task<String> task = loop.submit(() -> {
            host.disappear();
            return await(Tasks.sleep(ofHours(1), "never"));
        });

        host.runReady();

        assertThat(loop.isClosed()).isTrue();
        assertThat(task.isDone()).isTrue();
    }

    @Test
    void runUntilComplete_ofALaunch_neverBlocksAndLeavesTheLoop() {
        Recorder recorder = new Recorder();

        Launch.runUntilComplete(loop, sleeper("body", ofSeconds(1)), LaunchOptions.defaults())
                .subscribe(recorder);
        host.advance(ofSeconds(1));

        assertThat(recorder.signals).containsExactly("body", "complete");
        assertThat(loop.isClosed()).isFalse();
    }

    @Test
    void runUntilComplete_ofALaunchCancelled_closesTheLoop() {
        Recorder recorder = new Recorder();
        Launch.runUntilComplete(loop, sleeper("body", ofHours(1)), LaunchOptions.defaults())
                .subscribe(recorder);
        host.advance(ofSeconds(1));

        recorder.subscription().cancel();
        host.advance(ZERO);

        assertThat(trace).containsExactly("body cancelled at 1");
        assertThat(recorder.signals).isEmpty();
        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void newLoop_fromABuilderThatIsUsedAgain_leavesItAsItWas() {
        EventLoop.Builder builder = EventLoop.builder();
        host.newLoop(builder);

        assertThat(builder.build().runUntilComplete(() -> 42)).isEqualTo(42);
    }

    @Test
    void submit_toAHostThatRefusesThoughItSeemedToRun_failsAtOnce() {
        host.refuse();

        Task<Integer> task = loop.submit(() -> 42);

        assertThat(loop.isClosed()).isTrue();
        assertThat(task.isDone()).isTrue();
    }
}
