package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.CloseReport;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CloseGuardTest {
    private final EventLoop loop = EventLoop.create();
    private final List<LoopClosedException> failures = new ArrayList<>();
    private final Guard guard = new Guard();

    @AfterEach
    void close() {
        loop.close();
    }

    private final class Guard extends CloseGuard {
        private int waits;

        @Override
        protected void fail(LoopClosedException closed) {
            failures.add(closed);
        }

        @Override
        protected void failureWaits() {
            assertThat(failures).isEmpty();
            waits++;
        }
    }

    @Test
    void watch_ofAnOpenLoop_letsSignalsPass() {
        assertThat(guard.watch(loop)).isTrue();
        assertThat(guard.enter()).isTrue();
        guard.leave();

        assertThat(guard.hasEnded()).isFalse();
        assertThat(failures).isEmpty();
    }

    @Test
    void watch_ofAClosedLoop_failsAtOnce() {
        loop.close();

        assertThat(guard.watch(loop)).isFalse();

        assertThat(failures).hasSize(1);
    }

    @Test
    void close_betweenSignals_failsOnceAndLetsNothingPass() {
        guard.watch(loop);

        loop.close();

        assertThat(failures).hasSize(1);
        assertThat(guard.enter()).isFalse();
        assertThat(guard.end()).isFalse();
        assertThat(guard.hasEnded()).isTrue();
    }

    @Test
    void close_withinNestedSignals_failsBehindTheLast() {
        guard.watch(loop);
        guard.enter();
        guard.enter();

        loop.close();
        assertThat(failures).isEmpty();
        assertThat(guard.enter()).isFalse();
        guard.leave();
        assertThat(failures).isEmpty();
        guard.leave();

        assertThat(failures).hasSize(1);
    }

    @Test
    void close_withinASignalThatEnds_failsInPlaceOfTheEnd() {
        guard.watch(loop);
        guard.enter();
        loop.close();

        assertThat(guard.end()).isFalse();
        guard.leave();

        assertThat(failures).hasSize(1);
    }

    @Test
    void close_withinASignalThatIsCancelled_isSilent() {
        guard.watch(loop);
        guard.enter();
        loop.close();

        guard.abort();
        guard.leave();

        assertThat(failures).isEmpty();
    }

    @Test
    void end_beforeTheClose_isTheOnlyOne() {
        guard.watch(loop);
        guard.enter();

        assertThat(guard.end()).isTrue();
        guard.leave();
        assertThat(guard.end()).isFalse();
        assertThat(guard.enter()).isFalse();
        loop.close();

        assertThat(failures).isEmpty();
    }

    @Test
    void endOrAbort_always_leaveNoListenerBehind() {
        Guard aborted = new Guard();
        guard.watch(loop);
        aborted.watch(loop);

        guard.end();
        aborted.abort();

        CloseReport report = loop.shutdown(Duration.ZERO).toCompletableFuture().join();
        assertThat(report.listenersTold()).isZero();
        assertThat(failures).isEmpty();
    }

    @Test
    void enter_afterTheAbort_isRefused() {
        guard.watch(loop);

        guard.abort();

        assertThat(guard.enter()).isFalse();
        assertThat(guard.end()).isFalse();
        assertThat(guard.hasEnded()).isTrue();
    }

    @Test
    void watch_ofTwoLoops_failsWithTheFirstThatCloses() {
        EventLoop other = EventLoop.builder().name("other").build();
        guard.watch(loop);
        guard.watch(other);

        other.close();
        loop.close();

        assertThat(failures)
                .singleElement()
                .satisfies(closed -> assertThat(closed).hasMessageContaining("\"other\""));
    }

    @Test
    void watch_twice_listensOnce() {
        guard.watch(loop);
        guard.watch(loop);

        CloseReport report = loop.shutdown(Duration.ZERO).toCompletableFuture().join();

        assertThat(report.listenersTold()).isOne();
        assertThat(failures).hasSize(1);
    }

    @Test
    void watch_afterTheEnd_leavesNoListenerBehind() {
        guard.end();

        assertThat(guard.watch(loop)).isFalse();

        CloseReport report = loop.shutdown(Duration.ZERO).toCompletableFuture().join();
        assertThat(report.listenersTold()).isZero();
        assertThat(failures).isEmpty();
    }

    @Test
    void failureWaits_onlyWithinASignalThatGoesOn() {
        Guard idle = new Guard();
        Guard aborted = new Guard();
        for (Guard one : List.of(guard, idle, aborted)) {
            one.watch(loop);
        }
        guard.enter();
        aborted.enter();
        aborted.abort();

        loop.close();
        guard.leave();

        assertThat(guard.waits).isOne();
        assertThat(idle.waits).isZero();
        assertThat(aborted.waits).isZero();
        assertThat(failures).hasSize(2);
    }
}
