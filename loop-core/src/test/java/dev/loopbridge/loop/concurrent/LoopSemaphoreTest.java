package dev.loopbridge.loop.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.Task;
import org.junit.jupiter.api.Test;

class LoopSemaphoreTest {
    private final SyncRig rig = new SyncRig();

    @Test
    void new_negative_isRefused() {
        assertThatThrownBy(() -> new LoopSemaphore(-1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Semaphore initial value must be >= 0, was -1");
        assertThatThrownBy(() -> LoopSemaphore.bounded(-2))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Semaphore initial value must be >= 0, was -2");
    }

    @Test
    void acquire_permitsLeft_doesNotSuspend() {
        LoopSemaphore semaphore = new LoopSemaphore(2);

        rig.assertDoesNotSuspend(semaphore::acquire);
        assertThat(semaphore.isLocked()).isFalse();
        assertThat(semaphore).hasToString("<LoopSemaphore [unlocked, value:1]>");
        rig.assertDoesNotSuspend(semaphore::acquire);

        assertThat(semaphore.isLocked()).isTrue();
        assertThat(semaphore).hasToString("<LoopSemaphore [locked]>");
    }

    @Test
    void release_withoutAcquire_addsAPermitUnlessBounded() {
        LoopSemaphore semaphore = new LoopSemaphore(0);
        LoopSemaphore bounded = LoopSemaphore.bounded(1);

        semaphore.release();

        assertThat(semaphore).hasToString("<LoopSemaphore [unlocked, value:1]>");
        assertThatThrownBy(bounded::release)
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "BoundedSemaphore released too many times: all 1 permits are back already; release() once for"
                                + " each acquire()");
        assertThat(bounded).hasToString("<LoopSemaphore [unlocked, value:1]>");
    }

    @Test
    void release_someWait_givesThePermitToTheFirstAtOnce() {
        LoopSemaphore semaphore = LoopSemaphore.bounded(1);
        semaphore.acquire();
        rig.spawn("first", semaphore::acquire);
        rig.spawn("second", semaphore::acquire);
        rig.iterate(1);
        assertThat(semaphore).hasToString("<LoopSemaphore [locked, waiters:2]>");

        semaphore.release();
        assertThat(semaphore.isLocked()).isTrue();
        rig.iterate(2);
        rig.assertTrace("first");
        semaphore.release();
        rig.iterate(1);

        rig.assertTrace("second");
        assertThat(semaphore).hasToString("<LoopSemaphore [locked]>");
    }

    @Test
    void acquire_newcomerWhileOthersAreToResume_queuesAndGetsThePermitThatIsLeft() {
        LoopSemaphore semaphore = new LoopSemaphore(0);
        rig.spawn("waiter", semaphore::acquire);
        rig.iterate(1);

        rig.run(() -> {
            semaphore.release();
            semaphore.release(); // one more than waited
            assertThat(semaphore).hasToString("<LoopSemaphore [locked, waiters:1]>");
            semaphore.acquire();
            rig.t("newcomer");
        });

        rig.assertTrace("waiter", "newcomer");
        assertThat(semaphore).hasToString("<LoopSemaphore [locked]>");
    }

    @Test
    void acquire_severalNewcomersBehindOneThatResumes_getAllPermitsThatAreLeft() {
        LoopSemaphore semaphore = new LoopSemaphore(0);
        rig.spawn("waiter", semaphore::acquire);
        rig.iterate(1);
        rig.spawn("a", semaphore::acquire);
        rig.spawn("b", semaphore::acquire);
        rig.loop.callSoon(() -> rig.t("end of the first iteration"));

        for (int i = 0; i < 4; i++) {
            semaphore.release();
        }
        rig.iterate(1);
        rig.assertTrace("end of the first iteration", "waiter");
        rig.iterate(1);

        rig.assertTrace("a", "b");
        assertThat(semaphore).hasToString("<LoopSemaphore [unlocked, value:1]>");
    }

    @Test
    void acquire_cancelledWhileItWaits_takesNone() {
        LoopSemaphore semaphore = new LoopSemaphore(0);
        Task<String> first = rig.spawn("first", semaphore::acquire);
        rig.spawn("second", semaphore::acquire);
        rig.iterate(1);

        first.cancel("why");
        semaphore.release();
        rig.iterate(1);

        rig.assertTrace("first cancelled: why", "second");
        assertThat(semaphore).hasToString("<LoopSemaphore [locked]>");
    }

    @Test
    void acquire_cancelledAfterItWasGivenOne_passesItOn() {
        LoopSemaphore semaphore = new LoopSemaphore(0);
        Task<String> first = rig.spawn("first", semaphore::acquire);
        rig.spawn("second", semaphore::acquire);
        rig.iterate(1);

        semaphore.release();
        first.cancel();
        rig.iterate(2);

        rig.assertTrace("first cancelled", "second");
        assertThat(semaphore).hasToString("<LoopSemaphore [locked]>");
    }

    @Test
    void acquire_allCancelledAfterTheyWereGivenOne_givesAllBack() {
        LoopSemaphore semaphore = LoopSemaphore.bounded(2);
        semaphore.acquire();
        semaphore.acquire();
        Task<String> first = rig.spawn("first", semaphore::acquire);
        Task<String> second = rig.spawn("second", semaphore::acquire);
        rig.iterate(1);

        semaphore.release();
        semaphore.release();
        first.cancel();
        second.cancel();
        rig.iterate(1);

        rig.assertTrace("first cancelled", "second cancelled");
        assertThat(semaphore).hasToString("<LoopSemaphore [unlocked, value:2]>");
    }

    @Test
    void isLocked_onlyCancelledOnesInTheLine_isFalse() {
        LoopSemaphore semaphore = new LoopSemaphore(0);
        rig.run(() -> {
            Task<String> waiter = rig.spawn("waiter", semaphore::acquire);
            Tasks.yieldNow();
            waiter.cancel();
            semaphore.release();

            assertThat(semaphore.isLocked()).isFalse();
            semaphore.acquire();
            rig.t("took it at once");
        });
        rig.iterate(1);

        rig.assertTrace("took it at once", "waiter cancelled");
        assertThat(semaphore).hasToString("<LoopSemaphore [locked]>");
    }

    @Test
    void acquire_contendedOnAnotherLoop_isRefused() {
        LoopSemaphore semaphore = new LoopSemaphore(0);
        rig.spawn("here", semaphore::acquire);
        rig.iterate(1);
        EventLoop other = SyncRig.otherLoop();

        Throwable refused = catchThrowable(() -> other.runUntilComplete(() -> semaphore.with(() -> 1)));

        assertThat(refused)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "<LoopSemaphore [locked, waiters:1]> is bound to a different event loop, \"api\", and cannot"
                                + " wait on \"other\"; make one for each loop");
    }

    @Test
    void acquire_contendedOutsideACoroutine_isRefused() {
        LoopSemaphore semaphore = new LoopSemaphore(0);

        assertThatThrownBy(semaphore::acquire)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(SyncRig.OUTSIDE_A_COROUTINE);
        assertThat(semaphore).hasToString("<LoopSemaphore [locked]>");
    }

    @Test
    void with_always_givesThePermitBack() {
        LoopSemaphore semaphore = LoopSemaphore.bounded(1);
        Exception failure = new Exception("checked");

        assertThat(semaphore.<String>with(semaphore::toString)).isEqualTo("<LoopSemaphore [locked]>");
        assertThat(catchThrowable(() -> semaphore.with(() -> {
                    throw failure;
                })))
                .isSameAs(failure);

        assertThat(semaphore).hasToString("<LoopSemaphore [unlocked, value:1]>");
    }

    @Test
    void close_whileSomeHoldAndSomeWait_unwindsThemAndHasAllPermitsBack() {
        LoopSemaphore semaphore = LoopSemaphore.bounded(2);
        for (String name : new String[] {"a", "b", "c", "d"}) {
            rig.spawn(
                    name,
                    () -> semaphore.with(() -> {
                        Tasks.yieldNow();
                        return null;
                    }));
        }
        rig.iterate(1);

        rig.loop.close();

        rig.assertTrace("a unwound", "b unwound", "c unwound", "d unwound");
        assertThat(semaphore).hasToString("<LoopSemaphore [unlocked, value:2]>");
    }

    @Test
    void close_afterAWaiterWasGivenAPermit_hasItBack() {
        LoopSemaphore semaphore = new LoopSemaphore(0);
        rig.spawn("given", () -> semaphore.with(() -> 1));
        rig.iterate(1);
        semaphore.release();

        rig.loop.close();

        rig.assertTrace("given unwound");
        assertThat(semaphore).hasToString("<LoopSemaphore [unlocked, value:1]>");
    }
}
