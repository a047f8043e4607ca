package dev.loopbridge.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each on a thread of its own, because the slots are the thread's. */
class EventLoopsTest {
    @AfterEach
    void restorePolicy() {
        EventLoops.setEventLoopPolicy(null);
    }

    @Test
    void run_always_returnsTheResultAndClosesItsLoop() {
        EventLoop used = Elsewhere.call("mine", () -> EventLoops.run(EventLoops::getRunningLoop));

        assertThat(used.isClosed()).isTrue();
    }

    @Test
    void run_bodyThrowing_rethrowsAndCloses() {
        Exception failure = new Exception("checked");
        EventLoop[] used = new EventLoop[1];

        Throwable thrown = Elsewhere.call(
                "mine",
                () -> catchThrowable(() -> EventLoops.run(() -> {
                    used[0] = EventLoops.getRunningLoop();
                    throw failure;
                })));

        assertThat(thrown).isSameAs(failure);
        assertThat(used[0].isClosed()).isTrue();
    }

    @Test
    void run_insideALoop_isRefused() {
        Throwable refused = EventLoop.create().runUntilComplete(() -> catchThrowable(() -> EventLoops.run(() -> 1)));

        assertThat(refused)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("EventLoops.run() cannot be called from a running event loop");
    }

    @Test
    void run_afterwards_leavesNoLoopBehind() {
        Throwable none = Elsewhere.call("mine", () -> {
            EventLoops.run(() -> 1);
            return catchThrowable(EventLoops::getEventLoop);
        });

        assertThat(none).isExactlyInstanceOf(IllegalStateException.class).hasMessage(Loops.noLoopText("mine"));
    }

    @Test
    void getRunningLoop_outside_isRefused() {
        assertThatThrownBy(EventLoops::getRunningLoop)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("no running event loop");
    }

    @Test
    void getEventLoop_nothingSet_isRefused() {
        Throwable none = Elsewhere.call("worker", () -> catchThrowable(EventLoops::getEventLoop));

        assertThat(none).isExactlyInstanceOf(IllegalStateException.class).hasMessage(Loops.noLoopText("worker"));
    }

    @Test
    void getEventLoop_set_isThatThreadsOwn() {
        EventLoop mine = EventLoop.create();

        List<Object> seen = Elsewhere.call("mine", () -> {
            EventLoops.setEventLoop(mine);
            Throwable other = Elsewhere.call("other", () -> catchThrowable(EventLoops::getEventLoop));
            return List.of(EventLoops.getEventLoop(), other.getMessage());
        });

        assertThat(seen).containsExactly(mine, Loops.noLoopText("other"));
    }

    @Test
    void getEventLoop_afterClose_handsOutTheClosedLoop() {
        EventLoop mine = EventLoop.create();

        EventLoop got = Elsewhere.call("mine", () -> {
            EventLoops.setEventLoop(mine);
            mine.close();
            return EventLoops.getEventLoop();
        });

        assertThat(got).isSameAs(mine);
        assertThat(got.isClosed()).isTrue();
    }

    @Test
    void getEventLoop_insideALoop_isTheRunningOne() {
        EventLoop running = EventLoop.create();

        EventLoop got = Elsewhere.call("mine", () -> {
            EventLoops.setEventLoop(EventLoop.create());
            return running.runUntilComplete(EventLoops::getEventLoop);
        });

        assertThat(got).isSameAs(running);
    }

    @Test
    void setEventLoop_null_takesItAway() {
        Throwable none = Elsewhere.call("mine", () -> {
            EventLoops.setEventLoop(EventLoop.create());
            EventLoops.setEventLoop(null);
            return catchThrowable(EventLoops::getEventLoop);
        });

        assertThat(none).hasMessage(Loops.noLoopText("mine"));
    }

    @Test
    void setEventLoopPolicy_custom_makesTheLoops() {
        EventLoop made = EventLoop.create();
        EventLoopPolicy policy = () -> made;

        EventLoops.setEventLoopPolicy(policy);

        assertThat(EventLoops.getEventLoopPolicy()).isSameAs(policy);
        assertThat(EventLoops.newEventLoop()).isSameAs(made);
        EventLoops.setEventLoopPolicy(null);
        assertThat(EventLoops.newEventLoop()).isNotSameAs(made);
    }

    @Test
    void setEventLoopPolicy_thereAndBack_keepsEachPolicysSlot() {
        EventLoop mine = EventLoop.create();

        EventLoop got = Elsewhere.call("mine", () -> {
            EventLoops.setEventLoop(mine);
            EventLoops.setEventLoopPolicy(EventLoop::create);
            EventLoops.setEventLoop(EventLoop.create());
            EventLoops.setEventLoopPolicy(null);
            return EventLoops.getEventLoop();
        });

        assertThat(got).isSameAs(mine);
    }

    @Test
    void reset_idleLoop_closesItAndSetsAFreshOne() {
        EventLoop old = EventLoop.create();

        List<EventLoop> loops = Elsewhere.call("mine", () -> {
            EventLoops.setEventLoop(old);
            return List.of(EventLoops.reset(), EventLoops.getEventLoop());
        });

        assertThat(old.isClosed()).isTrue();
        assertThat(loops.get(0)).isSameAs(loops.get(1)).isNotSameAs(old);
        assertThat(loops.get(0).isClosed()).isFalse();
    }

    @Test
    void reset_insideALoop_isRefused() {
        Throwable refused = EventLoop.create().runUntilComplete(() -> catchThrowable(EventLoops::reset));

        assertThat(refused)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("EventLoops.reset() cannot be called from a running event loop");
    }
}
