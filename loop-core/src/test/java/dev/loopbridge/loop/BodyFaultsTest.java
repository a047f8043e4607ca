package dev.loopbridge.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.loopbridge.loop.testing.LeakFree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that keep the loop to themselves, or try to end it from inside. */
@ExtendWith(LeakFree.class)
class BodyFaultsTest {
    private final List<LoopExceptionHandler.Context> reported = new ArrayList<>();

    private EventLoop on(CoroutineEngine engine) {
        return EventLoop.builder()
                .name("api")
                .engine(engine)
                .exceptionHandler((where, context) -> reported.add(context))
                .build();
    }

    /** How a body keeps the loop: the latch it waits for without awaiting. */
    private enum Keeping {
        BLOCKED {
            @Override
            void until(CountDownLatch go) throws InterruptedException {
                go.await();
            }
        },
        SPINNING {
            @Override
            void until(CountDownLatch go) {
                while (go.getCount() > 0) {
                    Thread.onSpinWait();
                }
            }
        };

        abstract void until(CountDownLatch go) throws InterruptedException;
    }

    static Stream<Arguments> enginesAndKeeping() {
        return Loops.engines()
                .flatMap(engine -> Stream.of(Keeping.values()).map(keeping -> arguments(engine, keeping)));
    }

    /** One at a time is a promise: nobody is told while a body has the loop, and everybody as soon as it lets go. */
    @ParameterizedTest
    @MethodSource("enginesAndKeeping")
    void body_keepingTheLoop_holdsUpTheShutdownUntilItLetsGo(CoroutineEngine engine, Keeping keeping) {
        EventLoop loop = on(engine);
        CountDownLatch kept = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        EventLoopThread host = EventLoopThread.start(loop);
        Task<Integer> suspended = loop.submit(() -> Await.await(loop.<Integer>createFuture()));
        Loops.awaitTurns(loop);
        Task<Integer> keeper = loop.submit(() -> {
            kept.countDown();
            keeping.until(go);
            return 7;
        });
        Elsewhere.await(kept);

        CompletableFuture<CloseReport> report = loop.shutdown(Duration.ZERO).toCompletableFuture();
        assertThat(report.isDone() || loop.isClosed() || suspended.isDone()).isFalse();
        go.countDown();
        host.close();

        assertThat(report.join())
                .isEqualTo(new CloseReport(report.join().info(), 0, 1, 0, 0, 0, 0, List.of(), List.of()));
        assertThat(keeper.result()).isEqualTo(7);
        assertThat(suspended.isCancelled()).isTrue();
        assertThat(reported).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void body_closingItsLoop_isRefusedAndGoesOn(CoroutineEngine engine) {
        EventLoop loop = on(engine);
        AtomicReference<Throwable> refused = new AtomicReference<>();

        int result = loop.<Integer>runUntilComplete(() -> {
            try {
                loop.close();
            } catch (IllegalStateException running) {
                refused.set(running);
            }
            return 7;
        });

        assertThat(refused.get())
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot close a running event loop");
        assertThat(result).isEqualTo(7);
        loop.close();
        assertThat(reported).isEmpty();
    }

    /** It would wait for itself; a body that blocks for its own loop's end is told at once. */
    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void body_waitingForATaskOfItsLoop_isRefused(CoroutineEngine engine) {
        EventLoop loop = on(engine);
        EventLoopThread host = EventLoopThread.start(loop);
        Task<Integer> other = loop.submit(() -> Await.await(loop.<Integer>createFuture()));
        other.setName("other");
        Task<Integer> waiting = loop.submit(() -> other.get());

        assertThatThrownBy(waiting::get)
                .isExactlyInstanceOf(ExecutionException.class)
                .cause()
                .isExactlyInstanceOf(IllegalStateException.class)
                .message()
                .startsWith("get() would wait for ever: <Task pending name='other'> needs loop \"api\","
                        + " which runs on this thread, \"")
                .endsWith("\"; use await()");
        host.close();
        assertThat(reported).isEmpty();
    }
}
