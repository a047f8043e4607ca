package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WorkListTest {
    private final WorkList list = new WorkList(/* ofWorker= */ true);
    private final TracedWork first = work("first");
    private final TracedWork second = work("second");
    private final TracedWork third = work("third");

    private static TracedWork work(String name) {
        return new TracedWork(name, new ArrayList<>());
    }

    private void addAll() {
        Stream.of(first, second, third).forEach(list::add);
    }

    /** {@return what the list keeps, over or not, newest first} */
    private List<ScheduledWork> keptBehind(ScheduledWork newest) {
        List<ScheduledWork> kept = new ArrayList<>();
        for (ScheduledWork next = newest; next != null; next = next.older(/* ofWorker= */ true)) {
            kept.add(next);
        }
        return kept;
    }

    @Test
    void snapshot_always_isWhatIsNotOverOldestFirst() {
        addAll();
        second.dispose();

        assertThat(list.snapshot()).containsExactly(first, third);
        assertThat(list.size()).isEqualTo(2);
    }

    @Test
    void passed_withAllThatIsOlderOver_keepsNoneOfIt() {
        addAll();
        first.dispose();
        second.dispose();

        list.passed(third);

        assertThat(keptBehind(third)).containsExactly(third);
    }

    @Test
    void passed_withSomeThatIsOlderNotOver_keepsThat() {
        addAll();
        second.dispose();

        list.passed(third);

        assertThat(keptBehind(third)).containsExactly(third, first);
        assertThat(list.snapshot()).containsExactly(first, third);
    }

    @Test
    void retract_withTheNewestOver_keepsWhatIsNot() {
        addAll();
        second.dispose();
        third.dispose();

        list.retract();

        TracedWork fourth = work("fourth");
        list.add(fourth);
        assertThat(keptBehind(fourth)).containsExactly(fourth, first);
    }

    @Test
    void retract_withTheNewestNotOver_keepsAll() {
        addAll();
        second.dispose();

        list.retract();

        TracedWork fourth = work("fourth");
        list.add(fourth);
        assertThat(keptBehind(fourth)).containsExactly(fourth, third, second, first);
    }

    @Test
    void retract_withAllOver_isEmpty() {
        addAll();
        Stream.of(first, second, third).forEach(ScheduledWork::dispose);

        list.retract();

        TracedWork fourth = work("fourth");
        list.add(fourth);
        assertThat(keptBehind(fourth)).containsExactly(fourth);
    }
}
