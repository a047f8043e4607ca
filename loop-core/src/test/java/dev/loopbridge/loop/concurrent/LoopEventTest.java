package dev.loopbridge.loop.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.Task;
import org.junit.jupiter.api.Test;

class LoopEventTest {
    private final SyncRig rig = new SyncRig();
    private final LoopEvent event = new LoopEvent();

    @Test
    void await_set_doesNotSuspend() {
        event.set();

        rig.assertDoesNotSuspend(event::await);

        assertThat(event.isSet()).isTrue();
        assertThat(event).hasToString("<LoopEvent [set]>");
    }

    @Test
    void set_severalWait_wakesThemInTheOrderInWhichTheyCame() {
        rig.spawn("a", event::await);
        rig.spawn("b", event::await);
        rig.spawn("c", event::await);
        rig.iterate(1);
        assertThat(event).hasToString("<LoopEvent [unset, waiters:3]>");

        event.set();
        rig.assertTrace();
        rig.iterate(1);

        rig.assertTrace("a", "b", "c");
    }

    @Test
    void set_clearedAtOnce_wakesThoseThatWaitedAllTheSame() {
        rig.spawn("before", event::await);
        rig.iterate(1);

        event.set();
        event.clear();
        rig.spawn("after", event::await);
        rig.iterate(2);

        rig.assertTrace("before");
        assertThat(event).hasToString("<LoopEvent [unset, waiters:1]>");
    }

    @Test
    void set_twiceInOneIteration_wakesThoseInBetween() {
        rig.run(() -> {
            rig.spawn("first", event::await);
            Tasks.yieldNow();
            event.set();
            event.clear();
            rig.spawn("second", event::await);
            Tasks.yieldNow();
            event.set();
        });
        rig.iterate(1);

        rig.assertTrace("first", "second");
    }

    @Test
    void clear_unset_doesNothing() {
        event.clear();

        assertThat(event.isSet()).isFalse();
        assertThat(event).hasToString("<LoopEvent [unset]>");
    }

    @Test
    void await_cancelled_leavesTheOthersWaiting() {
        Task<String> first = rig.spawn("first", event::await);
        rig.spawn("second", event::await);
        rig.iterate(1);

        first.cancel("why");
        rig.iterate(1);
        rig.assertTrace("first cancelled: why");
        assertThat(event).hasToString("<LoopEvent [unset, waiters:1]>");
        event.set();
        rig.iterate(1);

        rig.assertTrace("second");
    }

    @Test
    void await_wokenAndThenCancelled_isCancelled() {
        Task<String> task = rig.spawn("task", event::await);
        rig.iterate(1);

        event.set();
        task.cancel();
        rig.iterate(1);

        rig.assertTrace("task cancelled");
        assertThat(event).hasToString("<LoopEvent [set]>");
    }

    @Test
    void await_unsetOnAnotherLoop_isRefused() {
        rig.spawn("here", event::await);
        rig.iterate(1);
        EventLoop other = SyncRig.otherLoop();

        Throwable refused = catchThrowable(() -> other.runUntilComplete(() -> {
            event.await();
            return 1;
        }));

        assertThat(refused)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "<LoopEvent [unset, waiters:1]> is bound to a different event loop, \"api\", and cannot wait on"
                                + " \"other\"; make one for each loop");
    }

    @Test
    void await_unsetOutsideACoroutine_isRefused() {
        assertThatThrownBy(event::await)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(SyncRig.OUTSIDE_A_COROUTINE);
        assertThat(event).hasToString("<LoopEvent [unset]>");
    }

    @Test
    void close_whileSomeWait_unwindsThem() {
        rig.spawn("a", event::await);
        rig.spawn("b", () -> {
            try {
                event.await();
            } finally {
                event.set();
            }
        });
        rig.spawn("c", event::await);
        rig.iterate(1);

        rig.loop.close();

        rig.assertTrace("a unwound", "b unwound", "c unwound");
        assertThat(event).hasToString("<LoopEvent [set]>");
    }
}
