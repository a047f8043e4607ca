package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private final List<Object> left = new ArrayList<>();
    private final Arrivals arrivals = new Arrivals(left::add);

    @Test
    void poll_afterPushes_isFirstInFirstOut() {
        arrivals.push(1);
        arrivals.push(2);

        assertThat(arrivals.isEmpty()).isFalse();
        assertThat(arrivals.poll()).isEqualTo(1);
        arrivals.push(3);
        assertThat(arrivals.poll()).isEqualTo(2);
        assertThat(arrivals.poll()).isEqualTo(3);
        assertThat(arrivals.poll()).isNull();
        assertThat(arrivals.isEmpty()).isTrue();
    }

    @Test
    void close_withSomeLeft_handsThemOver() {
        arrivals.push(1);
        arrivals.push(2);
        arrivals.poll();

        arrivals.close();
        arrivals.push(3);
        arrivals.close();

        assertThat(left).containsExactly(2, 3);
        assertThat(arrivals.poll()).isNull();
    }

    /** Pushers that overlap, though Reactive Streams forbids it, against a taker that closes: each arrival goes one way. */
    @Test
    void close_againstPushes_losesAndDoublesNothing() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 3_000; round++) {
                race(threads, round % 40);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void race(ExecutorService threads, int closeAfter) throws Exception {
        Set<Object> seen = ConcurrentHashMap.newKeySet();
        AtomicInteger twice = new AtomicInteger();
        Arrivals raced = new Arrivals(arrival -> twice.addAndGet(seen.add(arrival) ? 0 : 1));
        CyclicBarrier start = new CyclicBarrier(3);
        List<Future<?>> pushers = new ArrayList<>();
        for (int pusher = 0; pusher < 2; pusher++) {
            int from = pusher * 100;
            pushers.add(threads.submit(() -> {
                start.await();
                for (int i = 0; i < 20; i++) {
                    raced.push(from + i);
                }
                return null;
            }));
        }
        start.await();
        for (int i = 0; i < closeAfter; i++) {
            Object arrival = raced.poll();
            if (arrival != null && !seen.add(arrival)) {
                twice.incrementAndGet();
            }
        }
        raced.close();
        for (Future<?> pusher : pushers) {
            pusher.get();
        }
        assertThat(seen).hasSize(40);
        assertThat(twice).hasValue(0);
    }
}
