package dev.loopbridge.loop.internal.life;

import dev.loopbridge.loop.internal.ModelChecking;
import dev.loopbridge.loop.internal.task.SettableFuture;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Who comes to a loop that another thread closes, in every order of their steps, has the loop for itself or is told why not.
 *
 * <p>The interleavings that it must withstand: the close has begun, and has yet to say why, or to close the gate; or the gate
 * is closed, and the closer is still at work in the parts that only one thread may touch.
 */
class ClosingLincheckTest {
    /** What the tests share: a loop, and a closer who has something to do in it. */
    abstract static class Loop {
        final WatchedLoop watched = new WatchedLoop();
        volatile String found = "nothing yet";

        Loop() {
            watched.loop.onClose(closed -> watched.work());
        }

        void closeIt() {
            watched.loop.close();
        }

        void check(String expected) {
            String all = found + watched.complaints();
            if (!all.matches(expected + "|nothing yet")) {
                throw new IllegalStateException(all);
            }
        }
    }

    /** One who needs the confined parts for an instant. */
    public static class Borrowed extends Loop {
        @Operation(runOnce = true, nonParallelGroup = "closer")
        public void close() {
            closeIt();
        }

        @Operation(runOnce = true, nonParallelGroup = "borrower")
        public void borrow() {
            found = WatchedLoop.outcome(() -> watched.loop.confine("test()", watched::work));
        }

        @Validate
        public void isAloneOrRefused() {
            check("done|closed");
        }
    }

    /** One who closes it, too. */
    public static class ClosedTwice extends Loop {
        @Operation(runOnce = true, nonParallelGroup = "closer")
        public void close() {
            closeIt();
        }

        @Operation(runOnce = true, nonParallelGroup = "another")
        public void closeToo() {
            watched.loop.close();
            found = watched.loop.isClosed() ? "closed" : "open";
        }

        @Validate
        public void isClosed() {
            check("closed");
        }
    }

    /** One who runs it. */
    public static class Run extends Loop {
        private final SettableFuture<String> done = new SettableFuture<>(watched.loop);

        public Run() {
            done.setResult("done");
        }

        @Operation(runOnce = true, nonParallelGroup = "closer")
        public void close() {
            var unused = WatchedLoop.outcome(this::closeIt);
        }

        @Operation(runOnce = true, nonParallelGroup = "runner")
        public void run() {
            found = WatchedLoop.outcome(() -> {
                var unused = watched.loop.runUntilComplete(done);
            });
        }

        @Validate
        public void isRunOrRefused() {
            check("done|closed");
        }
    }

    /** Two calls, one of each thread: there is one scenario, and the model checker finds their orders. */
    private static void checkAllOrders(Class<? extends Loop> ofTwo) {
        ModelChecking.options()
                .threads(2)
                .actorsPerThread(1)
                .actorsBefore(0)
                .actorsAfter(0)
                .iterations(1)
                .invocationsPerIteration(200)
                .check(ofTwo);
    }

    @Test
    void confine_againstClose_isAloneOrRefused() {
        checkAllOrders(Borrowed.class);
    }

    @Test
    void close_againstClose_findsItClosed() {
        checkAllOrders(ClosedTwice.class);
    }

    @Test
    void run_againstClose_runsOrIsRefused() {
        checkAllOrders(Run.class);
    }
}
