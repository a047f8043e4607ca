package dev.loopbridge.loop.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.internal.Inbox.Verdict;
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
    void fallAsleep_empty_asksTheNextPushToWake() {
        assertThat(inbox.fallAsleep()).isTrue();
        assertThat(inbox.isEmpty()).isTrue();

        assertThat(inbox.push(first, 9)).isEqualTo(Verdict.ACCEPTED_ASLEEP);
        assertThat(inbox.push(second, 9)).isEqualTo(Verdict.ACCEPTED);

        inbox.drainTo(taken::add);
        assertThat(taken).containsExactly(first, second);
    }

    @Test
    void fallAsleep_somethingWaits_isRefused() {
        inbox.push(first, 9);

        assertThat(inbox.fallAsleep()).isFalse();
    }

    @Test
    void wakeUp_asleep_takesTheMarkAway() {
        inbox.fallAsleep();

        inbox.wakeUp();

        assertThat(inbox.push(first, 9)).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void seal_withSomethingIn_handsItOutAndRefusesTheRest() {
        inbox.push(first, 9);
        inbox.push(second, 9);

        assertThat(inbox.isSealed()).isFalse();

        inbox.seal(taken::add);
        inbox.seal(taken::add);

        assertThat(taken).containsExactly(first, second);
        assertThat(inbox.isSealed()).isTrue();
        assertThat(inbox.isEmpty()).isTrue();
        assertThat(inbox.push(third, 9)).isEqualTo(Verdict.SEALED);
        inbox.drainTo(taken::add);
        assertThat(taken).hasSize(2);
        assertThat(inbox.isSealed()).isTrue();
        assertThat(inbox.fallAsleep()).isFalse();
    }

    @Test
    void seal_asleep_handsOutNothing() {
        inbox.fallAsleep();

        inbox.seal(taken::add);
        inbox.wakeUp();

        assertThat(taken).isEmpty();
        assertThat(inbox.isSealed()).isTrue();
    }
}
