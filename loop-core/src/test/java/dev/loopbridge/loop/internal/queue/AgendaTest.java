package dev.loopbridge.loop.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What other threads do at the moment when an iteration begins: the clock is read there, and here it does it for them. */
class AgendaTest {
    private static final long LATER = TimeUnit.HOURS.toNanos(1);

    private final Deque<Runnable> meanwhile = new ArrayDeque<>();
    private final Agenda agenda = new Agenda(() -> {
        while (!meanwhile.isEmpty()) {
            meanwhile.remove().run();
        }
        return 0;
    });

    private final Runnable plain = () -> {};

    private TimedCallback timer(long due) {
        return new TimedCallback(agenda, due, plain);
    }

    private void push(Runnable item) {
        agenda.inbox.push(item, Integer.MAX_VALUE);
    }

    @Test
    void next_timerComesAsTheIterationBegins_waitsForItsTime() {
        agenda.add(timer(LATER));
        meanwhile.add(() -> push(timer(LATER - 1)));

        assertThat(agenda.next()).isNull();
        assertThat(agenda.nextDue()).isEqualTo(LATER - 1);
    }

    @Test
    void next_timerAndPlainOnesComeAsTheIterationBegins_runsThePlainOnesInOrder() {
        Runnable last = () -> {};
        agenda.add(timer(LATER));
        meanwhile.add(() -> push(plain));
        meanwhile.add(() -> push(timer(LATER)));
        meanwhile.add(() -> push(last));

        assertThat(agenda.next()).isSameAs(plain);
        assertThat(agenda.next()).isSameAs(last);
        assertThat(agenda.next()).isNull();
    }

    @Test
    void next_plainOneComesBeforeADueTimerIsTaken_runsFirst() {
        TimedCallback due = timer(0);
        agenda.add(due);
        meanwhile.add(() -> push(plain));

        assertThat(agenda.next()).isSameAs(plain);
        assertThat(agenda.next()).isSameAs(due);
    }
}
