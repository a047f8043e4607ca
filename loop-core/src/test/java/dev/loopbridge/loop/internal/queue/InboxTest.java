package dev.loopbridge.loop.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.LoopClock;
import dev.loopbridge.loop.internal.queue.Inbox.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxTest {
    private final Inbox inbox = new Inbox();
    private final List<Runnable> taken = new ArrayList<>();
    private final Runnable first = () -> {};
    private final Runnable second = () -> {};
    private final Runnable third = () -> {};

    @Test
    void drainTo_several_isFifo() {
        assertThat(inbox.push(first, 9)).isEqualTo(Verdict.ACCEPTED);
        inbox.push(second, 9);
        inbox.push(third, 9);

        inbox.drainTo(taken::add);

        assertThat(taken).containsExactly(first, second, third);
        assertThat(inbox.isEmpty()).isTrue();
    }

    @Test
    void push_pastMaxPending_isFull() {
        inbox.push(first, 2);
        inbox.push(second, 2);

        assertThat(inbox.push(third, 2)).isEqualTo(Verdict.FULL);
        inbox.drainTo(taken::add);

        assertThat(taken).containsExactly(first, second);
        assertThat(inbox.push(third, 2)).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void park_empty_asksTheNextPushToWake() {
        assertThat(inbox.park()).isTrue();
        assertThat(inbox.isEmpty()).isTrue();

        assertThat(inbox.push(first, 9)).isEqualTo(Verdict.ACCEPTED_ASLEEP);
        inbox.wakeUpGiven();
        assertThat(inbox.push(second, 9)).isEqualTo(Verdict.ACCEPTED);

        inbox.drainTo(taken::add);
        assertThat(taken).containsExactly(first, second);
    }

    @Test
    void push_whileAWakeUpIsOwed_asksToWakeAgain() {
        inbox.park();
        inbox.push(first, 9);

        assertThat(inbox.push(second, 9)).isEqualTo(Verdict.ACCEPTED_ASLEEP);
    }

    @Test
    void park_afterAWakeUpThatNobodySaidWasGiven_isAsAlways() {
        inbox.park();
        inbox.push(first, 9);
        inbox.unpark();
        inbox.drainTo(taken::add);

        assertThat(inbox.park()).isTrue();
    }

    @Test
    void push_atTheLimitWithACancelledOneIn_isAcceptedAndTheLimitHoldsOn() {
        Inbox limited = new Inbox(/* limited= */ true, TimedCallback.class);
        Callback cancelled = new Callback(first);
        limited.push(cancelled, 1);

        cancelled.cancel();

        assertThat(limited.push(new Callback(second), 1)).isEqualTo(Verdict.ACCEPTED);
        assertThat(limited.push(third, 1)).isEqualTo(Verdict.FULL);
        limited.drainTo(taken::add);
        assertThat(taken).hasSize(2);
        assertThat(limited.push(third, 1)).isEqualTo(Verdict.ACCEPTED);
        assertThat(limited.push(third, 1)).isEqualTo(Verdict.FULL);
    }

    @Test
    void cancel_ofWhatWasTakenOut_makesNoRoom() {
        Inbox limited = new Inbox(/* limited= */ true, TimedCallback.class);
        Callback taken = new Callback(first);
        limited.push(taken, 1);
        limited.poll();

        taken.cancel();
        limited.push(second, 1);

        assertThat(limited.push(third, 1)).isEqualTo(Verdict.FULL);
    }

    @Test
    void drainTo_sinkFailingHalfWay_keepsTheRestAndStillSaysThatSomethingArrives() {
        TimedCallback arrival = new TimedCallback(new Agenda(LoopClock.system()), 0, first);
        inbox.push(second, 9);
        inbox.push(arrival, 9);

        assertThatThrownBy(() -> inbox.drainTo(item -> {
                    if (item == arrival) {
                        throw new StackOverflowError();
                    }
                    taken.add(item);
                }))
                .isInstanceOf(StackOverflowError.class);

        assertThat(inbox.size()).isEqualTo(1);
        assertThat(inbox.hasSelfQueued()).isTrue();
        inbox.drainTo(taken::add);
        assertThat(taken).containsExactly(second, arrival);
        assertThat(inbox.hasSelfQueued()).isFalse();
    }

    @Test
    void park_somethingWaits_isRefused() {
        inbox.push(first, 9);

        assertThat(inbox.park()).isFalse();
    }

    @Test
    void wakeUp_asleep_takesTheMarkAway() {
        inbox.park();

        inbox.unpark();

        assertThat(inbox.push(first, 9)).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void seal_withSomethingIn_handsItOutAndRefusesTheRest() {
        inbox.push(first, 9);
        inbox.push(second, 9);

        assertThat(inbox.isSealed()).isFalse();

        inbox.seal();
        inbox.drainTo(taken::add);
        inbox.seal();
        inbox.drainTo(taken::add);

        assertThat(taken).containsExactly(first, second);
        assertThat(inbox.isSealed()).isTrue();
        assertThat(inbox.isEmpty()).isTrue();
        assertThat(inbox.push(third, 9)).isEqualTo(Verdict.SEALED);
        inbox.drainTo(taken::add);
        assertThat(taken).hasSize(2);
        assertThat(inbox.isSealed()).isTrue();
        assertThat(inbox.park()).isFalse();
    }

    @Test
    void seal_asleep_handsOutNothing() {
        inbox.park();

        inbox.seal();
        inbox.drainTo(taken::add);
        inbox.unpark();

        assertThat(taken).isEmpty();
        assertThat(inbox.isSealed()).isTrue();
    }

    @Test
    void poll_several_isFifoAndMakesRoom() {
        inbox.push(first, 2);
        inbox.push(second, 2);

        assertThat(inbox.size()).isEqualTo(2);
        assertThat(inbox.poll()).isSameAs(first);
        assertThat(inbox.push(third, 2)).isEqualTo(Verdict.ACCEPTED);
        assertThat(inbox.poll()).isSameAs(second);
        assertThat(inbox.poll()).isSameAs(third);
        assertThat(inbox.isEmpty()).isTrue();
        assertThat(inbox.park()).isTrue();
    }

    @Test
    void push_anArrival_isSeenUntilDrained() {
        TimedCallback arrival = new TimedCallback(new Agenda(LoopClock.system()), 0, first);
        inbox.push(first, 9);
        boolean before = inbox.hasSelfQueued();

        inbox.push(arrival, 9);
        inbox.push(second, 9);

        assertThat(before).isFalse();
        assertThat(inbox.hasSelfQueued()).isTrue();
        assertThat(inbox.sizeWithoutSelfQueued()).isEqualTo(-1);
        inbox.drainTo(taken::add);
        assertThat(taken).containsExactly(first, arrival, second);
        assertThat(inbox.hasSelfQueued()).isFalse();
    }

    @Test
    void drainTo_manyMoreThanASegmentHolds_isFifo() {
        List<Runnable> many = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            int number = i;
            many.add(() -> assertThat(number).isNotNegative());
            inbox.push(many.get(i), Integer.MAX_VALUE);
        }

        inbox.drainTo(taken::add);

        assertThat(taken).containsExactlyElementsOf(many);
    }
}
