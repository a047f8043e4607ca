package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.Elsewhere;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a hand-over ends: by upstream, by downstream, by the loop, or by what one of them does wrong. */
class HandOverEndTest {
    private final List<String> reported = Collections.synchronizedList(new ArrayList<>());
    private final VirtualEventLoop time = VirtualEventLoop.create(EventLoop.builder()
            .exceptionHandler((where, context) -> reported.add(context.message() + ": " + context.exception())));
    private final EventLoop loop = time.loop();
    private final HandOverRecorder recorder = new HandOverRecorder(loop, 8);
    private final IllegalStateException mine = new IllegalStateException("mine");

    @AfterEach
    void close() {
        time.close();
        assertThat(reported).isEmpty();
    }

    private HandOverRecorder withoutDelay() {
        return new HandOverRecorder(loop, 8, /* delaysError= */ false);
    }

    /** {@return how many hear of its end} */
    private int closeAndCountListeners() {
        return loop.shutdown(Duration.ZERO).toCompletableFuture().join().listenersTold();
    }

    // By upstream.

    @Test
    void finish_withElementsWaiting_completesBehindThem() {
        recorder.begun().takeAll(1, 2);

        recorder.finish(null);
        time.runReady();

        assertThat(recorder.signals).containsExactly(1, 2, "complete");
        assertThat(recorder.upstream).containsExactly("request 8");
    }

    @Test
    void finish_withNothingWaiting_completesOnTheLoop() {
        List<Boolean> inLoop = new ArrayList<>();
        recorder.onEnd = () -> inLoop.add(loop.inLoop());
        recorder.begun(0);

        recorder.finish(null);
        assertThat(recorder.signals).isEmpty();
        time.runReady();

        assertThat(recorder.signals).containsExactly("complete");
        assertThat(inLoop).containsExactly(true);
    }

    @Test
    void finish_withoutDemandForWhatWaits_completesWhenThereIsSome() {
        recorder.begun(1).takeAll(1, 2);
        recorder.finish(null);
        time.runReady();
        assertThat(recorder.signals).containsExactly(1);

        recorder.demand(1);
        time.runReady();

        assertThat(recorder.signals).containsExactly(1, 2, "complete");
    }

    @Test
    void finish_withinDeliver_completesBehindTheElement() {
        recorder.counts = item -> {
            recorder.finish(null);
            return true;
        };
        recorder.begun().take(1);

        time.runReady();

        assertThat(recorder.signals).containsExactly(1, "complete");
    }

    @Test
    void finish_withAnErrorThatIsDelayed_failsBehindWhatWaits() {
        recorder.begun(1).takeAll(1, 2);
        recorder.finish(mine);
        time.runReady();
        assertThat(recorder.signals).containsExactly(1);

        recorder.demand(1);
        time.runReady();

        assertThat(recorder.signals).containsExactly(1, 2, mine);
        assertThat(recorder.upstream).containsExactly("request 8");
    }

    @Test
    void finish_withAnErrorThatIsNotDelayed_discardsWhatWaits() {
        HandOverRecorder undelayed = withoutDelay().begun();
        undelayed.takeAll(1, 2);

        undelayed.finish(mine);
        time.runReady();

        assertThat(undelayed.signals).containsExactly("discarded 1", "discarded 2", mine);
        assertThat(undelayed.upstream).containsExactly("request 8");
    }

    @Test
    void finish_withoutErrorWhereNoneIsDelayed_completesBehindWhatWaits() {
        HandOverRecorder undelayed = withoutDelay().begun();
        undelayed.take(1);

        undelayed.finish(null);
        time.runReady();

        assertThat(undelayed.signals).containsExactly(1, "complete");
    }

    @Test
    void finish_twice_countsOnceAndDropsTheSecondError() {
        recorder.begun();
        recorder.finish(null);

        recorder.finish(mine);
        time.runReady();

        assertThat(recorder.signals).containsExactly("dropped mine", "complete");
    }

    @Test
    void finish_twiceWithoutError_completesOnce() {
        recorder.begun();

        recorder.finish(null);
        recorder.finish(null);
        time.runReady();

        assertThat(recorder.signals).containsExactly("complete");
    }

    @Test
    void take_behindFinish_isDropped() {
        recorder.begun();
        recorder.finish(null);

        recorder.take(1);
        time.runReady();

        assertThat(recorder.signals).containsExactly("dropped 1", "complete");
    }

    @Test
    void signals_afterTheEnd_areDropped() {
        recorder.begun();
        loop.close();
        recorder.signals.clear();

        recorder.take(1);
        recorder.finish(mine);
        recorder.finish(null);

        assertThat(recorder.signals).containsExactly("dropped 1", "dropped mine");
    }

    @Test
    void finish_always_leavesNoListenerBehind() {
        recorder.begun();
        recorder.finish(null);
        time.runReady();

        assertThat(closeAndCountListeners()).isZero();
        assertThat(recorder.signals).containsExactly("complete");
    }

    @Test
    void demand_ofNoneAfterTheEnd_isNoFailure() {
        recorder.begun();
        recorder.finish(null);
        time.runReady();

        recorder.demand(0);
        time.runReady();

        assertThat(recorder.failure()).isNull();
        assertThat(recorder.signals).containsExactly("complete");
        assertThat(recorder.upstream).containsExactly("request 8");
    }

    @Test
    void demand_ofNoneBehindTheErrorOfUpstream_keepsThatErrorAndDiscardsWhatWaits() {
        recorder.begun(0).take(1);
        recorder.finish(mine);

        recorder.demand(0);
        time.runReady();

        assertThat(recorder.signals).containsExactly("discarded 1", mine);
        assertThat(recorder.upstream).containsExactly("request 8");
    }

    // By downstream.

    @Test
    void stop_withElementsWaiting_discardsThemAtOnceAndIsSilent() {
        recorder.begun().takeAll(1, 2);

        recorder.stop();

        assertThat(recorder.signals).containsExactly("discarded 1", "discarded 2");
        assertThat(recorder.upstream).containsExactly("request 8", "cancel");
        assertThat(recorder.waiting()).isZero();
    }

    @Test
    void stop_twice_cancelsUpstreamOnce() {
        recorder.begun();

        recorder.stop();
        recorder.stop();

        assertThat(recorder.upstream).containsExactly("request 8", "cancel");
    }

    @Test
    void stop_always_leavesNoListenerBehind() {
        recorder.begun();

        recorder.stop();

        assertThat(closeAndCountListeners()).isZero();
        assertThat(recorder.signals).isEmpty();
    }

    @Test
    void stop_behindFinish_doesNotCancelUpstreamAndIsSilent() {
        recorder.begun(0).take(1);
        recorder.finish(mine);

        recorder.stop();
        time.runReady();

        assertThat(recorder.signals).containsExactly("discarded 1");
        assertThat(recorder.upstream).containsExactly("request 8");
    }

    @Test
    void stop_afterTheEnd_isNoCancel() {
        recorder.begun();
        recorder.finish(null);
        time.runReady();

        recorder.stop();

        assertThat(recorder.isCancelled()).isFalse();
        assertThat(recorder.isTerminated()).isTrue();
        assertThat(recorder.upstream).containsExactly("request 8");
    }

    @Test
    void stop_withinDeliver_discardsTheRestBehindTheElement() {
        List<Object> atTheCancel = new ArrayList<>();
        recorder.counts = item -> {
            recorder.stop();
            atTheCancel.addAll(recorder.signals);
            return true;
        };
        recorder.begun().takeAll(1, 2);

        time.runReady();

        assertThat(atTheCancel).containsExactly(1);
        assertThat(recorder.signals).containsExactly(1, "discarded 2");
        assertThat(recorder.upstream).containsExactly("request 8", "cancel");
    }

    @Test
    void stop_withinSubscribeDownstream_asksForNothing() {
        recorder.onSubscribe = recorder::stop;

        recorder.begun(0);

        assertThat(recorder.upstream).containsExactly("cancel");
        assertThat(closeAndCountListeners()).isZero();
        assertThat(recorder.signals).isEmpty();
    }

    /** A cancel of upstream that throws keeps nothing from its fate. */
    @Test
    void stop_upstreamThrowingAtItsCancel_discardsWhatWaits() {
        recorder.onCancel = () -> {
            throw mine;
        };
        recorder.begun().take(1);

        assertThatThrownBy(recorder::stop).isSameAs(mine);

        assertThat(recorder.signals).containsExactly("discarded 1");
    }

    @Test
    void signals_afterACancel_areDiscardedOrDropped() {
        recorder.begun();
        recorder.stop();

        recorder.take(1);
        recorder.finish(mine);
        recorder.finish(null);
        time.runReady();

        assertThat(recorder.signals).containsExactly("discarded 1", "dropped mine");
    }

    @Test
    void deliver_thatThrows_isTheEndAndDiscardsTheRest() {
        recorder.counts = item -> {
            throw mine;
        };
        recorder.begun().takeAll(1, 2);

        time.runReady();

        assertThat(recorder.signals).containsExactly(1, "discarded 2", mine);
        assertThat(recorder.upstream).containsExactly("request 8", "cancel");
    }

    @Test
    void deliver_thatThrowsBehindTheEndOfUpstream_isTheEndAndCancelsNothing() {
        recorder.counts = item -> {
            throw mine;
        };
        recorder.begun().take(1);
        recorder.finish(null);

        time.runReady();

        assertThat(recorder.signals).containsExactly(1, mine);
        assertThat(recorder.upstream).containsExactly("request 8");
    }

    @Test
    void deliver_thatCancelsAndThrows_isSilent() {
        recorder.counts = item -> {
            recorder.stop();
            throw mine;
        };
        recorder.begun().takeAll(1, 2);

        time.runReady();

        assertThat(recorder.signals).containsExactly(1, "discarded 2");
        assertThat(recorder.upstream).containsExactly("request 8", "cancel");
    }

    @Test
    void request_ofUpstreamThrowing_isTheEnd() {
        HandOverRecorder one = new HandOverRecorder(loop, 1);
        one.onRequest = n -> {
            if (one.upstream.size() > 1) {
                throw mine;
            }
        };
        one.begun().take(1);

        time.runReady();

        assertThat(one.signals).containsExactly(1, mine);
        assertThat(one.upstream).containsExactly("request 1", "request 1", "cancel");
    }

    @Test
    void subscribeDownstream_throwing_isThrownOnAndEndsNothing() {
        recorder.onSubscribe = () -> {
            throw mine;
        };

        assertThatThrownBy(() -> recorder.begun(0)).isSameAs(mine);
        recorder.take(1);
        recorder.stop();

        assertThat(recorder.signals).containsExactly("discarded 1");
    }

    /** Nobody hears of the close then, but each element has its fate. */
    @Test
    void close_afterSubscribeDownstreamThrew_discardsWhatWaits() {
        recorder.onSubscribe = () -> {
            throw mine;
        };
        assertThatThrownBy(() -> recorder.begun(0)).isSameAs(mine);
        recorder.demand(1);
        recorder.take(1);

        loop.close();

        assertThat(recorder.signals).startsWith("discarded 1");
    }

    @Test
    void discard_throwing_isReportedAndTheRestHasItsFate() {
        recorder.onDiscard = item -> {
            throw mine;
        };
        recorder.begun().takeAll(1, 2);

        loop.close();

        assertThat(recorder.signals)
                .startsWith("discarded 1", "discarded 2")
                .hasSize(3)
                .last()
                .isInstanceOf(LoopClosedException.class);
        assertThat(reported)
                .containsExactly(
                        "Exception in a hook of handOver: " + mine, "Exception in a hook of handOver: " + mine);
        reported.clear();
    }

    @Test
    void complete_throwing_isReportedByItsNameAndIsTheEnd() {
        recorder.onEnd = () -> {
            throw mine;
        };
        recorder.begun();
        recorder.finish(null);

        time.runReady();
        loop.close();

        assertThat(recorder.signals).containsExactly("complete");
        assertThat(reported).containsExactly("Exception in callback handOver: " + mine);
        reported.clear();
    }

    // By the loop.

    @Test
    void close_withElementsWaiting_discardsThemAndFailsOnce() {
        recorder.begun().takeAll(1, 2);

        loop.close();

        assertThat(recorder.signals)
                .startsWith("discarded 1", "discarded 2")
                .hasSize(3)
                .last()
                .isInstanceOf(LoopClosedException.class);
        assertThat(recorder.upstream).containsExactly("request 8", "cancel");
    }

    @Test
    void close_withNothingWaiting_failsOnce() {
        recorder.begun();

        loop.close();

        assertThat(recorder.signals).singleElement().isInstanceOf(LoopClosedException.class);
        assertThat(recorder.upstream).containsExactly("request 8", "cancel");
    }

    @Test
    void close_behindTheErrorOfUpstream_keepsThatErrorThoughItIsDelayed() {
        recorder.begun().take(1);
        recorder.finish(mine);

        loop.close();

        assertThat(recorder.signals).containsExactly("discarded 1", mine);
        assertThat(recorder.upstream).containsExactly("request 8");
    }

    @Test
    void close_behindTheEndOfUpstreamWithNothingWaiting_completes() {
        recorder.begun();
        recorder.finish(null);

        loop.close();

        assertThat(recorder.signals).containsExactly("complete");
    }

    @Test
    void close_behindTheEndOfUpstreamWithElementsWaiting_fails() {
        recorder.begun().take(1);
        recorder.finish(null);

        loop.close();

        assertThat(recorder.signals)
                .hasSize(2)
                .startsWith("discarded 1")
                .last()
                .isInstanceOf(LoopClosedException.class);
    }

    @Test
    void close_beforeTheSubscription_failsAndAsksForNothing() {
        List<Boolean> subscribed = new ArrayList<>();
        recorder.onSubscribe = () -> subscribed.add(recorder.signals.isEmpty());
        loop.close();

        recorder.begun(0);

        assertThat(subscribed).containsExactly(true);
        assertThat(recorder.signals).singleElement().isInstanceOf(LoopClosedException.class);
        assertThat(recorder.upstream).containsExactly("cancel");
    }

    @Test
    void close_withinSubscribeDownstream_failsBehindIt() {
        List<Integer> within = new ArrayList<>();
        recorder.onSubscribe = () -> {
            recorder.demand(1);
            recorder.take(1);
            loop.close();
            within.add(recorder.signals.size());
        };

        recorder.begun(0);

        assertThat(within).containsExactly(0);
        assertThat(recorder.signals)
                .hasSize(2)
                .startsWith("discarded 1")
                .last()
                .isInstanceOf(LoopClosedException.class);
        assertThat(recorder.upstream).containsExactly("cancel");
    }

    @Test
    void shutdown_withinDeliver_failsBehindTheTurn() {
        recorder.counts = item -> {
            loop.shutdown(Duration.ZERO);
            return true;
        };
        recorder.begun(1).takeAll(1, 2);

        loop.runForever();

        assertThat(recorder.signals)
                .hasSize(3)
                .startsWith(1, "discarded 2")
                .last()
                .isInstanceOf(LoopClosedException.class);
    }

    @Test
    void close_afterACancel_isSilent() {
        recorder.begun().take(1);
        recorder.stop();

        loop.close();

        assertThat(recorder.signals).containsExactly("discarded 1");
        assertThat(recorder.upstream).containsExactly("request 8", "cancel");
    }

    @Test
    void close_upstreamThrowingAtItsCancel_failsAllTheSame() {
        recorder.onCancel = () -> {
            throw mine;
        };
        recorder.begun().take(1);

        loop.close();

        assertThat(recorder.signals)
                .hasSize(2)
                .startsWith("discarded 1")
                .last()
                .isInstanceOf(LoopClosedException.class);
        assertThat(reported).singleElement().asString().endsWith(": " + mine);
        reported.clear();
    }

    @Test
    void take_refusedByAFullLoop_isTheEnd() {
        try (EventLoop full = EventLoop.builder().name("full").maxPending(1).build()) {
            HandOverRecorder refused = new HandOverRecorder(full, 8).begun();
            full.execute(() -> {});

            refused.take(1);

            assertThat(refused.signals).hasSize(2).startsWith("discarded 1");
            assertThat(refused.signals.get(1))
                    .isExactlyInstanceOf(RejectedExecutionException.class)
                    .isSameAs(refused.failure())
                    .asString()
                    .contains("Event loop \"full\" has 1 submissions waiting");
            assertThat(refused.upstream).containsExactly("request 8", "cancel");
        }
    }

    /** The loop does not come round to its close: the end comes on another thread, and once. */
    @Test
    void shutdown_ofALoopThatIsKept_isToldAllTheSame() {
        List<Boolean> inLoop = Collections.synchronizedList(new ArrayList<>());
        recorder.onEnd = () -> inLoop.add(loop.inLoop());
        recorder.begun();
        loop.execute(() -> {
            recorder.take(1);
            loop.shutdown(Duration.ZERO);
            Elsewhere.await(recorder.ended);
        });

        loop.runForever();

        assertThat(recorder.signals)
                .hasSize(2)
                .startsWith("discarded 1")
                .last()
                .isInstanceOf(LoopClosedException.class);
        assertThat(inLoop).containsExactly(false);
        assertThat(recorder.upstream).containsExactly("request 8", "cancel");
    }

    /** It is downstream itself that keeps the loop: upstream hears of it at once, downstream when it returns. */
    @Test
    void shutdown_ofALoopKeptByDeliver_failsBehindTheElement() {
        List<Object> atTheCancel = new ArrayList<>();
        recorder.counts = item -> {
            loop.shutdown(Duration.ZERO);
            Elsewhere.await(recorder.left);
            atTheCancel.addAll(recorder.signals);
            return true;
        };
        recorder.begun().takeAll(1, 2);

        loop.runForever();

        assertThat(atTheCancel).containsExactly(1);
        assertThat(recorder.signals)
                .hasSize(3)
                .startsWith(1, "discarded 2")
                .last()
                .isInstanceOf(LoopClosedException.class);
    }

    // What is shown of it.

    @Test
    void isTerminated_overTime_isTrueFromTheEndOn() {
        recorder.begun();
        assertThat(recorder.isTerminated()).isFalse();

        recorder.finish(null);
        assertThat(recorder.isTerminated()).isFalse();
        time.runReady();

        assertThat(recorder.isTerminated()).isTrue();
        assertThat(recorder.isCancelled()).isFalse();
    }

    @Test
    void isCancelled_afterACancel_isTrueAndItIsNotTerminated() {
        recorder.begun();
        assertThat(recorder.isCancelled()).isFalse();

        recorder.stop();

        assertThat(recorder.isCancelled()).isTrue();
        assertThat(recorder.isTerminated()).isFalse();
    }

    @Test
    void failure_ofUpstream_isItsError() {
        recorder.begun().take(1);
        assertThat(recorder.failure()).isNull();

        recorder.finish(mine);

        assertThat(recorder.failure()).isSameAs(mine);
    }

    @Test
    void failure_ofTheLoop_isItsEnd() {
        recorder.begun();

        loop.close();

        assertThat(recorder.failure()).isSameAs(recorder.signals.get(0));
    }
}
