package dev.loopbridge.loop.internal.core;

import static dev.loopbridge.loop.internal.ModelChecking.small;

import dev.loopbridge.loop.internal.ModelChecking;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * A loop has one holder, and whoever is refused is told by whom.
 *
 * <p>The interleaving that it must withstand: who is refused by a run looks again when that is over, finds the loop idle, and
 * takes it for one that closes.
 */
class LifecycleLincheckTest {
    public static class Loop {
        private final Lifecycle lifecycle = new Lifecycle();

        /** The runner's. */
        private boolean runs;

        @Operation(nonParallelGroup = "runner")
        public Lifecycle.Answer beginRun() {
            Lifecycle.Answer answer = lifecycle.tryRun();
            runs |= answer == Lifecycle.Answer.YES;
            return answer;
        }

        @Operation(nonParallelGroup = "runner")
        public void endRun() {
            if (runs) {
                runs = false;
                lifecycle.toIdle();
            }
        }

        @Operation
        public Lifecycle.Answer borrow() {
            Lifecycle.Answer answer = lifecycle.tryBorrow();
            if (answer == Lifecycle.Answer.YES) {
                lifecycle.toIdle();
            }
            return answer;
        }

        @Operation
        public Lifecycle.Answer close() {
            return lifecycle.tryClose();
        }
    }

    /** What it is to be, of one thread. */
    public static class OneAtATime {
        private boolean runs;
        private boolean closes;

        private Lifecycle.Answer answer() {
            return closes ? Lifecycle.Answer.CLOSING : runs ? Lifecycle.Answer.RUNNING : Lifecycle.Answer.YES;
        }

        public Lifecycle.Answer beginRun() {
            Lifecycle.Answer answer = answer();
            runs |= answer == Lifecycle.Answer.YES;
            return answer;
        }

        public void endRun() {
            runs = false;
        }

        public Lifecycle.Answer borrow() {
            return answer();
        }

        public Lifecycle.Answer close() {
            Lifecycle.Answer answer = answer();
            closes |= answer == Lifecycle.Answer.YES;
            return answer;
        }
    }

    @Test
    void lifecycle_modelChecked_isLinearizable() {
        small(ModelChecking.options())
                .iterations(10)
                .invocationsPerIteration(300)
                .sequentialSpecification(OneAtATime.class)
                .check(Loop.class);
    }
}
