package dev.loopbridge.loop.bridge;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopHost;
import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.Generator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Races that chance would not decide in a night, forced: whoever is called in between does what the rival would. */
class InterleavingTest {
    private static final Duration FAR = Duration.ofDays(1);

    private final List<Object> reported = new ArrayList<>();
    private final List<String> steps = new ArrayList<>();
    private final Recorder recorder = new Recorder();

    /** The rival's part; taken out as it begins. */
    private Runnable rival = () -> {};

    @AfterEach
    void nothingIsReported() {
        assertThat(reported).isEmpty();
    }

    private EventLoop loop(UnaryOperator<EventLoop.Builder> more) {
        return more.apply(EventLoop.builder().exceptionHandler((where, context) -> reported.add(context)))
                .build();
    }

    private void letRivalAct() {
        Runnable once = rival;
        rival = () -> {};
        once.run();
    }

    /** Runs its guest on whichever thread calls, but lets the rival act first. */
    private final class EagerHost implements LoopHost {
        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public void execute(Runnable turn) {
            letRivalAct();
            turn.run();
            letRivalAct(); // if it became one meanwhile
        }

        @Override
        public Registration schedule(Runnable turn, long delayNanos) {
            return () -> {};
        }

        @Override
        public boolean isGone() {
            return false;
        }
    }

    private static int fewSteps() {
        for (int n = 0; n < 10; n++) {
            Tasks.yieldNow();
        }
        return 0;
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static int timersLeft(EventLoop loop) {
        return loop.shutdown(Duration.ZERO).toCompletableFuture().join().timersAbandoned();
    }

    @Test
    void delay_cancelledAsItIsAboutToSetItsTimer_leavesNone() {
        rival = () -> recorder.subscription().cancel();
        EventLoop loop = loop(builder -> builder.clock(() -> {
            if (recorder.subscription() != null) {
                letRivalAct();
            }
            return 0;
        }));

        Launch.delay(loop, FAR).subscribe(recorder);

        assertThat(timersLeft(loop)).isZero();
        assertThat(recorder.signals).isEmpty();
    }

    @Test
    void interval_firstTickBeforeItsTimerIsNoted_isCancelledWithTheSecond() {
        EventLoop loop = new EagerHost().newLoop(EventLoop.builder());
        Launch.interval(loop, Duration.ZERO, FAR, tick -> new ArithmeticException())
                .subscribe(recorder);

        recorder.subscription().cancel();

        assertThat(recorder.signals).containsExactly(0L);
        assertThat(timersLeft(loop)).isZero();
    }

    @Test
    void schedule_disposedAsItsTimerIsSet_leavesNone() {
        EventLoop loop = new EagerHost().newLoop(EventLoop.builder());
        LoopScheduling scheduling = LoopScheduling.borrowing(loop);
        TracedWork work = new TracedWork("work", steps);
        rival = work::dispose;

        scheduling.direct().schedule(work, FAR.toNanos());

        assertThat(scheduling.pending()).isZero();
        assertThat(timersLeft(loop)).isZero();
        assertThat(steps).isEmpty();
    }

    @Test
    void request_whileTheBodyThatWaitsForItIsStillBeingLaunched_isMet() {
        EventLoop loop = new EagerHost().newLoop(EventLoop.builder());
        Generator<Object> body = out -> {
            rival = () -> recorder.subscription().request(1); // once this waits
            out.emit("element");
        };
        recorder.first = 0;

        Launch.submit(loop, body).subscribe(recorder);

        assertThat(recorder.signals).containsExactly("element", "complete");
        loop.close();
    }

    @Test
    void emit_cancelledBetweenTheDemandAndItsWakeUp_isDiscarded() {
        EventLoop loop = loop(builder -> builder);
        List<Task<?>> emitters = new ArrayList<>();
        Generator<Object> body = out -> {
            emitters.add(loop.createTask(() -> {
                out.emit("late");
                return null;
            }));
            await(Tasks.sleep(FAR));
        };
        recorder.first = 0;
        Launch.submit(loop, body).subscribe(recorder);
        loop.runUntilComplete(InterleavingTest::fewSteps);

        loop.callSoon(() -> {
            recorder.subscription().request(1);
            emitters.get(0).cancel();
        });
        loop.runUntilComplete(InterleavingTest::fewSteps);

        assertThat(recorder.signals).containsExactly("discarded late");
        loop.close();
    }

    /** Emits once the subscription is cancelled, and says whether it could clean up. */
    private void cleansUpAfterACancel(Consumer<LoopSubscription> cancel) {
        EventLoop loop = loop(builder -> builder);
        Generator<Object> body = out -> {
            cancel.accept(recorder.subscription());
            try {
                out.emit("late");
            } finally {
                fewSteps();
                steps.add("cleaned up");
            }
        };
        Launch.submit(loop, body).subscribe(recorder);

        loop.runUntilComplete(InterleavingTest::fewSteps);
        loop.runUntilComplete(InterleavingTest::fewSteps);

        assertThat(steps).containsExactly("cleaned up");
        assertThat(recorder.signals).containsExactly("discarded late");
        loop.close();
    }

    @Test
    void emit_behindACancelThatIsOnItsWay_waitsForItSoThatItStrikesNoCleanUp() {
        cleansUpAfterACancel(
                subscription -> CompletableFuture.runAsync(subscription::cancel).join());
    }

    @Test
    void emit_behindACancelThatIsPending_takesItSoThatItStrikesNoCleanUp() {
        cleansUpAfterACancel(LoopSubscription::cancel);
    }

    @Test
    void emit_behindACancelThatTakesItsTime_waitsForItSoThatItStrikesNoCleanUp() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch turnsHavePassed = new CountDownLatch(1);
        Generator<Object> body = out -> {
            recorder.onMayBlock = () -> { // within the cancel, which the loop has yet to hear of
                begun.countDown();
                pass(turnsHavePassed);
            };
            var cancel =
                    CompletableFuture.runAsync(() -> recorder.subscription().cancel());
            pass(begun);
            EventLoops.getRunningLoop().createTask(() -> {
                fewSteps();
                turnsHavePassed.countDown();
                return null;
            });
            try {
                out.emit("late");
            } finally {
                while (!cancel.isDone()) {
                    Tasks.yieldNow();
                }
                fewSteps();
                steps.add("cleaned up");
            }
        };

        Launch.runUntilComplete(
                        loop(builder -> builder), body, LaunchOptions.defaults().grace(FAR))
                .subscribe(recorder);

        assertThat(steps).containsExactly("cleaned up");
        assertThat(recorder.signals).containsExactly("discarded late");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void subscribe_whileAnotherThreadDrivesTheLoop_isTakenOnByIt(boolean debug) {
        EventLoop loop = loop(builder -> builder.debug(debug));
        Generator<Object> body = out -> out.emit("element");
        Recorder other = new Recorder();
        recorder.onNext = element -> CompletableFuture.runAsync(
                        () -> Launch.runUntilComplete(loop, body, LaunchOptions.defaults())
                                .subscribe(other))
                .join();

        Launch.runUntilComplete(loop, body, LaunchOptions.defaults()).subscribe(recorder);

        assertThat(recorder.signals).containsExactly("element", "complete");
        assertThat(other.signals).containsExactly("element", "complete");
        loop.close();
    }

    @Test
    void failureWaits_cancelledAsTheCloseCalls_isSilent() {
        EventLoop loop = loop(builder -> builder);
        CloseGuard guard = new CloseGuard() {
            @Override
            protected void fail(LoopClosedException closed) {
                steps.add("failed");
            }

            @Override
            protected void failureWaits() {
                steps.add("waits to fail");
            }
        };
        guard.watch(loop);
        guard.enter();

        guard.abort();
        loop.close();
        guard.onClose(
                catchThrowableOfType(LoopClosedException.class, () -> loop.execute(() -> {}))); // it was taken out
        guard.leave();

        assertThat(steps).isEmpty();
    }
}
