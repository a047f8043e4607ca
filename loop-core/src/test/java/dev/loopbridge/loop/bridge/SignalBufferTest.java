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

class SignalBufferTest {
    private final List<Object> left = new ArrayList<>();
    private final SignalBuffer buffer = new SignalBuffer(left::add);

    @Test
    void poll_afterPushes_isFirstInFirstOut() {
        buffer.push(1);
        buffer.push(2);

        assertThat(buffer.isEmpty()).isFalse();
        assertThat(buffer.poll()).isEqualTo(1);
        buffer.push(3);
        assertThat(buffer.poll()).isEqualTo(2);
        assertThat(buffer.poll()).isEqualTo(3);
        assertThat(buffer.poll()).isNull();
        assertThat(buffer.isEmpty()).isTrue();
    }

    @Test
    void close_withSomeLeft_handsThemOver() {
        buffer.push(1);
        buffer.push(2);
        buffer.poll();

        buffer.close();
        buffer.push(3);
        buffer.close();

        assertThat(left).containsExactly(2, 3);
        assertThat(buffer.poll()).isNull();
    }

    /** Pushers that overlap, though Reactive Streams forbids it, against a taker that closes: each signal goes one way. */
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
        SignalBuffer raced = new SignalBuffer(signal -> twice.addAndGet(seen.add(signal) ? 0 : 1));
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
            Object signal = raced.poll();
            if (signal != null && !seen.add(signal)) {
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
