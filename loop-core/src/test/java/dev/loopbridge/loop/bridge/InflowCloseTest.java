package dev.loopbridge.loop.bridge;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The loop ends first: the upstream hears of it, once. */
@ParameterizedClass
@MethodSource("dev.loopbridge.loop.Loops#engines")
class InflowCloseTest {
    private final Feed feed = new Feed();
    private final AsyncIterator<String> elements = Inflow.iterate(feed, 4);
    private final List<Object> seen = new ArrayList<>();
    private final List<Object> reported = new ArrayList<>();
    private final EventLoop loop;

    InflowCloseTest(CoroutineEngine engine) {
        loop = EventLoop.builder()
                .engine(engine)
                .exceptionHandler((where, context) -> reported.add(context))
                .build();
    }

    @AfterEach
    void closeLoop() {
        loop.close();
        assertThat(reported).isEmpty();
    }

    private void runReady() {
        loop.runUntilComplete(() -> {
            for (int i = 0; i < 5; i++) {
                Tasks.yieldNow();
            }
            return null;
        });
    }

    private Task<String> beginTo(java.util.concurrent.Callable<String> await) {
        Task<String> task = loop.createTask(() -> {
            try {
                return await.call();
            } catch (Throwable error) {
                seen.add(error.getClass());
                throw error;
            }
        });
        runReady();
        return task;
    }

    private String takeOne() {
        return elements.next() ? elements.current() : null;
    }

    @Test
    void close_insideNext_exitsAndCancelsOnce() {
        Task<String> task = beginTo(this::takeOne);

        loop.close();
        feed.emit("late");

        assertThat(seen).containsExactly(CoroutineExit.class);
        assertThat(task.exception()).isInstanceOf(LoopClosedException.class);
        assertThat(feed.cancels).hasValue(1);
        assertThat(feed.discarded).containsExactly("late");
    }

    @Test
    void close_insideAwait_exitsAndCancelsOnce() {
        Task<String> task = beginTo(() -> Inflow.awaitOnly(feed));

        loop.close();
        feed.emit("late");
        feed.inflow().onComplete();

        assertThat(seen).containsExactly(CoroutineExit.class);
        assertThat(task.exception()).isInstanceOf(LoopClosedException.class);
        assertThat(feed.cancels).hasValue(1);
        assertThat(feed.discarded).containsExactly("late");
    }

    @Test
    void close_withTheElementOnItsWay_discardsIt() {
        Task<String> task = beginTo(() -> Inflow.awaitFirst(feed));

        feed.emitElsewhere("on its way");
        loop.close();

        assertThat(task.exception()).isInstanceOf(LoopClosedException.class);
        assertThat(feed.discarded).containsExactly("on its way");
        assertThat(feed.cancels).hasValue(1);
    }

    @Test
    void close_nobodyInside_cancelsOnceAndDiscards() {
        feed.onRequest = n -> feed.emit("a", "b");
        loop.runUntilComplete(this::takeOne);
        assertThat(feed.cancels).hasValue(0);

        loop.close();

        assertThat(feed.cancels).hasValue(1);
        assertThat(feed.discarded).containsExactly("b");
    }

    @Test
    void shutdown_nobodyInside_cancelsOnce() {
        feed.onRequest = n -> feed.emit("a", "b");
        loop.runUntilComplete(this::takeOne);

        loop.shutdown(Duration.ofSeconds(10)).toCompletableFuture().join();

        assertThat(feed.cancels).hasValue(1);
        assertThat(feed.discarded).containsExactly("b");
    }

    @Test
    void shutdown_insideNext_cancelsTheTaskAndTheUpstreamOnce() {
        Task<String> task = beginTo(this::takeOne);

        loop.shutdown(Duration.ofSeconds(10)).toCompletableFuture().join();

        assertThat(task.isCancelled()).isTrue();
        assertThat(feed.cancels).hasValue(1);
    }

    @Test
    void run_leavesAnIterator_finishesIt() {
        feed.onRequest = n -> feed.emit("a");

        String first = EventLoops.run(this::takeOne);

        assertThat(first).isEqualTo("a");
        assertThat(feed.cancels).hasValue(1);
    }

    @Test
    void close_afterTheEnd_cancelsNothing() {
        feed.onRequest = n -> feed.inflow().onComplete();
        loop.runUntilComplete(this::takeOne);

        loop.close();

        assertThat(feed.cancels).hasValue(0);
    }

    @Test
    void finishAll_whileSomebodyAwaitsOneValue_leavesThatAlone() {
        Feed other = new Feed();
        other.onRequest = n -> other.emit("a");
        AsyncIterator<String> halfWay = Inflow.iterate(other, 4);
        loop.runUntilComplete(halfWay::next);
        Task<String> last = beginTo(() -> Inflow.awaitLast(feed, 4));

        loop.runUntilComplete(() -> await(AsyncIterator.finishAll(loop)));
        feed.emit("a", "b");
        feed.inflow().onComplete();
        runReady();

        assertThat(other.cancels).hasValue(1);
        assertThat(last.result()).isEqualTo("b");
    }

    @Test
    void next_inAFinallyBlockOfTheClose_exitsToo() {
        Feed endless = new Feed();
        endless.onRequest = n -> {
            for (long i = 0; i < n; i++) {
                endless.emit("x");
            }
        };
        AsyncIterator<String> begun = Inflow.iterate(endless, 4);
        beginTo(() -> {
            begun.next();
            try {
                return takeOne();
            } finally {
                while (begun.next()) {
                    seen.add(begun.current());
                }
            }
        });

        loop.close();

        assertThat(seen).containsExactly(CoroutineExit.class);
        assertThat(endless.cancels).hasValue(1);
    }
}
