package dev.loopbridge.loop.bridge;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A task that goes its way, and those who look on. */
class FutureLaunchTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final List<Object> reported = new ArrayList<>();
    private final VirtualEventLoop time =
            VirtualEventLoop.create(EventLoop.builder().exceptionHandler((where, context) -> reported.add(context)));
    private final EventLoop loop = time.loop();
    private final Recorder recorder = new Recorder();

    @AfterEach
    void nothingIsReported() {
        loop.close();
        assertThat(reported).isEmpty();
    }

    private Task<Object> anHourOfWork() {
        return loop.createTask(() -> {
            await(Tasks.sleep(HOUR));
            return "worked";
        });
    }

    private static Launch<Object> of(LoopFuture<Object> future) {
        return Launch.fromTask(future, /* suppressCancel= */ false);
    }

    private static Launch<Object> aside(LoopFuture<Object> future) {
        return Launch.fromTask(future, /* suppressCancel= */ true);
    }

    @Test
    void subscribe_beforeTheEnd_givesEachSubscriberTheResult() {
        Task<Object> task = anHourOfWork();
        Recorder second = new Recorder();

        of(task).subscribe(recorder);
        of(task).subscribe(second);
        time.runReady();
        assertThat(recorder.signals).isEmpty();
        time.advance(HOUR);

        assertThat(recorder.signals).containsExactly("worked", "complete");
        assertThat(second.signals).containsExactly("worked", "complete");
    }

    @Test
    void subscribe_afterTheEndWhileTheLoopIsIdle_givesTheResultAtOnce() {
        Task<Object> task = anHourOfWork();
        time.advance(HOUR);

        of(task).subscribe(recorder);

        assertThat(recorder.signals).containsExactly("worked", "complete");
    }

    @Test
    void subscribe_afterTheEndAndTheClose_givesTheResultAllTheSame() {
        Task<Object> task = anHourOfWork();
        time.advance(HOUR);
        loop.close();

        of(task).subscribe(recorder);

        assertThat(recorder.signals).containsExactly("worked", "complete");
    }

    @Test
    void subscribe_nullResult_completesEmpty() {
        of(loop.createTask(() -> null)).subscribe(recorder);

        time.runReady();

        assertThat(recorder.signals).containsExactly("complete");
    }

    @Test
    void subscribe_taskFails_failsWithTheSameInstance() {
        IllegalStateException thrown = new IllegalStateException("the task's own");
        Task<Object> task = loop.createTask(() -> {
            throw thrown;
        });

        of(task).subscribe(recorder);
        time.runReady();

        assertThat(recorder.signals).containsExactly(thrown);
    }

    @Test
    void subscribe_taskTearsTheLoopWithAnError_isToldBeforeTheRunEnds() {
        StackOverflowError torn = new StackOverflowError("deep");
        Task<Object> task = loop.createTask(() -> {
            throw torn;
        });
        of(task).subscribe(recorder);

        Throwable thrown = catchThrowable(time::runReady);

        assertThat(thrown).isSameAs(torn);
        assertThat(recorder.signals).containsExactly(torn);
    }

    @Test
    void cancel_bySomebodyElse_isAnError() {
        Task<Object> task = anHourOfWork();
        of(task).subscribe(recorder);
        time.runReady();

        task.cancel();
        time.runReady();

        assertThat(recorder.signals)
                .singleElement()
                .isInstanceOfSatisfying(
                        CancellationException.class,
                        error -> assertThat(error).hasMessage("the task of the subscription was cancelled"));
    }

    @Test
    void cancel_byTheSubscriber_cancelsTheTaskSilently() {
        Task<Object> task = anHourOfWork();
        of(task).subscribe(recorder);
        time.runReady();

        recorder.subscription().cancel();
        time.runReady();

        assertThat(task.isCancelled()).isTrue();
        assertThat(recorder.signals).isEmpty();
    }

    @Test
    void cancel_byOneSubscriber_isAnErrorToTheOther() {
        Task<Object> task = anHourOfWork();
        Recorder second = new Recorder();
        of(task).subscribe(recorder);
        of(task).subscribe(second);
        time.runReady();

        recorder.subscription().cancel();
        time.runReady();

        assertThat(recorder.signals).isEmpty();
        assertThat(second.signals).singleElement().isInstanceOf(CancellationException.class);
    }

    @Test
    void cancel_suppressed_leavesTheTaskAndTheOther() {
        Task<Object> task = anHourOfWork();
        Recorder second = new Recorder();
        aside(task).subscribe(recorder);
        aside(task).subscribe(second);

        recorder.subscription().cancel();
        time.advance(HOUR);

        assertThat(task.result()).isEqualTo("worked");
        assertThat(recorder.signals).isEmpty();
        assertThat(second.signals).containsExactly("worked", "complete");
    }

    @Test
    void cancel_suppressedAndTheTaskFails_leavesItsErrorToOthers() {
        IllegalStateException thrown = new IllegalStateException("late");
        Task<Object> task = loop.createTask(() -> {
            throw thrown;
        });
        aside(task).subscribe(recorder);

        recorder.subscription().cancel();
        recorder.subscription().cancel();
        time.runReady();

        assertThat(recorder.signals).isEmpty();
        assertThat(task.exception()).isSameAs(thrown);
    }

    @Test
    void cancel_suppressed_forgetsTheSubscriber() {
        LoopFuture<Object> future = loop.createFuture();
        WeakReference<Recorder> left = subscribeAndCancel(future);

        await().until(() -> {
            System.gc();
            return left.get() == null;
        });
        assertThat(future.isDone()).isFalse();
    }

    private static WeakReference<Recorder> subscribeAndCancel(LoopFuture<Object> future) {
        Recorder leaving = new Recorder();
        aside(future).subscribe(leaving);
        leaving.subscription().cancel();
        return new WeakReference<>(leaving);
    }

    @Test
    void cancel_thatTheTaskRefuses_discardsItsResult() {
        Task<Object> task = loop.createTask(() -> {
            try {
                return await(Tasks.sleep(HOUR, "worked"));
            } catch (CancelledError refused) {
                return "all the same";
            }
        });
        of(task).subscribe(recorder);
        time.runReady();

        recorder.subscription().cancel();
        time.runReady();

        assertThat(recorder.signals).containsExactly("discarded all the same");
    }

    @Test
    void cancel_inOnSubscribe_cancelsTheTaskSilently() {
        Task<Object> task = anHourOfWork();
        recorder.onSubscribe = LoopSubscription::cancel;

        of(task).subscribe(recorder);
        time.runReady();

        assertThat(task.isCancelled()).isTrue();
        assertThat(recorder.signals).isEmpty();
    }

    @Test
    void close_inFlight_isAnError() {
        of(anHourOfWork()).subscribe(recorder);
        time.runReady();

        loop.close();

        assertThat(recorder.signals).singleElement().isInstanceOf(LoopClosedException.class);
    }

    @Test
    void shutdown_inFlight_isAnErrorOfTheCloseThoughItCancelsTheTask() {
        Task<Object> task = anHourOfWork();
        of(task).subscribe(recorder);
        time.runReady();

        loop.shutdown(Duration.ZERO);

        assertThat(task.isCancelled()).isTrue();
        assertThat(recorder.signals).singleElement().isInstanceOf(LoopClosedException.class);
    }

    @Test
    void cancel_byAListenerOfTheClose_isSilent() {
        of(anHourOfWork()).subscribe(recorder);
        time.runReady();
        loop.onClose(closed -> recorder.subscription().cancel());

        loop.close();

        assertThat(recorder.signals).isEmpty();
    }

    @Test
    void close_withAPlainFutureInFlight_isAnError() {
        of(loop.createFuture()).subscribe(recorder);

        loop.close();

        assertThat(recorder.signals).singleElement().isInstanceOf(LoopClosedException.class);
    }

    @Test
    void subscribe_pendingFutureOfAClosedLoop_isAnError() {
        loop.close();

        of(loop.createFuture()).subscribe(recorder);

        assertThat(recorder.signals).singleElement().isInstanceOf(LoopClosedException.class);
    }

    @Test
    void close_afterTheSubscribersCancel_isSilent() {
        aside(anHourOfWork()).subscribe(recorder);
        time.runReady();
        recorder.subscription().cancel();

        loop.close();

        assertThat(recorder.signals).isEmpty();
    }

    @Test
    void request_afterTheEnd_deliversWhatWaited() {
        Recorder idle = Recorder.ofNone();
        of(anHourOfWork()).subscribe(idle);
        time.advance(HOUR);
        assertThat(idle.signals).isEmpty();
        assertThat(idle.subscription().isHolding()).isTrue();

        idle.subscription().request(1);

        assertThat(idle.signals).containsExactly("worked", "complete");
        assertThat(idle.subscription().isHolding()).isFalse();
    }

    @Test
    void cancel_whileTheResultWaits_discardsItOnce() {
        Recorder idle = Recorder.ofNone();
        of(anHourOfWork()).subscribe(idle);
        time.advance(HOUR);

        idle.subscription().cancel();
        idle.subscription().cancel();
        idle.subscription().request(1);

        assertThat(idle.signals).containsExactly("discarded worked");
    }

    @Test
    void request_notPositive_failsByRule3_9AndCancelsTheTask() {
        Task<Object> task = anHourOfWork();
        of(task).subscribe(recorder);
        time.runReady();

        recorder.subscription().request(0);
        time.runReady();

        assertThat(task.isCancelled()).isTrue();
        assertThat(recorder.signals).singleElement().isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void request_notPositiveInOnSubscribe_failsByRule3_9() {
        Task<Object> task = anHourOfWork();
        recorder.first = 0;
        recorder.onSubscribe = subscription -> subscription.request(-1);

        aside(task).subscribe(recorder);
        time.advance(HOUR);

        assertThat(task.result()).isEqualTo("worked");
        assertThat(recorder.signals).hasSize(1).first().isInstanceOf(IllegalArgumentException.class);
    }
}
