package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A publisher on one thread, a coroutine on its loop, a cancel or a close on a third: each element goes one way, the
 * upstream is cancelled once or ends, the task ends once.
 *
 * <p>{@code -Dloopbridge.race.rounds=100000} for the long run.
 */
@Timeout(3600)
class InflowRaceTest {
    private static final int ROUNDS = Integer.getInteger("loopbridge.race.rounds", 2_000);
    private static final int MOST = 40;

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final List<String> taken = Collections.synchronizedList(new ArrayList<>());
    private final CyclicBarrier start = new CyclicBarrier(2);
    private Feed feed;

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

    private Feed newFeed() {
        taken.clear();
        return feed = new Feed();
    }

    private String valueOrNull(Coroutine<String> await) throws Exception {
        String value = await.run();
        taken.add(value);
        return value;
    }

    private void emitOneAndComplete() {
        feed.emit("value");
        feed.inflow().onComplete();
    }

    private static void await(Task<?> task) throws InterruptedException {
        try {
            task.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception ended) {
            assertThat(ended).isNotInstanceOf(TimeoutException.class);
        }
    }

    /** Where each element went, and that the publisher heard of it. */
    private void assertAccounted(List<String> emitted, boolean completed) {
        List<String> accounted = new ArrayList<>(taken);
        assertThat(taken).isEqualTo(emitted.subList(0, taken.size()));
        accounted.addAll(feed.discarded);
        accounted.addAll(feed.nextDropped);
        assertThat(accounted).containsExactlyInAnyOrderElementsOf(emitted);
        assertThat(feed.errorsDropped).isEmpty();
        assertThat(feed.cancels.get()).isLessThanOrEqualTo(1);
        if (!completed) {
            assertThat(feed.cancels).hasValue(1);
        }
    }

    @Test
    void awaitOnly_completionAgainstCancel_hasOneOutcome() throws Exception {
        int values = 0;
        try (EventLoopThread host = EventLoopThread.start("host")) {
            for (int round = 0; round < ROUNDS; round++) {
                Feed mine = newFeed();
                Task<String> task = host.loop().submit(() -> valueOrNull(() -> Inflow.awaitOnly(mine)));
                feed.awaitSubscribed();
                Future<?> publisher = together(this::emitOneAndComplete);
                Future<?> canceller = together(task::cancel);
                publisher.get();
                canceller.get();
                await(task);

                assertThat(task.isCancelled()).isEqualTo(taken.isEmpty());
                assertAccounted(List.of("value"), /* completed= */ true);
                values += taken.size();
            }
        }
        assertThat(values).as("both outcomes occur").isBetween(1, ROUNDS - 1);
    }

    @Test
    void awaitFirst_elementAgainstCancel_cancelsTheUpstreamOnce() throws Exception {
        try (EventLoopThread host = EventLoopThread.start("host")) {
            for (int round = 0; round < ROUNDS; round++) {
                Feed mine = newFeed();
                Task<String> task = host.loop().submit(() -> valueOrNull(() -> Inflow.awaitFirst(mine)));
                feed.awaitSubscribed();
                Future<?> publisher = together(() -> feed.emit("value"));
                Future<?> canceller = together(task::cancel);
                publisher.get();
                canceller.get();
                await(task);

                assertThat(task.isCancelled()).isEqualTo(taken.isEmpty());
                assertAccounted(List.of("value"), /* completed= */ false);
            }
        }
    }

    @Test
    void awaitOnly_completionAgainstClose_hasOneOutcome() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (EventLoopThread host = EventLoopThread.start("host")) {
                EventLoop loop = host.loop();
                Feed mine = newFeed();
                Task<String> task = loop.submit(() -> valueOrNull(() -> Inflow.awaitOnly(mine)));
                feed.awaitSubscribed();
                Future<?> publisher = together(this::emitOneAndComplete);
                Future<?> closer = together(
                        () -> loop.shutdown(Duration.ZERO).toCompletableFuture().get(10, TimeUnit.SECONDS));
                publisher.get();
                closer.get();
                await(task);

                boolean failed = task.isCancelled() || task.exception() instanceof LoopClosedException;
                assertThat(failed).isEqualTo(taken.isEmpty());
                assertAccounted(List.of("value"), /* completed= */ true);
            }
        }
    }

    /** Emits as the demand allows, until told to stop. */
    private List<String> emitOnDemand(AsyncIterator<String> elements) {
        List<String> emitted = new ArrayList<>();
        for (int n = 0; n < MOST && feed.cancels.get() == 0; ) {
            long allowed = 0;
            synchronized (feed.requests) {
                for (long request : feed.requests) {
                    allowed += request;
                }
            }
            if (n < allowed) {
                String item = "item " + n++;
                emitted.add(item);
                feed.emit(item);
            } else {
                Thread.yield();
            }
        }
        return emitted;
    }

    private Void takeAll(AsyncIterator<String> elements, int most) {
        while (taken.size() < most && elements.next()) {
            taken.add(elements.current());
        }
        elements.finish();
        return null;
    }

    private void raceIteration(EventLoop loop, int most, Act end) throws Exception {
        AsyncIterator<String> elements = Inflow.iterate(newFeed(), 8);
        Task<Void> task = loop.submit(() -> takeAll(elements, most));
        feed.awaitSubscribed();
        Future<List<String>> publisher = threads.submit(() -> {
            start.await();
            return emitOnDemand(elements);
        });
        Future<?> ender = together(() -> {
            end.run();
            if (most > MOST) {
                task.cancel();
            }
        });
        List<String> emitted = publisher.get();
        ender.get();
        await(task);
        assertAccounted(emitted, /* completed= */ false);
    }

    @Test
    void next_streamAgainstCancel_losesNothing() throws Exception {
        try (EventLoopThread host = EventLoopThread.start("host")) {
            for (int round = 0; round < ROUNDS; round++) {
                int moment = round % MOST;
                raceIteration(host.loop(), Integer.MAX_VALUE, () -> {
                    while (taken.size() < moment) {
                        Thread.yield();
                    }
                });
            }
        }
    }

    @Test
    void finish_againstTheStream_losesNothing() throws Exception {
        try (EventLoopThread host = EventLoopThread.start("host")) {
            for (int round = 0; round < ROUNDS; round++) {
                raceIteration(host.loop(), 1 + round % (MOST - 1), () -> {});
            }
        }
    }

    @Test
    void next_streamAgainstClose_losesNothing() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            int moment = round % MOST;
            try (EventLoopThread host = EventLoopThread.start("host")) {
                EventLoop loop = host.loop();
                raceIteration(loop, Integer.MAX_VALUE, () -> {
                    while (taken.size() < moment) {
                        Thread.yield();
                    }
                    loop.shutdown(Duration.ZERO).toCompletableFuture().get(10, TimeUnit.SECONDS);
                });
            }
        }
    }

    /** The publisher answers each element taken with the next, about when the coroutine looks and lies down to wait. */
    @Test
    void next_elementAsTheCoroutineLiesDown_wakesIt() throws Exception {
        int handOvers = 20 * ROUNDS;
        AtomicInteger count = new AtomicInteger();
        try (EventLoopThread host = EventLoopThread.start("host")) {
            AsyncIterator<String> elements = Inflow.iterate(newFeed(), 1);
            Task<Boolean> awake = host.loop().submit(() -> {
                while (count.get() < handOvers) {
                    Tasks.yieldNow(); // a loop that slept would be woken too late to be in between
                }
                return true;
            });
            Task<Boolean> taker = host.loop().submit(() -> {
                while (count.get() < handOvers && elements.next()) {
                    count.incrementAndGet();
                }
                return true;
            });
            Inflow<String> inflow = feed.awaitSubscribed();
            Future<?> publisher = threads.submit(() -> {
                for (int n = 0; n < handOvers; n++) {
                    while (count.get() < n && !Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                    for (int pause = n % 64; pause > 0; pause--) {
                        Thread.onSpinWait();
                    }
                    inflow.onNext("x");
                }
            });

            publisher.get(60, TimeUnit.SECONDS);
            assertThat(taker.get(60, TimeUnit.SECONDS)).isTrue();
            awake.get();
        }
        assertThat(count).hasValue(handOvers);
    }
}
