package dev.loopbridge.loop.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadyQueueTest {
    private final ReadyQueue queue = new ReadyQueue();

    private static Runnable item() {
        return new Runnable() {
            @Override
            public void run() {}
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void anyOperations_againstADeque_agree(long seed) {
        Random random = new Random(seed);
        Deque<Runnable> model = new ArrayDeque<>();
        for (int i = 0; i < 10_000; i++) {
            int dice = random.nextInt(10);
            if (dice < 5) {
                Runnable item = item();
                queue.add(item);
                model.addLast(item);
            } else if (dice < 9) {
                assertThat(queue.poll()).isSameAs(model.pollFirst());
            } else if (!model.isEmpty()) {
                queue.removeIfLast(model.removeLast());
            }
            assertThat(queue.size()).isEqualTo(model.size());
        }

        while (!model.isEmpty()) {
            assertThat(queue.poll()).isSameAs(model.pollFirst());
        }
        assertThat(queue.poll()).isNull();
    }

    @Test
    void removeIfLast_ofAnotherThanTheLast_leavesAll() {
        Runnable first = item();
        Runnable last = item();
        queue.removeIfLast(first);
        queue.add(first);
        queue.add(last);

        queue.removeIfLast(first);

        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.poll()).isSameAs(first);
        assertThat(queue.poll()).isSameAs(last);
        assertThat(queue.poll()).isNull();
    }
}
