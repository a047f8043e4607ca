package dev.loopbridge.loop.internal.queue;

import static dev.loopbridge.loop.internal.ModelChecking.small;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.internal.ModelChecking;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * The inbox with its gate is linearizable: all that its callers see is explained by some order of their calls.
 *
 * <p>The interleaving that it must withstand: a pusher finds the gate open, a closer seals and takes all, the pusher adds.
 */
class InboxLincheckTest {
    private static final boolean SHORT = "short".equals(System.getProperty("race.mode"));
    private static final int ROOM = 2;

    /** What must be caught may take its time: it ends when it is. */
    private static final int UNTIL_CAUGHT = 30;

    private static final int INVOCATIONS = SHORT ? 100 : 300;

    private static final Agenda AGENDA = new Agenda(() -> 0);

    /** The one order in which a holder, who is alone, and two pushers may use it. */
    public static class Gate {
        private final Inbox inbox = new Inbox();

        public Gate() {
            InboxRace.toTheEdge(inbox);
        }

        @Operation
        public Inbox.Verdict push() {
            return inbox.push(() -> {}, Integer.MAX_VALUE);
        }

        @Operation
        public boolean isSealed() {
            return inbox.isSealed();
        }

        @Operation(nonParallelGroup = "holder")
        public boolean isEmpty() {
            return inbox.isEmpty();
        }

        @Operation
        public Inbox.Verdict pushArrival() {
            return inbox.push(new TimedCallback(AGENDA, 1, () -> {}), Integer.MAX_VALUE);
        }

        /** Takes one out, as the loop does with what it has counted. */
        @Operation(nonParallelGroup = "holder")
        public String poll() {
            int waiting = inbox.sizeWithoutSelfQueued();
            return waiting <= 0 ? "" + waiting : inbox.poll() instanceof TimedCallback ? "timer" : "one of " + waiting;
        }

        @Operation(nonParallelGroup = "holder")
        public int drain() {
            return count(inbox::drainTo);
        }

        @Operation(nonParallelGroup = "holder")
        public boolean fallAsleep() {
            return inbox.park();
        }

        @Operation(nonParallelGroup = "holder")
        public void wakeUp() {
            inbox.unpark();
        }

        @Operation(nonParallelGroup = "holder")
        public void seal() {
            inbox.seal();
        }
    }

    /** A gate that takes nothing new, by and by nothing at all. Apart: a holder that falls asleep may stay awake for its sake. */
    public static class Refusing {
        private final Inbox inbox = new Inbox();

        @Operation
        public Inbox.Verdict push() {
            return inbox.push(() -> {}, Integer.MAX_VALUE);
        }

        @Operation
        public Inbox.Verdict pushThrough() {
            return inbox.pushThrough(() -> {}, Integer.MAX_VALUE);
        }

        @Operation
        public void refuse() {
            inbox.refuse();
        }

        @Operation(nonParallelGroup = "holder")
        public int drain() {
            return count(inbox::drainTo);
        }

        @Operation(nonParallelGroup = "holder")
        public void seal() {
            inbox.seal();
        }
    }

    /** With a limit, and the items taken out one by one: a drain makes room as it goes, and so not at one moment. */
    public static class Room {
        private final Inbox inbox = new Inbox();

        public Room() {
            InboxRace.toTheEdge(inbox);
        }

        @Operation
        public Inbox.Verdict push() {
            return inbox.push(() -> {}, ROOM);
        }

        @Operation(nonParallelGroup = "holder")
        public boolean poll() {
            boolean waiting = inbox.size() > 0;
            if (waiting) {
                inbox.poll();
            }
            return waiting;
        }
    }

    /** What many executors do: look whether it is closed, then add. */
    public static class LeakyGate {
        private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
        private volatile boolean sealed;

        @Operation
        public boolean push() {
            return !sealed && queue.add(() -> {});
        }

        @Operation(nonParallelGroup = "holder")
        public int seal() {
            sealed = true;
            return count(sink -> {
                for (Runnable item = queue.poll(); item != null; item = queue.poll()) {
                    sink.accept(item);
                }
            });
        }
    }

    private static int count(Consumer<Consumer<Runnable>> source) {
        List<Runnable> items = new ArrayList<>();
        source.accept(items::add);
        return items.size();
    }

    @Test
    void inbox_modelChecked_isLinearizable() {
        small(ModelChecking.options()).invocationsPerIteration(INVOCATIONS).check(Gate.class);
    }

    @Test
    void inbox_stressed_isLinearizable() {
        small(new StressOptions())
                .threads(3)
                .invocationsPerIteration(INVOCATIONS)
                .check(Gate.class);
    }

    @Test
    void inboxWithALimit_modelChecked_isLinearizable() {
        small(ModelChecking.options())
                .iterations(10)
                .invocationsPerIteration(INVOCATIONS)
                .check(Room.class);
    }

    @Test
    void refusingInbox_modelChecked_isLinearizable() {
        small(ModelChecking.options()).invocationsPerIteration(INVOCATIONS).check(Refusing.class);
    }

    /** The canary: if this is not caught, the tests of this module see nothing. */
    @Test
    void leakyGate_modelChecked_isCaught() {
        var options = small(ModelChecking.options()).iterations(UNTIL_CAUGHT).invocationsPerIteration(500);

        assertThatThrownBy(() -> options.check(LeakyGate.class))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("Invalid execution results")
                .hasMessageContaining("seal()");
    }
}
