package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Schedulers;

/**
 * Publishers on other threads against the task's cancel and the loop's close: one outcome each.
 *
 * <p>{@code -Dloopbridge.race.rounds=100000} for the long run.
 */
@Timeout(3600)
class AwaitRaceTest {
    private static final int ROUNDS = Integer.getInteger("loopbridge.race.rounds", 1_500);

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final CyclicBarrier start = new CyclicBarrier(2);
    private final List<SignalType> ends = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    private interface Act {
        void run() throws Exception;
    }

    private Future<?> together(Act act) {
        return threads.submit(() -> {
            start.await();
            act.run();
            return null;
        });
    }

    /** {@return the task's value; null if it was cancelled or its loop closed} */
    private static <T> T outcome(Task<T> task) throws Exception {
        try {
            return task.get(10, TimeUnit.SECONDS);
        } catch (CancellationException cancelled) {
            return null;
        } catch (ExecutionException failed) {
            assertThat(failed).hasCauseInstanceOf(LoopClosedException.class);
            return null;
        }
    }

    private void raceOne(EventLoop loop, RivalOf<Task<Integer>> rival) throws Exception {
        ends.clear();
        CompletableFuture<MonoSink<Integer>> sink = new CompletableFuture<>();
        Mono<Integer> mono = Mono.<Integer>create(sink::complete).doFinally(ends::add);
        Task<Integer> task = loop.submit(() -> ReactorAwait.await(mono));
        MonoSink<Integer> publisher = sink.get(10, TimeUnit.SECONDS);
        Future<?> completes = together(() -> publisher.success(7));
        Future<?> rivals = together(() -> rival.act(task));
        completes.get();
        rivals.get();

        Integer value = outcome(task);

        assertThat(ends).hasSize(1);
        assertThat(value).isIn(7, null);
        if (value != null) {
            assertThat(ends).containsExactly(SignalType.ON_COMPLETE);
        }
    }

    private interface RivalOf<T> {
        void act(T target) throws Exception;
    }

    @Test
    void await_completionAgainstCancel_endsOnce() throws Exception {
        try (EventLoopThread host = EventLoopThread.start("host")) {
            for (int round = 0; round < ROUNDS; round++) {
                raceOne(host.loop(), Task::cancel);
            }
        }
    }

    @Test
    void await_completionAgainstClose_endsOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (EventLoopThread host = EventLoopThread.start("host")) {
                raceOne(
                        host.loop(),
                        task -> host.loop()
                                .shutdown(Duration.ZERO)
                                .toCompletableFuture()
                                .get(10, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void iterate_streamAgainstCancel_endsOnce() throws Exception {
        try (EventLoopThread host = EventLoopThread.start("host")) {
            for (int round = 0; round < ROUNDS; round++) {
                raceMany(host.loop(), Task::cancel);
            }
        }
    }

    @Test
    void iterate_streamAgainstClose_endsOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (EventLoopThread host = EventLoopThread.start("host")) {
                raceMany(
                        host.loop(),
                        task -> host.loop()
                                .shutdown(Duration.ZERO)
                                .toCompletableFuture()
                                .get(10, TimeUnit.SECONDS));
            }
        }
    }

    private void raceMany(EventLoop loop, RivalOf<Task<Integer>> rival) throws Exception {
        ends.clear();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Flux<Integer> flux = Flux.range(1, 500)
                .publishOn(Schedulers.parallel())
                .doOnNext(number -> begun.countDown())
                .doFinally(end -> {
                    ends.add(end);
                    ended.countDown();
                });
        Task<Integer> task = loop.submit(() -> {
            AsyncIterator<Integer> elements = ReactorAwait.iterate(flux, 16);
            int last = 0;
            while (elements.next()) {
                assertThat(elements.current()).isEqualTo(++last);
            }
            return last;
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        rival.act(task);

        Integer last = outcome(task);

        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(ends).hasSize(1);
        assertThat(last).isIn(500, null);
        if (last != null) {
            assertThat(ends).containsExactly(SignalType.ON_COMPLETE);
        }
    }
}
