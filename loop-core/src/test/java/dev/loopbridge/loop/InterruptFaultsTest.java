package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.LeakFree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An interrupt wherever a thread can be parked: it ends the wait of who may stop waiting, and is kept for who may not. */
@ExtendWith(LeakFree.class)
class InterruptFaultsTest {
    private final List<LoopExceptionHandler.Context> reported = new ArrayList<>();
    private final EventLoop loop = on(CoroutineEngine.AUTO);

    private EventLoop on(CoroutineEngine engine) {
        return EventLoop.builder()
                .name("api")
                .engine(engine)
                .exceptionHandler((where, context) -> reported.add(context))
                .build();
    }

    @AfterEach
    void close() {
        loop.close();
        assertThat(reported).isEmpty();
    }

    private static void interruptWhenParked(Thread thread) {
        await().until(() ->
                thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
        thread.interrupt();
    }

    private record Waited(Throwable thrown, boolean flag) {}

    private Waited waitInterrupted(Callable<?> wait) {
        Elsewhere<Waited> waiter = Elsewhere.start("waiter", () -> {
            Throwable thrown = catchThrowable(wait::call);
            return new Waited(thrown, Thread.interrupted());
        });
        interruptWhenParked(waiter.thread());
        return waiter.await();
    }

    @Test
    void get_interruptedWhileParked_throwsInterruptedExceptionAndLeavesTheTask() {
        Task<Integer> task = loop.submit(() -> 7);

        Waited untimed = waitInterrupted(task::get);
        Waited timed = waitInterrupted(() -> task.get(1, TimeUnit.HOURS));

        assertThat(untimed.thrown()).isExactlyInstanceOf(InterruptedException.class);
        assertThat(timed.thrown()).isExactlyInstanceOf(InterruptedException.class);
        assertThat(untimed.flag() || timed.flag()).isFalse();
        assertThat(task.isDone()).isFalse();
        assertThat(loop.<Integer>runUntilComplete(task)).isEqualTo(7);
    }

    @Test
    void join_ofACopyInterruptedWhileParked_waitsOnAndKeepsTheFlag() {
        Task<Integer> task = loop.submit(() -> 7);
        Elsewhere<Boolean> waiter = Elsewhere.start("waiter", () -> {
            assertThat(task.toCompletableFuture().join()).isEqualTo(7);
            return Thread.interrupted();
        });
        interruptWhenParked(waiter.thread());

        loop.runUntilComplete(task);
        loop.runUntilComplete(() -> 0); // the copy is told in the next iteration

        assertThat(waiter.await()).isTrue();
    }

    @Test
    void close_ofAHostInterruptedWhileItWaits_returnsWithTheFlagAndTheLoopClosesAllTheSame() {
        EventLoopThread host = EventLoopThread.start(loop);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        loop.execute(() -> {
            blocked.countDown();
            Elsewhere.await(go);
        });
        Elsewhere.await(blocked);

        Waited close = waitInterrupted(() -> {
            host.close();
            return true;
        });

        assertThat(close.thrown()).isNull();
        assertThat(close.flag()).isTrue();
        assertThat(loop.isClosed()).isFalse();
        go.countDown();
        host.close();
        assertThat(loop.isClosed()).isTrue();
        assertThat(host.thread().isAlive()).isFalse();
    }

    @Test
    void hostThread_interruptedWhileIdle_servesOn() throws Exception {
        EventLoopThread host = EventLoopThread.start(loop);
        Loops.awaitTurns(loop);

        for (int n = 0; n < 3; n++) {
            interruptWhenParked(host.thread());
            assertThat(loop.submit(() -> 7).get()).isEqualTo(7);
        }

        host.close();
        assertThat(loop.isClosed()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void runUntilComplete_interruptedWhileHomeIsParked_goesOnAndKeepsTheFlag(CoroutineEngine engine) {
        EventLoop mine = on(engine);
        LoopFuture<Integer> answer = mine.createFuture();
        Elsewhere<Integer> home = Elsewhere.start("home", () -> {
            int given = mine.<Integer>runUntilComplete(() -> await(answer));
            assertThat(Thread.interrupted()).isTrue();
            mine.close();
            return given;
        });
        await().until(mine::isRunning);
        interruptWhenParked(home.thread());

        mine.execute(() -> answer.setResult(7));

        assertThat(home.await()).isEqualTo(7);
    }

    /** Home waits for the turn while a coroutine blocks in something that is not the loop's. */
    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void runUntilComplete_interruptedWhileACoroutineBlocks_goesOnAndKeepsTheFlag(CoroutineEngine engine) {
        EventLoop mine = on(engine);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Elsewhere<Integer> home = Elsewhere.start("home", () -> {
            int given = mine.<Integer>runUntilComplete(() -> {
                Tasks.yieldNow();
                blocked.countDown();
                Elsewhere.await(go);
                return 7;
            });
            assertThat(Thread.interrupted()).isTrue();
            mine.close();
            return given;
        });
        Elsewhere.await(blocked);
        interruptWhenParked(home.thread());

        go.countDown();

        assertThat(home.await()).isEqualTo(7);
    }
}
