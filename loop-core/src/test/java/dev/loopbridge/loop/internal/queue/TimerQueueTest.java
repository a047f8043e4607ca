package dev.loopbridge.loop.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerQueueTest {
    private final TimerQueue queue = new TimerQueue();
    private final Agenda agenda = new Agenda(() -> 0);

    @Test
    void add_whileAllBeforeAreCancelled_doesNotGrow() {
        TimedCallback first = new TimedCallback(agenda, 0, () -> {});
        queue.add(first);
        for (int i = 1; i <= 10_000; i++) {
            TimedCallback timer = new TimedCallback(agenda, i, () -> {});
            queue.add(timer);
            timer.cancel();
            assertThat(queue.size()).isLessThanOrEqualTo(65);
        }

        assertThat(queue.peek()).isSameAs(first);
        queue.poll();
        assertThat(queue.peek()).isNull();
        assertThat(queue.size()).isZero();
    }

    @Test
    void add_onceMostAreCancelled_letsGoOfThem() {
        List<WeakReference<TimedCallback>> cancelled = addThenCancel(65);
        assertThat(queue.size()).isEqualTo(65);

        queue.add(new TimedCallback(agenda, 0, () -> {}));

        assertThat(queue.size()).isEqualTo(1);
        Awaitility.await().until(() -> {
            System.gc();
            return cancelled.stream().allMatch(one -> one.get() == null);
        });
    }

    private List<WeakReference<TimedCallback>> addThenCancel(int count) {
        List<TimedCallback> timers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            timers.add(new TimedCallback(agenda, i, () -> {}));
        }
        timers.forEach(queue::add);
        timers.forEach(TimedCallback::cancel);
        return timers.stream().map(WeakReference::new).toList();
    }

    @Test
    void add_afterTheLastOnesWereCancelled_takesThoseOut() {
        List<TimedCallback> timers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            timers.add(new TimedCallback(agenda, i, () -> {}));
        }
        timers.forEach(queue::add);
        timers.get(1).cancel();
        timers.get(3).cancel();
        timers.get(4).cancel();
        TimedCallback next = new TimedCallback(agenda, 9, () -> {});

        queue.add(next);

        assertThat(queue.size()).isEqualTo(4); // the one in the middle stays until its turn
        assertThat(queue.live()).isEqualTo(3);
        for (TimedCallback expected : List.of(timers.get(0), timers.get(2), next)) {
            assertThat(queue.peek()).isSameAs(expected);
            queue.poll();
        }
        assertThat(queue.peek()).isNull();
    }

    @Test
    void add_ofTimersThatAreCancelledAlready_doesNotGrow() {
        for (int i = 0; i < 1_000; i++) {
            TimedCallback timer = new TimedCallback(agenda, i, () -> {});
            timer.cancel();
            queue.add(timer);
            assertThat(queue.size()).isLessThanOrEqualTo(65);
        }

        assertThat(queue.peek()).isNull();
    }

    @Test
    void peek_whenMostAreCancelled_sweepsThemOut() {
        List<TimedCallback> timers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            timers.add(new TimedCallback(agenda, i, () -> {}));
            queue.add(timers.get(i));
        }
        timers.subList(0, 990).forEach(TimedCallback::cancel);

        assertThat(queue.peek()).isSameAs(timers.get(990));
        assertThat(queue.size()).isEqualTo(10);
    }

    /** Against a sorted list: sorting is stable, so equal deadlines keep the order of insertion. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void anyOperations_againstASortedModel_agree(long seed) {
        Random random = new Random(seed);
        long origin = Long.MAX_VALUE - 500; // so that deadlines overflow
        List<TimedCallback> model = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            int dice = random.nextInt(10);
            if (dice < 5) {
                TimedCallback timer = new TimedCallback(agenda, origin + random.nextInt(1_000), () -> {});
                queue.add(timer);
                model.add(timer);
                assertThat(queue.size()).isLessThanOrEqualTo(Math.max(65, 2 * model.size()));
                model.sort(Comparator.comparingLong(one -> one.when() - origin));
            } else if (dice < 8 && !model.isEmpty()) {
                model.remove(random.nextInt(model.size())).cancel();
            } else {
                assertThat(queue.peek()).isSameAs(model.isEmpty() ? null : model.get(0));
                if (!model.isEmpty()) {
                    queue.poll();
                    model.remove(0);
                }
            }
        }

        for (TimedCallback expected : model) {
            assertThat(queue.peek()).isSameAs(expected);
            queue.poll();
        }
        assertThat(queue.peek()).isNull();
    }
}
