package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Elements on their way to a loop, and the demand for them. */
class HandOverTest {
    private final List<String> reported = new ArrayList<>();
    private final VirtualEventLoop time = VirtualEventLoop.create(EventLoop.builder()
            .exceptionHandler((where, context) -> reported.add(context.message() + ": " + context.exception())));
    private final EventLoop loop = time.loop();
    private final HandOverRecorder recorder = new HandOverRecorder(loop, 8);

    @AfterEach
    void close() {
        time.close();
        assertThat(reported).isEmpty();
    }

    private void runOneTurn() {
        loop.stop();
        loop.runForever();
    }

    @Test
    void create_withoutLoop_isRefused() {
        assertThatThrownBy(() -> new HandOverRecorder(null, 1))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("loop");
    }

    @Test
    void create_withoutPrefetch_isRefused() {
        assertThatThrownBy(() -> new HandOverRecorder(loop, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prefetch must be at least 1, was 0");
    }

    @Test
    void requirePrefetch_ofOneOrMore_givesItBack() {
        assertThat(HandOver.requirePrefetch(1)).isEqualTo(1);
        assertThat(HandOver.requirePrefetch(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    }

    // Elements.

    @Test
    void take_always_deliversInOrderOnTheLoop() {
        List<Boolean> inLoop = new ArrayList<>();
        recorder.counts = item -> inLoop.add(loop.inLoop());
        recorder.begun().takeAll(1, 2, 3);
        assertThat(recorder.signals).isEmpty();

        time.runReady();

        assertThat(recorder.signals).containsExactly(1, 2, 3);
        assertThat(inLoop).containsExactly(true, true, true);
    }

    @Test
    void take_whileTheLoopIsIdleAgain_bringsAnotherTurn() {
        recorder.begun().take(1);
        time.runReady();

        recorder.take(2);
        time.runReady();

        assertThat(recorder.signals).containsExactly(1, 2);
    }

    @Test
    void take_withinDeliver_comesBehindWhatWaits() {
        recorder.counts = item -> {
            if (item == 1) {
                recorder.take(3);
            }
            return true;
        };
        recorder.begun().takeAll(1, 2);

        time.runReady();

        assertThat(recorder.signals).containsExactly(1, 2, 3);
    }

    @Test
    void take_ofAsManyAsWereAskedFor_keepsThem() {
        recorder.begun(0).takeAll(1, 2, 3, 4, 5, 6, 7, 8);
        time.runReady();

        assertThat(recorder.waiting()).isEqualTo(8);
        assertThat(recorder.failure()).isNull();
    }

    @Test
    void take_ofMoreThanWereAskedFor_isTheRulesError() {
        recorder.begun(0).takeAll(1, 2, 3, 4, 5, 6, 7, 8);

        recorder.take(9);
        time.runReady();

        assertThat(recorder.signals)
                .startsWith("discarded 9", "discarded 1", "discarded 2")
                .hasSize(10)
                .last()
                .isInstanceOf(IllegalStateException.class)
                .hasToString("java.lang.IllegalStateException: a source sent more than the 8 elements that were asked"
                        + " for (Reactive Streams rule 1.1)");
        assertThat(recorder.upstream).containsExactly("request 8", "cancel");
    }

    /** What was delivered makes room, before it is asked for again. */
    @Test
    void take_behindDeliveries_hasRoomForAsMany() {
        recorder.begun().takeAll(1, 2, 3);
        time.runReady();

        recorder.takeAll(4, 5, 6, 7, 8, 9, 10, 11);

        assertThat(recorder.waiting()).isEqualTo(8);
        assertThat(recorder.failure()).isNull();
    }

    // Turns.

    @Test
    void run_withMoreThanATurnMayDo_letsOthersComeInBetween() {
        HandOverRecorder unlimited = new HandOverRecorder(loop, Integer.MAX_VALUE).begun();
        int all = 20 * HandOver.TURN;
        IntStream.range(0, all).forEach(unlimited::take);
        List<Integer> seen = new ArrayList<>(List.of(0));
        Runnable[] beside = new Runnable[1];
        beside[0] = () -> {
            seen.add(unlimited.signals.size());
            if (unlimited.signals.size() < all) {
                loop.execute(beside[0]);
            }
        };

        loop.execute(beside[0]);
        time.runReady();

        assertThat(unlimited.signals).hasSize(all);
        // a turn has fewer where the machine is so busy that they take a millisecond, which not each of them does
        assertThat(IntStream.range(1, seen.size()).map(turn -> seen.get(turn) - seen.get(turn - 1)))
                .isNotEmpty()
                .allMatch(delivered -> delivered <= HandOver.TURN)
                .contains(HandOver.TURN);
    }

    @Test
    void run_withElementsThatTakeLong_letsOthersComeInBetween() {
        HandOverRecorder slow = new HandOverRecorder(loop, Integer.MAX_VALUE);
        slow.counts = item -> {
            for (long began = System.nanoTime(); System.nanoTime() - began < 1_000_001; ) {
                Thread.onSpinWait();
            }
            return true;
        };
        slow.begun();
        IntStream.range(0, 20).forEach(slow::take);
        List<Integer> seen = new ArrayList<>();

        loop.execute(() -> seen.add(slow.signals.size()));
        time.runReady();

        assertThat(seen).singleElement().matches(delivered -> delivered <= 8);
        assertThat(slow.signals).hasSize(20);
    }

    /** Downstream runs the loop before it has its subscription, and is not signalled within that. */
    @Test
    void run_withinSubscribeDownstream_comesAgainBehindIt() {
        List<Integer> within = new ArrayList<>();
        recorder.onSubscribe = () -> {
            recorder.demand(2);
            recorder.takeAll(1, 2);
            runOneTurn();
            within.add(recorder.signals.size());
        };
        recorder.begun(0);

        time.runReady();

        assertThat(within).containsExactly(0);
        assertThat(recorder.signals).containsExactly(1, 2);
    }

    @Test
    void run_afterACancel_comesNoMore() {
        recorder.begun().take(1);

        recorder.stop();
        time.runReady();

        assertThat(recorder.signals).containsExactly("discarded 1");
    }

    // What upstream is asked for.

    @Test
    void begin_always_asksUpstreamForPrefetch() {
        recorder.begun(0);

        assertThat(recorder.upstream).containsExactly("request 8");
    }

    @Test
    void begin_withoutLimit_asksForAllAndNeverAgain() {
        HandOverRecorder unlimited = new HandOverRecorder(loop, Integer.MAX_VALUE).begun();

        IntStream.range(0, 1_000).forEach(unlimited::take);
        time.runReady();

        assertThat(unlimited.signals).hasSize(1_000);
        assertThat(unlimited.upstream).containsExactly("request " + Long.MAX_VALUE);
    }

    @Test
    void deliver_ofThreeQuarters_asksForAsManyAgain() {
        recorder.begun().takeAll(1, 2, 3, 4, 5);
        time.runReady();
        assertThat(recorder.upstream).containsExactly("request 8");

        recorder.takeAll(6);
        time.runReady();
        assertThat(recorder.upstream).containsExactly("request 8", "request 6");

        recorder.takeAll(7, 8, 9, 10, 11);
        time.runReady();
        assertThat(recorder.upstream).containsExactly("request 8", "request 6");

        recorder.takeAll(12);
        time.runReady();
        assertThat(recorder.upstream).containsExactly("request 8", "request 6", "request 6");
    }

    @Test
    void deliver_withAPrefetchOfOne_asksForOneAtATime() {
        HandOverRecorder one = new HandOverRecorder(loop, 1);
        one.onRequest = n -> {
            int sent = one.upstream.size();
            if (sent <= 3) {
                one.take(sent);
            }
        };
        one.begun();

        time.runReady();

        assertThat(one.signals).containsExactly(1, 2, 3);
        assertThat(one.upstream).containsExactly("request 1", "request 1", "request 1", "request 1");
    }

    @Test
    void deliver_behindTheEndOfUpstream_asksForNothing() {
        HandOverRecorder one = new HandOverRecorder(loop, 1).begun();
        one.take(1);
        one.finish(null);

        time.runReady();

        assertThat(one.signals).containsExactly(1, "complete");
        assertThat(one.upstream).containsExactly("request 1");
    }

    @Test
    void deliver_thatCancels_asksForNothing() {
        HandOverRecorder one = new HandOverRecorder(loop, 1);
        one.counts = item -> {
            one.stop();
            return true;
        };
        one.begun().take(1);

        time.runReady();

        assertThat(one.upstream).containsExactly("request 1", "cancel");
    }

    // What downstream asks for.

    @Test
    void demand_ofFewerThanWait_isKept() {
        recorder.begun(1).takeAll(1, 2, 3);
        time.runReady();
        assertThat(recorder.signals).containsExactly(1);

        recorder.demand(2);
        time.runReady();

        assertThat(recorder.signals).containsExactly(1, 2, 3);
    }

    @Test
    void demand_beforeElements_isKept() {
        recorder.begun(2);
        time.runReady();

        recorder.takeAll(1, 2, 3);
        time.runReady();

        assertThat(recorder.signals).containsExactly(1, 2);
        assertThat(recorder.waiting()).isEqualTo(1);
    }

    @Test
    void demand_withinDeliver_isServedInTheSameTurn() {
        recorder.counts = item -> {
            recorder.demand(1);
            return true;
        };
        recorder.begun(1).takeAll(1, 2, 3);

        runOneTurn();

        assertThat(recorder.signals).containsExactly(1, 2, 3);
    }

    @Test
    void demand_withinSubscribeDownstream_counts() {
        recorder.onSubscribe = () -> recorder.demand(2);
        recorder.begun(0).takeAll(1, 2, 3);

        time.runReady();

        assertThat(recorder.signals).containsExactly(1, 2);
    }

    /** It would be refused by a full loop, which would be the end. */
    @Test
    void demand_withNothingWaiting_needsNoTurn() {
        try (EventLoop full = EventLoop.builder().maxPending(1).build()) {
            HandOverRecorder idle = new HandOverRecorder(full, 8);
            full.execute(() -> {});

            idle.begun(1);

            assertThat(idle.signals).isEmpty();
            idle.stop();
        }
    }

    @Test
    void wanted_overTime_isWhatHasNotCome() {
        recorder.begun(2);
        recorder.demand(3);
        assertThat(recorder.wanted()).isEqualTo(5);

        recorder.takeAll(1, 2);
        assertThat(recorder.wanted()).isEqualTo(5);
        time.runReady();

        assertThat(recorder.wanted()).isEqualTo(3);
    }

    @Test
    void wanted_ofAll_staysAll() {
        recorder.begun(Long.MAX_VALUE - 1);
        recorder.demand(2);

        recorder.takeAll(1, 2);
        time.runReady();

        assertThat(recorder.wanted()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void wanted_ofOneLessThanAll_isCounted() {
        recorder.begun(Long.MAX_VALUE - 2);
        recorder.demand(1);
        recorder.take(1);

        time.runReady();

        assertThat(recorder.wanted()).isEqualTo(Long.MAX_VALUE - 2);
    }

    @Test
    void waiting_overTime_isWhatWasNotDelivered() {
        recorder.begun(1).takeAll(1, 2, 3);
        assertThat(recorder.waiting()).isEqualTo(3);

        time.runReady();

        assertThat(recorder.waiting()).isEqualTo(2);
    }

    @Test
    void deliver_thatDoesNotCount_letsAnotherComeInItsPlace() {
        recorder.counts = item -> item % 2 == 0;
        recorder.begun(2).takeAll(1, 2, 3, 4, 5, 6);

        time.runReady();

        assertThat(recorder.signals).containsExactly(1, 2, 3, 4);
        assertThat(recorder.wanted()).isZero();
    }

    @Test
    void deliver_thatDoesNotCount_isAskedForAgain() {
        recorder.counts = item -> false;
        recorder.begun(1).takeAll(1, 2, 3, 4, 5, 6);

        time.runReady();

        assertThat(recorder.upstream).containsExactly("request 8", "request 6");
    }

    @Test
    void demand_ofNone_isTheRulesError() {
        recorder.begun(0).take(1);

        recorder.demand(0);
        time.runReady();

        assertThat(recorder.signals)
                .hasSize(2)
                .startsWith("discarded 1")
                .last()
                .hasToString("java.lang.IllegalArgumentException: request must be > 0, was 0"
                        + " (Reactive Streams rule 3.9)");
        assertThat(recorder.upstream).containsExactly("request 8", "cancel");
    }

    @Test
    void demand_ofLessThanNone_isTheRulesErrorAndAddsNothing() {
        recorder.begun(3);

        recorder.demand(-2);
        time.runReady();

        assertThat(recorder.wanted()).isEqualTo(3);
        assertThat(recorder.signals)
                .singleElement()
                .hasToString("java.lang.IllegalArgumentException: request must be > 0, was -2"
                        + " (Reactive Streams rule 3.9)");
    }

    @Test
    void demand_ofNoneAfterACancel_isSilent() {
        recorder.begun(0);
        recorder.stop();

        recorder.demand(0);
        time.runReady();

        assertThat(recorder.signals).isEmpty();
        assertThat(recorder.upstream).containsExactly("request 8", "cancel");
    }
}
