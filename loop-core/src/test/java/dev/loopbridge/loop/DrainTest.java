package dev.loopbridge.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.LeakFree;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The three parts of a gentle stop: nothing new, what runs finishes, what is left is cancelled. */
@ExtendWith(LeakFree.class)
class DrainTest {
    private static final Duration FAR = Duration.ofDays(1);

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void drain_whileTasksRun_letsThemFinishAndCountsThem(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        CompletableFuture<String> answer = new CompletableFuture<>();
        EventLoopThread host = EventLoopThread.start(loop);
        Task<String> one = loop.submit(() -> Await.await(answer));
        Task<String> other = loop.submit(() -> Await.await(answer));
        Loops.awaitTurns(loop);

        CompletableFuture<CloseReport> report = host.drain(FAR, FAR).toCompletableFuture();
        answer.complete("answer");

        assertThat(report.join())
                .isEqualTo(new CloseReport(report.join().info(), 2, 0, 0, 0, 0, 0, List.of(), List.of()));
        assertThat(report.join().info().reason()).isEqualTo("EventLoopThread.drain()");
        assertThat(List.of(one.result(), other.result())).containsOnly("answer");
        assertThat(loop.isClosed()).isTrue();
        host.close();
    }

    @Test
    void drain_whileATaskRuns_refusesWhatComesFromOutside() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        EventLoopThread host = EventLoopThread.start("api");
        EventLoop loop = host.loop();
        Task<String> running = loop.submit(() -> Await.await(answer));
        Loops.awaitTurns(loop);

        var report = loop.drain(FAR, FAR, "the deploy").toCompletableFuture();

        LoopClosedException refused =
                catchThrowableOfType(LoopClosedException.class, () -> loop.submit(() -> "too late"));
        assertThat(refused).hasMessage(Loops.closedText(refused.info()));
        assertThat(refused.info().reason()).isEqualTo("the deploy");
        assertThatThrownBy(() -> loop.execute(() -> {})).isExactlyInstanceOf(LoopClosedException.class);
        assertThatThrownBy(() -> loop.callSoonThreadsafe(() -> {})).isExactlyInstanceOf(LoopClosedException.class);
        assertThatThrownBy(() -> loop.callLater(Duration.ZERO, () -> {}))
                .isExactlyInstanceOf(LoopClosedException.class);
        assertThatThrownBy(() -> loop.createTask(() -> 1)).isExactlyInstanceOf(LoopClosedException.class);
        assertThat(loop.isClosed() || running.isDone()).isFalse();
        answer.complete("answer");
        assertThat(report.join().tasksFinished()).isEqualTo(1);
        host.close();
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void drain_whatRunningTasksStart_finishesToo(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> second = new CompletableFuture<>();
        EventLoopThread host = EventLoopThread.start(loop);
        CountDownLatch child = new CountDownLatch(1);
        Task<String> parent = loop.submit(() -> {
            String begin = Await.await(first);
            Task<String> rest = loop.createTask(() -> {
                child.countDown();
                return begin + Await.await(second) + Await.await(Tasks.toThread(() -> "c"));
            });
            return Await.await(rest);
        });
        Loops.awaitTurns(loop);

        var report = loop.drain(FAR, FAR).toCompletableFuture();
        first.complete("a");
        Elsewhere.await(child);
        second.complete("b");

        assertThat(report.join().tasksFinished()).isEqualTo(2);
        assertThat(parent.result()).isEqualTo("abc");
        host.close();
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void drain_pastItsTime_cancelsAndGivesTheGrace(CoroutineEngine engine) {
        VirtualEventLoop time = VirtualEventLoop.create(EventLoop.builder().engine(engine));
        EventLoop loop = time.loop();
        Task<String> slow = loop.submit(() -> {
            try {
                return Await.await(Tasks.sleep(Duration.ofMinutes(1), "never"));
            } catch (CancelledError cancelled) {
                Await.await(Tasks.sleep(Duration.ofSeconds(4)));
                throw cancelled;
            }
        });
        Task<String> quick = loop.submit(() -> Await.await(Tasks.sleep(Duration.ofSeconds(9), "done")));

        CloseReport report = loop.drain(Duration.ofSeconds(10), Duration.ofSeconds(5))
                .toCompletableFuture()
                .join();

        assertThat(report).isEqualTo(new CloseReport(report.info(), 1, 1, 0, 0, 0, 0, List.of(), List.of()));
        assertThat(quick.result()).isEqualTo("done");
        assertThat(slow.isCancelled()).isTrue();
        assertThat(Duration.ofNanos(loop.time())).isEqualTo(Duration.ofSeconds(14));
    }

    @Test
    void drain_pastTheGraceToo_closesAnyway() {
        VirtualEventLoop time = VirtualEventLoop.create(EventLoop.builder());
        EventLoop loop = time.loop();
        Task<String> stubborn = loop.submit(() -> {
            try {
                return Await.await(Tasks.sleep(FAR, "never"));
            } finally {
                Await.await(Tasks.sleep(FAR));
            }
        });

        CloseReport report = loop.drain(Duration.ofSeconds(10), Duration.ofSeconds(5))
                .toCompletableFuture()
                .join();

        assertThat(report).isEqualTo(new CloseReport(report.info(), 0, 0, 1, 0, 1, 0, List.of(), List.of()));
        assertThat(stubborn.exception()).isInstanceOf(LoopClosedException.class);
        assertThat(Duration.ofNanos(loop.time())).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void drain_noTimeToFinish_isAShutdown() {
        VirtualEventLoop time = VirtualEventLoop.create(EventLoop.builder());
        EventLoop loop = time.loop();
        Task<String> task = loop.submit(() -> Await.await(Tasks.sleep(FAR, "never")));
        time.runReady();

        CloseReport report =
                loop.drain(Duration.ZERO, FAR).toCompletableFuture().join();

        assertThat(report).isEqualTo(new CloseReport(report.info(), 0, 1, 0, 0, 0, 0, List.of(), List.of()));
        assertThat(task.isCancelled()).isTrue();
        assertThat(loop.time()).isZero();
    }

    @Test
    void drain_timersAlone_keepItFromNothing() {
        VirtualEventLoop time = VirtualEventLoop.create(EventLoop.builder());
        EventLoop loop = time.loop();
        loop.callLater(Duration.ofSeconds(1), () -> {});

        CloseReport report = loop.drain(FAR, FAR).toCompletableFuture().join();

        assertThat(report).isEqualTo(new CloseReport(report.info(), 0, 0, 0, 0, 1, 0, List.of(), List.of()));
        assertThat(loop.time()).isZero();
    }

    @Test
    void drain_queuedCallbacks_runFirst() {
        EventLoop loop = EventLoop.create();
        StringBuilder ran = new StringBuilder();
        loop.execute(() -> {
            ran.append("a");
            loop.execute(() -> ran.append("b"));
        });

        CloseReport report = loop.drain(FAR, FAR).toCompletableFuture().join();

        assertThat(ran).hasToString("ab");
        assertThat(report.callbacksAbandoned()).isZero();
    }

    @Test
    void shutdown_duringADrain_endsItAtOnce() {
        EventLoopThread host = EventLoopThread.start("api");
        EventLoop loop = host.loop();
        Task<String> task = loop.submit(() -> Await.await(loop.<String>createFuture()));
        Loops.awaitTurns(loop);
        var drained = loop.drain(FAR, FAR, "the deploy").toCompletableFuture();

        var shutDown = loop.shutdown(Duration.ofSeconds(5), "no more patience").toCompletableFuture();

        CloseReport report = drained.join();
        assertThat(report).isEqualTo(new CloseReport(report.info(), 0, 1, 0, 0, 0, 0, List.of(), List.of()));
        assertThat(report.info().reason()).isEqualTo("the deploy");
        assertThat(shutDown.join()).isEqualTo(report);
        assertThat(task.isCancelled()).isTrue();
        host.close();
    }

    @Test
    void drain_afterAShutdown_changesNothing() {
        VirtualEventLoop time = VirtualEventLoop.create(EventLoop.builder());
        EventLoop loop = time.loop();
        CloseReport first = loop.shutdown(Duration.ZERO).toCompletableFuture().join();

        assertThat(loop.drain(FAR, FAR).toCompletableFuture().join()).isEqualTo(first);
    }

    @Test
    void drain_null_isRefusedBeforeAnythingHappens() {
        EventLoop loop = EventLoop.create();

        assertThatThrownBy(() -> loop.drain(null, FAR))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage("finish");
        assertThatThrownBy(() -> loop.drain(FAR, null))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage("grace");
        assertThatThrownBy(() -> loop.drain(FAR, FAR, null))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage("reason");
        loop.execute(() -> {});
        loop.close();
    }
}
