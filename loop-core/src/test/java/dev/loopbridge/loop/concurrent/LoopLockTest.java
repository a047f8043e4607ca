package dev.loopbridge.loop.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LoopLockTest {
    private final SyncRig rig = new SyncRig();
    private final LoopLock lock = new LoopLock();

    @Test
    void acquire_idle_doesNotSuspend() {
        rig.assertDoesNotSuspend(lock::acquire);

        assertThat(lock.isLocked()).isTrue();
        assertThat(lock).hasToString("<LoopLock [locked]>");
    }

    @Test
    void acquire_idleOutsideALoop_needsNone() {
        lock.acquire();
        lock.release();

        assertThat(lock).hasToString("<LoopLock [unlocked]>");
    }

    @Test
    void release_unlocked_isRefused() {
        assertThatThrownBy(lock::release)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Lock is not acquired.");
    }

    @Test
    void acquire_several_getItInTheOrderInWhichTheyAsked() {
        lock.acquire();
        for (String name : new String[] {"a", "b", "c"}) {
            rig.spawn(
                    name,
                    () -> lock.with(() -> {
                        Tasks.yieldNow();
                        return 1;
                    }));
        }
        rig.iterate(1);

        assertThat(lock).hasToString("<LoopLock [locked, waiters:3]>");
        lock.release();
        rig.iterate(2);
        rig.assertTrace("a");
        rig.iterate(2);
        rig.assertTrace("b");
        rig.iterate(2);
        rig.assertTrace("c");
        assertThat(lock).hasToString("<LoopLock [unlocked]>");
    }

    @Test
    void acquire_byWhoJustReleased_doesNotOvertakeTheWaiter() {
        rig.spawn("owner", () -> {
            lock.acquire();
            Tasks.yieldNow();
            lock.release();
            assertThat(lock).hasToString("<LoopLock [unlocked, waiters:1]>");
            lock.acquire();
        });
        rig.spawn("waiter", () -> {
            lock.acquire();
            rig.t("waiter has it");
            lock.release();
        });

        rig.iterate(5);

        rig.assertTrace("waiter has it", "waiter", "owner");
    }

    @Test
    void acquire_cancelledWhileItWaits_leavesTheLine() {
        lock.acquire();
        Task<String> first = rig.spawn("first", lock::acquire);
        rig.spawn("second", lock::acquire);
        rig.iterate(1);

        first.cancel("why");
        lock.release();
        rig.iterate(1);
        rig.assertTrace("first cancelled: why"); // and only now the second is woken
        rig.iterate(1);

        rig.assertTrace("second");
        assertThat(lock).hasToString("<LoopLock [locked]>");
    }

    @Test
    void acquire_wokenAndThenCancelled_passesTheLockOn() {
        lock.acquire();
        Task<String> first = rig.spawn("first", lock::acquire);
        rig.spawn("second", lock::acquire);
        rig.iterate(1);

        lock.release();
        first.cancel();
        rig.iterate(1);
        rig.assertTrace("first cancelled");
        assertThat(lock).hasToString("<LoopLock [unlocked, waiters:1]>");
        rig.iterate(1);

        rig.assertTrace("second");
    }

    @Test
    void acquire_cancelledBehindOneThatWasWoken_wakesNoSecond() {
        lock.acquire();
        rig.spawn("first", lock::acquire);
        Task<String> second = rig.spawn("second", lock::acquire);
        rig.spawn("third", lock::acquire);
        rig.iterate(1);

        second.cancel(); // and so resumes before the first
        lock.release();
        rig.iterate(3);

        rig.assertTrace("second cancelled", "first");
        assertThat(lock).hasToString("<LoopLock [locked, waiters:1]>");
    }

    @Test
    void acquire_allWokenAndWaitingOnesCancelled_freesTheLock() {
        lock.acquire();
        Task<String> first = rig.spawn("first", lock::acquire);
        Task<String> second = rig.spawn("second", lock::acquire);
        rig.iterate(1);

        lock.release();
        first.cancel();
        second.cancel();
        rig.iterate(2);

        rig.assertTrace("first cancelled", "second cancelled");
        assertThat(lock).hasToString("<LoopLock [unlocked]>");
    }

    @Test
    void acquire_onlyCancelledOnesInTheLine_doesNotQueue() {
        rig.run(() -> {
            lock.acquire();
            Task<String> waiter = rig.spawn("waiter", lock::acquire);
            Tasks.yieldNow();
            waiter.cancel();
            lock.release();
            lock.acquire();
            rig.t("took it at once");
        });
        rig.iterate(1);

        rig.assertTrace("took it at once", "waiter cancelled");
        assertThat(lock).hasToString("<LoopLock [locked]>");
    }

    @Test
    void acquire_contendedOnAnotherLoop_isRefused() {
        lock.acquire();
        rig.spawn("here", lock::acquire);
        rig.iterate(1);
        EventLoop other = SyncRig.otherLoop();

        Throwable refused = catchThrowable(() -> other.runUntilComplete(() -> {
            lock.acquire();
            return 1;
        }));

        assertThat(refused)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "<LoopLock [locked, waiters:1]> is bound to a different event loop, \"api\", and cannot wait"
                                + " on \"other\"; make one for each loop");
        assertThat(lock).hasToString("<LoopLock [locked, waiters:1]>");
    }

    @Test
    void acquire_uncontendedOnOneLoopAfterTheOther_doesNotBind() {
        rig.run(lock::acquire);
        lock.release();

        SyncRig.otherLoop().runUntilComplete(() -> lock.with(() -> 1));

        rig.spawn("here", lock::acquire);
        rig.spawn("here too", lock::acquire);
        rig.iterate(1);
        lock.release();
        rig.iterate(1);
        rig.assertTrace("here", "here too");
    }

    @Test
    void acquire_contendedOutsideACoroutine_isRefusedAndLeavesNoTrace() {
        lock.acquire();

        assertThatThrownBy(lock::acquire)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(SyncRig.OUTSIDE_A_COROUTINE);
        assertThat(lock).hasToString("<LoopLock [locked]>");
    }

    @Test
    void release_onAnotherThreadThanTheRunningLoops_isRefusedAndChangesNothing() {
        try (EventLoopThread thread = EventLoopThread.start("api")) {
            EventLoop loop = thread.loop();
            LoopFuture<Boolean> held = loop.submit(() -> {
                lock.acquire();
                return true;
            });
            LoopFuture<Boolean> waits = loop.submit(() -> {
                lock.acquire();
                return true;
            });
            loop.submit(() -> held.isDone()).toCompletableFuture().join();

            assertThatThrownBy(lock::release)
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("<LoopLock [locked, waiters:1]> is for loop \"api\" itself, called from thread \""
                            + Thread.currentThread().getName() + "\" while it runs; use callSoonThreadsafe()");
            loop.callSoonThreadsafe(lock::release);

            assertThat(waits.toCompletableFuture().join()).isTrue();
        }
    }

    @Test
    void with_result_isReturnedAndTheLockReleased() {
        rig.run(() ->
                assertThat(lock.<String>with(() -> "locked=" + lock.isLocked())).isEqualTo("locked=true"));

        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void with_bodyFails_throwsTheSameAndReleases() {
        IOException failure = new IOException("checked");

        Throwable thrown = catchThrowable(() -> lock.with(() -> {
            throw failure;
        }));

        assertThat(thrown).isSameAs(failure).hasNoSuppressedExceptions();
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void with_releasedByTheBody_isRefusedAfterwards() {
        IOException failure = new IOException("checked");

        assertThatThrownBy(() -> lock.with(() -> {
                    lock.release();
                    return 1;
                }))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Lock is not acquired.");
        Throwable thrown = catchThrowable(() -> lock.with(() -> {
            lock.release();
            throw failure;
        }));

        assertThat(thrown).isSameAs(failure);
        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(second -> assertThat(second).hasMessage("Lock is not acquired."));
    }

    @Test
    void with_null_isRefusedBeforeTheLockIsTaken() {
        assertThatThrownBy(() -> lock.with(null))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage("body");
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void close_whileOneHoldsItAndOthersWait_unwindsThemAndFreesTheLock() {
        for (String name : new String[] {"holder", "first", "second"}) {
            rig.spawn(
                    name,
                    () -> lock.with(() -> {
                        Tasks.yieldNow();
                        return null;
                    }));
        }
        rig.iterate(1);

        rig.loop.close();

        rig.assertTrace("holder unwound", "first unwound", "second unwound");
        assertThat(lock).hasToString("<LoopLock [unlocked]>");
    }

    @Test
    void close_afterAWaiterWasWoken_freesTheLockForAnotherLoop() {
        lock.acquire();
        rig.spawn("woken", lock::acquire);
        rig.iterate(1);
        lock.release();

        rig.loop.close();

        rig.assertTrace("woken unwound");
        SyncRig.otherLoop().runUntilComplete(() -> lock.with(() -> 1));
        assertThat(lock).hasToString("<LoopLock [unlocked]>");
    }
}
