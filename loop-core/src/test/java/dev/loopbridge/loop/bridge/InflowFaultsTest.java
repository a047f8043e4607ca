package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.loop.testing.LeakFree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Publishers that signal from many threads at once, and hooks that throw. The other faults are InflowViolationTest's. */
@ExtendWith(LeakFree.class)
class InflowFaultsTest {
    private static final int THREADS = 4;
    private static final int OF_EACH = 1_000;

    private final List<String> reported = new ArrayList<>();
    private final EventLoop loop = EventLoop.builder()
            .name("mine")
            .exceptionHandler((where, context) -> reported.add(context.message() + " by " + context.exception()))
            .build();
    private final List<String> taken = new ArrayList<>();

    @AfterEach
    void close() {
        loop.close();
    }

    private Task<Integer> beginToTake(InflowSource<String> source) {
        AsyncIterator<String> elements = Inflow.iterate(source, Integer.MAX_VALUE);
        Task<Integer> task = loop.createTask(() -> {
            while (elements.next()) {
                taken.add(elements.current());
            }
            return taken.size();
        });
        Way.runReady(loop);
        return task;
    }

    private static void onManyThreads(IntConsumer signals) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Thread> threads = IntStream.range(0, THREADS)
                .mapToObj(number -> new Thread(() -> {
                    try {
                        start.await();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                    signals.accept(number);
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void onNext_fromManyThreadsAtOnce_losesAndDoublesNothing() throws Exception {
        Feed feed = new Feed();
        Task<Integer> task = beginToTake(feed);

        onManyThreads(number -> {
            for (int n = 0; n < OF_EACH; n++) {
                feed.emit(number + ":" + n);
            }
        });
        feed.inflow().onComplete();
        int count = loop.<Integer>runUntilComplete(task);

        assertThat(count).isEqualTo(THREADS * OF_EACH);
        assertThat(taken).doesNotHaveDuplicates();
        feed.assertNothingDropped();
        assertThat(feed.cancels).hasValue(0);
    }

    @Test
    void terminal_fromManyThreadsAtOnce_isOneAndTheOtherErrorsAreDropped() throws Exception {
        Feed feed = new Feed();
        Task<Integer> task = beginToTake(feed);
        AtomicInteger count = new AtomicInteger();

        onManyThreads(number -> feed.inflow().onError(new IOException("error " + count.incrementAndGet())));
        Way.runReady(loop);

        assertThat(task.exception()).isExactlyInstanceOf(IOException.class);
        assertThat(feed.errorsDropped)
                .hasSize(THREADS - 1)
                .doesNotContain(task.exception())
                .doesNotHaveDuplicates();
        assertThat(feed.cancels).hasValue(0);
    }

    @Test
    void hooks_throwing_areReportedAndDisturbNobody() {
        Feed feed = new Feed();
        feed.onHook = () -> {
            throw new IllegalStateException("thrown");
        };
        Task<Integer> task = beginToTake(feed);

        feed.emit("a");
        feed.inflow().onComplete();
        feed.inflow().onError(new IOException("late"));
        feed.emit("b");
        int count = loop.<Integer>runUntilComplete(task);

        assertThat(count).isEqualTo(1);
        assertThat(feed.errorsDropped).hasSize(1);
        assertThat(feed.nextDropped).containsExactly("b");
        assertThat(reported)
                .hasSize(2)
                .containsOnly("Exception in a hook of Feed by java.lang.IllegalStateException: thrown");
    }

    @Test
    void discardHook_throwingAsTheIteratorIsFinished_stillWakesWhoWaits() {
        Feed feed = new Feed();
        feed.onHook = () -> {
            throw new IllegalStateException("thrown");
        };
        AsyncIterator<String> elements = Inflow.iterate(feed, 8);
        Task<Boolean> first = loop.createTask(elements::next);
        Way.runReady(loop);

        loop.callSoon(() -> {
            feed.emit("a", "b"); // on their way when nobody wants them any more
            elements.finish();
        });
        Way.runReady(loop);

        assertThat(first.result()).isFalse();
        assertThat(feed.discarded).containsExactly("a", "b");
        assertThat(feed.cancels).hasValue(1);
        assertThat(reported)
                .hasSize(2)
                .containsOnly("Exception in a hook of Feed by java.lang.IllegalStateException: thrown");
    }
}
