package dev.loopbridge.loop.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.Task;
import org.junit.jupiter.api.Test;

class LoopBarrierTest {
    private final SyncRig rig = new SyncRig();

    private Task<String> spawnWaiter(String name, LoopBarrier barrier) {
        return rig.spawn(name, () -> rig.t(name + "=" + barrier.await()));
    }

    @Test
    void new_noParties_isRefused() {
        assertThatThrownBy(() -> new LoopBarrier(0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("parties must be > 0, was 0");
    }

    @Test
    void new_always_isFilling() {
        LoopBarrier barrier = new LoopBarrier(3);

        assertThat(barrier.parties()).isEqualTo(3);
        assertThat(barrier.waiting()).isZero();
        assertThat(barrier.isBroken()).isFalse();
        assertThat(barrier).hasToString("<LoopBarrier [filling, waiters:0/3]>");
    }

    @Test
    void await_onlyParty_doesNotSuspend() {
        LoopBarrier barrier = new LoopBarrier(1);

        rig.assertDoesNotSuspend(() -> assertThat(barrier.await()).isZero());
        rig.assertDoesNotSuspend(() -> assertThat(barrier.await()).isZero());
    }

    @Test
    void await_lastParty_doesNotSuspendAndReleasesTheOthers() {
        LoopBarrier barrier = new LoopBarrier(3);
        spawnWaiter("a", barrier);
        spawnWaiter("b", barrier);
        rig.iterate(1);
        assertThat(barrier.waiting()).isEqualTo(2);
        assertThat(barrier).hasToString("<LoopBarrier [filling, waiters:2/3]>");

        rig.assertDoesNotSuspend(() -> {
            assertThat(barrier.await()).isEqualTo(2);
            assertThat(barrier.waiting()).isZero();
            assertThat(barrier).hasToString("<LoopBarrier [draining, waiters:0/3]>");
        });
        rig.iterate(2);

        rig.assertTrace("a=0", "a", "b=1", "b");
        assertThat(barrier).hasToString("<LoopBarrier [filling, waiters:0/3]>");
    }

    @Test
    void await_whileTheLastRoundDrains_waitsForTheNext() {
        LoopBarrier barrier = new LoopBarrier(2);
        spawnWaiter("a", barrier);
        rig.iterate(1);

        rig.run(() -> {
            rig.t("last=" + barrier.await());
            spawnWaiter("b", barrier);
            rig.t("again=" + barrier.await());
        });
        rig.iterate(2);

        rig.assertTrace("last=1", "a=0", "a", "again=1", "b=0", "b");
    }

    @Test
    void await_fourTasksOnTwoParties_makesTwoRounds() {
        LoopBarrier barrier = new LoopBarrier(2);
        for (String name : new String[] {"a", "b", "c", "d"}) {
            spawnWaiter(name, barrier);
        }

        rig.iterate(8);

        assertThat(rig.trace).contains("a=0", "b=1", "c=0", "d=1");
        assertThat(barrier).hasToString("<LoopBarrier [filling, waiters:0/2]>");
    }

    @Test
    void await_cancelledWhileItFills_noLongerCounts() {
        LoopBarrier barrier = new LoopBarrier(2);
        Task<String> first = spawnWaiter("first", barrier);
        rig.iterate(1);

        first.cancel("why");
        rig.iterate(1);
        rig.assertTrace("first cancelled: why");
        assertThat(barrier).hasToString("<LoopBarrier [filling, waiters:0/2]>");
        spawnWaiter("a", barrier);
        spawnWaiter("b", barrier);
        rig.iterate(4);

        rig.assertTrace("b=1", "b", "a=0", "a");
    }

    @Test
    void await_cancelledWhileItDrains_leavesItUsable() {
        LoopBarrier barrier = new LoopBarrier(3);
        Task<String> first = spawnWaiter("first", barrier);
        spawnWaiter("second", barrier);
        rig.iterate(1);

        rig.run(() -> {
            barrier.await();
            first.cancel();
        });
        rig.iterate(3);

        rig.assertTrace("first cancelled", "second=1", "second");
        assertThat(barrier).hasToString("<LoopBarrier [filling, waiters:0/3]>");
    }

    @Test
    void await_cancelledWhileItWaitsForTheLastRoundToDrain_leavesItUsable() {
        LoopBarrier barrier = new LoopBarrier(2);
        spawnWaiter("a", barrier);
        rig.iterate(1);
        Task<String> early = rig.spawn("early", () -> {
            barrier.await();
            barrier.await();
        });
        rig.loop.callSoon(() -> early.cancel());
        rig.iterate(4);

        rig.assertTrace("a=0", "a", "early cancelled");
        assertThat(barrier).hasToString("<LoopBarrier [filling, waiters:0/2]>");
    }

    @Test
    void reset_someWait_throwsThemOutAndIsAsNew() {
        LoopBarrier barrier = new LoopBarrier(3);
        spawnWaiter("a", barrier);
        spawnWaiter("b", barrier);
        rig.iterate(1);

        rig.assertDoesNotSuspend(barrier::reset);
        rig.iterate(2);

        rig.assertTrace(
                "a: Abort or reset of barrier <LoopBarrier [resetting, waiters:0/3]>",
                "b: Abort or reset of barrier <LoopBarrier [resetting, waiters:0/3]>");
        assertThat(barrier).hasToString("<LoopBarrier [filling, waiters:0/3]>");
    }

    @Test
    void reset_idle_changesNothing() {
        LoopBarrier barrier = new LoopBarrier(2);

        rig.assertDoesNotSuspend(barrier::reset);

        assertThat(barrier).hasToString("<LoopBarrier [filling, waiters:0/2]>");
    }

    @Test
    void reset_whileItDrains_throwsOutThoseThatHaveNotGoneOn() {
        LoopBarrier barrier = new LoopBarrier(2);
        spawnWaiter("a", barrier);
        rig.iterate(1);

        rig.run(() -> {
            barrier.await();
            barrier.reset();
        });
        rig.iterate(2);

        rig.assertTrace("a: Abort or reset of barrier <LoopBarrier [resetting, waiters:0/2]>");
        assertThat(barrier).hasToString("<LoopBarrier [filling, waiters:0/2]>");
    }

    @Test
    void await_whileItResets_waitsAndThenCounts() {
        LoopBarrier barrier = new LoopBarrier(2);
        spawnWaiter("old", barrier);
        rig.iterate(1);

        rig.run(() -> {
            barrier.reset();
            rig.spawn("partner", barrier::await);
            rig.t("new=" + barrier.await());
        });

        rig.assertTrace("old: Abort or reset of barrier <LoopBarrier [resetting, waiters:0/2]>", "new=1", "partner");
    }

    @Test
    void abort_someWait_breaksItForThemAndForAllThatCome() {
        LoopBarrier barrier = new LoopBarrier(2);
        spawnWaiter("a", barrier);
        rig.iterate(1);

        rig.assertDoesNotSuspend(barrier::abort);
        assertThat(barrier.isBroken()).isTrue();
        spawnWaiter("b", barrier);
        rig.iterate(3);

        assertThat(rig.trace)
                .containsExactlyInAnyOrder(
                        "a: Abort or reset of barrier <LoopBarrier [broken]>",
                        "b: Barrier aborted: <LoopBarrier [broken]>; reset() makes it usable again");
        assertThat(barrier).hasToString("<LoopBarrier [broken]>");
    }

    @Test
    void abort_thenReset_isUsableAgain() {
        LoopBarrier barrier = new LoopBarrier(1);
        rig.run(barrier::abort);
        assertThatThrownBy(() -> rig.run(barrier::await))
                .isExactlyInstanceOf(BarrierBrokenException.class)
                .hasMessage("Barrier aborted: <LoopBarrier [broken]>; reset() makes it usable again");

        rig.run(barrier::reset);

        rig.run(() -> assertThat(barrier.await()).isZero());
    }

    @Test
    void await_onAnotherLoop_isRefused() {
        LoopBarrier barrier = new LoopBarrier(3);
        spawnWaiter("here", barrier);
        rig.iterate(1);
        EventLoop other = SyncRig.otherLoop();

        Throwable refused = catchThrowable(() -> other.runUntilComplete(barrier::await));

        assertThat(refused)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "<LoopCondition [locked, waiters:1]> is bound to a different event loop, \"api\", and cannot"
                                + " wait on \"other\"; make one for each loop");
        assertThat(barrier).hasToString("<LoopBarrier [filling, waiters:1/3]>");
    }

    @Test
    void close_whileSomeWait_unwindsThemAndNobodyCounts() {
        LoopBarrier barrier = new LoopBarrier(3);
        spawnWaiter("a", barrier);
        spawnWaiter("b", barrier);
        rig.iterate(1);

        rig.loop.close();

        rig.assertTrace("a unwound", "b unwound");
        assertThat(barrier).hasToString("<LoopBarrier [filling, waiters:0/3]>");
    }
}
