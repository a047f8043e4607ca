package dev.loopbridge.loop.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.Task;
import org.junit.jupiter.api.Test;

class LoopConditionTest {
    private final SyncRig rig = new SyncRig();
    private final LoopCondition condition = new LoopCondition();

    /** A task that awaits with the lock held, and traces whether it holds it again, however that ends. */
    private Task<String> spawnWaiter(String name) {
        return rig.spawn(
                name,
                () -> condition.with(() -> {
                    try {
                        condition.await();
                    } finally {
                        rig.t(name + " locked=" + condition.isLocked());
                    }
                    return null;
                }));
    }

    /** From outside the loop, which does not run. */
    private void signalLocked(int count) {
        condition.acquire();
        condition.signal(count);
        condition.release();
    }

    @Test
    void await_unlocked_isRefused() {
        assertThatThrownBy(condition::await)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("cannot wait on un-acquired lock; call it inside with()");
    }

    @Test
    void signal_unlocked_isRefused() {
        assertThatThrownBy(condition::signal)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("cannot notify on un-acquired lock; call it inside with()");
        assertThatThrownBy(condition::signalAll)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("cannot notify on un-acquired lock; call it inside with()");
    }

    @Test
    void acquire_idle_doesNotSuspend() {
        rig.assertDoesNotSuspend(condition::acquire);

        assertThat(condition.isLocked()).isTrue();
        assertThat(condition).hasToString("<LoopCondition [locked]>");
        condition.release();
        assertThat(condition).hasToString("<LoopCondition [unlocked]>");
    }

    @Test
    void await_always_givesTheLockUpMeanwhile() {
        spawnWaiter("waiter");

        rig.iterate(1);

        assertThat(condition).hasToString("<LoopCondition [unlocked, waiters:1]>");
    }

    @Test
    void signal_one_wakesTheFirstWithTheLockHeld() {
        spawnWaiter("a");
        spawnWaiter("b");
        rig.iterate(1);

        signalLocked(1);
        rig.iterate(3);

        rig.assertTrace("a locked=true", "a");
        assertThat(condition).hasToString("<LoopCondition [unlocked, waiters:1]>");
    }

    @Test
    void signal_zeroOrNegative_wakesNobody() {
        spawnWaiter("a");
        rig.iterate(1);

        signalLocked(0);
        signalLocked(-1);
        rig.iterate(3);

        rig.assertTrace();
    }

    @Test
    void signal_moreThanThereAre_wakesAll() {
        spawnWaiter("a");
        spawnWaiter("b");
        rig.iterate(1);

        signalLocked(7);
        rig.iterate(3);

        rig.assertTrace("a locked=true", "a", "b locked=true", "b");
    }

    @Test
    void signalAll_whileTheSignallerHoldsTheLock_letsNobodyGoOn() {
        spawnWaiter("a");
        spawnWaiter("b");
        rig.iterate(1);

        rig.run(() -> condition.with(() -> {
            condition.signalAll();
            for (int i = 0; i < 5; i++) {
                Tasks.yieldNow();
            }
            rig.t("signaller gives the lock up");
            return null;
        }));
        rig.iterate(3);

        rig.assertTrace("signaller gives the lock up", "a locked=true", "a", "b locked=true", "b");
    }

    @Test
    void await_cancelled_takesTheLockAgainFirst() {
        Task<String> waiter = spawnWaiter("waiter");
        rig.iterate(1);
        condition.acquire();

        waiter.cancel("why");
        rig.iterate(3);
        rig.assertTrace();
        condition.release();
        rig.iterate(1);

        rig.assertTrace("waiter locked=true", "waiter cancelled: why");
        assertThat(condition).hasToString("<LoopCondition [unlocked]>");
    }

    @Test
    void await_cancelledAgainWhileItTakesTheLock_remembersTheLast() {
        Task<String> waiter = spawnWaiter("waiter");
        rig.iterate(1);
        condition.acquire();

        waiter.cancel("while it waited");
        rig.iterate(1);
        waiter.cancel("while it took the lock");
        rig.iterate(1);
        waiter.cancel("once more");
        rig.iterate(1);
        rig.assertTrace();
        condition.release();
        rig.iterate(1);

        rig.assertTrace("waiter locked=true", "waiter cancelled: once more");
    }

    @Test
    void await_cancelledAfterItWasSignalled_passesTheSignalOn() {
        Task<String> first = spawnWaiter("first");
        spawnWaiter("second");
        rig.iterate(1);

        signalLocked(1);
        first.cancel();
        rig.iterate(3);

        rig.assertTrace("first locked=true", "first cancelled", "second locked=true", "second");
    }

    @Test
    void await_cancelledWhileItTakesTheLockAfterASignal_passesTheSignalOn() {
        Task<String> first = spawnWaiter("first");
        spawnWaiter("second");
        rig.iterate(1);
        condition.acquire();
        condition.signal();
        rig.iterate(1);

        first.cancel();
        rig.iterate(1);
        condition.release();
        rig.iterate(3);

        rig.assertTrace("first locked=true", "first cancelled", "second locked=true", "second");
    }

    @Test
    void await_outsideACoroutine_isRefusedAndKeepsTheLock() {
        condition.acquire();

        assertThatThrownBy(condition::await)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(SyncRig.OUTSIDE_A_COROUTINE);
        assertThat(condition).hasToString("<LoopCondition [locked]>");
    }

    @Test
    void await_onAnotherLoop_isRefusedAndKeepsTheLock() {
        spawnWaiter("here");
        rig.iterate(1);
        EventLoop other = SyncRig.otherLoop();

        Throwable refused = catchThrowable(() -> other.runUntilComplete(() -> {
            condition.acquire();
            condition.await();
            return 1;
        }));

        assertThat(refused)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "<LoopCondition [locked, waiters:1]> is bound to a different event loop, \"api\", and cannot"
                                + " wait on \"other\"; make one for each loop");
        assertThat(condition.isLocked()).isTrue();
    }

    @Test
    void new_onALock_sharesIt() {
        LoopLock lock = new LoopLock();
        LoopCondition empty = new LoopCondition(lock);
        LoopCondition full = new LoopCondition(lock);
        rig.spawn(
                "waits for empty",
                () -> empty.with(() -> {
                    empty.await();
                    return null;
                }));
        rig.iterate(1);

        rig.run(() -> full.with(() -> {
            assertThat(empty.isLocked()).isTrue();
            full.signalAll();
            empty.signal();
            return null;
        }));
        rig.iterate(2);

        rig.assertTrace("waits for empty");
        assertThat(lock.isLocked()).isFalse();
        assertThatThrownBy(() -> new LoopCondition(null)).hasMessage("lock");
    }

    @Test
    void awaitUntil_holds_doesNotSuspend() {
        condition.acquire();

        rig.assertDoesNotSuspend(() -> condition.awaitUntil(() -> true));
        rig.assertDoesNotSuspend(() -> condition.awaitNonNull(() -> 1));
    }

    @Test
    void awaitUntil_signalledTooEarly_waitsOn() {
        int[] count = {0};
        rig.spawn(
                "waiter",
                () -> condition.with(() -> {
                    condition.awaitUntil(() -> {
                        rig.t("asked at " + count[0]);
                        return count[0] == 2;
                    });
                    return null;
                }));

        rig.iterate(1);
        count[0] = 1;
        signalLocked(1);
        rig.iterate(1);
        rig.assertTrace("asked at 0", "asked at 1");
        count[0] = 2;
        signalLocked(1);
        rig.iterate(1);

        rig.assertTrace("asked at 2", "waiter");
    }

    @Test
    void awaitNonNull_signalled_returnsTheValue() {
        String[] value = {null};
        rig.spawn("waiter", () -> rig.t(condition.<String>with(() -> condition.awaitNonNull(() -> value[0]))));
        rig.iterate(1);
        signalLocked(1);
        rig.iterate(2);
        rig.assertTrace();

        value[0] = "value";
        signalLocked(1);
        rig.iterate(2);

        rig.assertTrace("value", "waiter");
    }

    @Test
    void awaitUntil_unlocked_asksBeforeItIsRefused() {
        assertThatThrownBy(() -> condition.awaitUntil(() -> {
                    rig.t("asked");
                    return false;
                }))
                .hasMessage("cannot wait on un-acquired lock; call it inside with()");
        rig.assertTrace("asked");
    }

    @Test
    void close_whileAnotherHoldsTheLock_unwindsBothAndFreesIt() {
        spawnWaiter("waiter");
        rig.iterate(1);
        rig.spawn(
                "holder",
                () -> condition.with(() -> {
                    Tasks.yieldNow();
                    return null;
                }));
        rig.iterate(1);

        rig.loop.close();

        rig.assertTrace("waiter locked=true", "waiter unwound", "holder unwound");
        assertThat(condition).hasToString("<LoopCondition [unlocked]>");
    }

    @Test
    void close_whileTheSignalledOnesWaitForTheLock_unwindsAllAndFreesIt() {
        spawnWaiter("a");
        spawnWaiter("b");
        rig.iterate(1);
        condition.acquire();
        condition.signalAll();
        rig.iterate(1);
        condition.release();

        rig.loop.close();

        rig.assertTrace("a locked=true", "a unwound", "b locked=true", "b unwound");
        assertThat(condition).hasToString("<LoopCondition [unlocked]>");
    }
}
