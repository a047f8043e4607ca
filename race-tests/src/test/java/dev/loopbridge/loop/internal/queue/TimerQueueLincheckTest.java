package dev.loopbridge.loop.internal.queue;

import static dev.loopbridge.loop.internal.ModelChecking.small;

import dev.loopbridge.loop.internal.ModelChecking;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * The timer queue shows its holder only timers that nobody has cancelled, and counts right, while any thread cancels.
 *
 * <p>The interleaving that it must withstand: a timer is cancelled on its way in, or as the holder sweeps or polls it out.
 */
class TimerQueueLincheckTest {
    /** Lincheck takes a longer loop for one that waits for another thread. */
    private static final int LONGER_THAN_THE_SWEEP = 1_000;

    @Param(name = "timer", gen = IntGen.class, conf = "0:2")
    public static class Queue {
        private static final int TIMERS = 3;
        private static final Agenda AGENDA = new Agenda(() -> 0);

        private final TimerQueue queue = new TimerQueue();
        private final TimedCallback[] timers = new TimedCallback[TIMERS];

        // The holder's.

        private final boolean[] added = new boolean[TIMERS];
        private final boolean[] taken = new boolean[TIMERS];

        public Queue() {
            for (int i = 0; i < TIMERS; i++) {
                timers[i] = new TimedCallback(AGENDA, TIMERS - i, () -> {});
            }
        }

        @Operation(nonParallelGroup = "holder")
        public boolean add(@Param(name = "timer") int which) {
            boolean first = !added[which];
            added[which] = true;
            if (first) {
                queue.add(timers[which]);
            }
            return first;
        }

        @Operation(nonParallelGroup = "holder")
        public int take() {
            TimedCallback next = queue.peek();
            if (next == null) {
                return -1;
            }
            queue.poll();
            int which = TIMERS - (int) next.when();
            taken[which] = true;
            return which;
        }

        @Operation
        public void cancel(@Param(name = "timer") int which) {
            timers[which].cancel();
        }

        /** Nobody cancels any more: the count is exact. */
        @Validate
        public void counts() {
            int live = 0;
            for (int i = 0; i < TIMERS; i++) {
                live += added[i] && !taken[i] && !timers[i].isCancelled() ? 1 : 0;
            }
            if (queue.live() != live) {
                throw new IllegalStateException("counts " + queue.live() + ", holds " + live);
            }
        }
    }

    /** As {@link Queue}, so full of cancelled timers that whatever is added makes it sweep. */
    @Param(name = "timer", gen = IntGen.class, conf = "0:2")
    public static class DirtyQueue extends Queue {
        private static final int MANY = 65;

        public DirtyQueue() {
            for (int i = 0; i < MANY; i++) {
                TimedCallback old = new TimedCallback(Queue.AGENDA, Queue.TIMERS + 1, () -> {});
                super.queue.add(old);
                old.cancel();
            }
        }

        @Override
        @Operation(nonParallelGroup = "holder")
        public boolean add(@Param(name = "timer") int which) {
            return super.add(which);
        }

        @Override
        @Operation(nonParallelGroup = "holder")
        public int take() {
            return super.take();
        }

        @Override
        @Operation
        public void cancel(@Param(name = "timer") int which) {
            super.cancel(which);
        }
    }

    /** What it is to be, of one thread: for a queue that shows what is cancelled would else be the measure of itself. */
    public static class SetOfThem {
        private final boolean[] added = new boolean[Queue.TIMERS];
        private final boolean[] over = new boolean[Queue.TIMERS];

        public boolean add(int which) {
            boolean first = !added[which];
            added[which] = true;
            return first;
        }

        public int take() {
            for (int i = Queue.TIMERS - 1; i >= 0; i--) { // the last is due first
                if (added[i] && !over[i]) {
                    over[i] = true;
                    return i;
                }
            }
            return -1;
        }

        public void cancel(int which) {
            over[which] = true;
        }
    }

    @Test
    void timerQueue_modelChecked_isLinearizable() {
        small(ModelChecking.options())
                .invocationsPerIteration(500)
                .sequentialSpecification(SetOfThem.class)
                .check(Queue.class);
    }

    @Test
    void timerQueue_thatSweeps_isLinearizable() {
        small(ModelChecking.options())
                .iterations(15)
                .invocationsPerIteration(200)
                .loopBound(LONGER_THAN_THE_SWEEP)
                .sequentialSpecification(SetOfThem.class)
                .check(DirtyQueue.class);
    }
}
