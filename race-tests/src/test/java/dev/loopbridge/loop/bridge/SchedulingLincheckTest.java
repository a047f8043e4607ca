package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.internal.ModelChecking;
import java.util.concurrent.CompletableFuture;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * One schedules and one disposes, in every order of their steps: what was accepted is awaited or told, and what was refused
 * is in no list.
 *
 * <p>The interleavings that it must withstand: who schedules has looked, and the dispose counts what is left, before the work
 * is counted; or the dispose empties the lists before the work is in one of them. Two neighbouring lines decide it, for which
 * chance would need nights.
 */
class SchedulingLincheckTest {
    private static final long FAR = Long.MAX_VALUE >> 2;

    /** All that the tests share; in each, the one disposes otherwise. */
    abstract static class Scheduling {
        final SchedulingRig rig = new SchedulingRig();
        volatile boolean accepted;
        volatile boolean disposed;

        void schedule(long delayNanos) {
            accepted = rig.schedule(delayNanos).equals("accepted");
        }

        static void check(boolean holds, String otherwise) {
            if (!holds) {
                throw new IllegalStateException(otherwise);
            }
        }
    }

    /** At once, against a dispose that awaits what is queued. */
    public static class AtOnce extends Scheduling {
        private volatile @Nullable CompletableFuture<?> gone;

        @Operation(runOnce = true, nonParallelGroup = "scheduler")
        public void schedule() {
            schedule(0);
        }

        @Operation(runOnce = true, nonParallelGroup = "disposer")
        public void dispose() {
            gone = rig.scheduling.disposeGracefully();
        }

        @Validate
        public void isAwaited() {
            check(gone == null || gone.isDone() == !accepted, accepted ? "gone too early" : "never gone");
        }
    }

    /** A timer, against the dispose of its scheduler. */
    public static class Timed extends Scheduling {
        @Operation(runOnce = true, nonParallelGroup = "scheduler")
        public void schedule() {
            schedule(FAR);
        }

        @Operation(runOnce = true, nonParallelGroup = "disposer")
        public void dispose() {
            rig.scheduling.dispose();
            disposed = true;
        }

        @Validate
        public void isToldOrRefused() {
            check(!disposed || rig.work.toString().equals(accepted ? "told" : "silent"), accepted + " " + rig.work);
            check(!disposed || rig.listsNothing(), "left in a list");
        }
    }

    /** A timer, against the dispose of its worker, which is silent. */
    public static class TimedOfWorker extends Scheduling {
        @Operation(runOnce = true, nonParallelGroup = "scheduler")
        public void schedule() {
            schedule(FAR);
        }

        @Operation(runOnce = true, nonParallelGroup = "disposer")
        public void dispose() {
            rig.worker.dispose();
            disposed = true;
        }

        @Validate
        public void isInNoList() {
            check(rig.work.toString().equals("silent"), rig.work.toString());
            check(!disposed || rig.listsNothing(), "left in a list");
        }
    }

    /** Two calls, one of each thread: there is one scenario, and the model checker finds their orders. */
    private static void checkAllOrders(Class<? extends Scheduling> ofTwo) {
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
    void schedule_againstGracefulDispose_isAwaitedOrRefused() {
        checkAllOrders(AtOnce.class);
    }

    @Test
    void scheduleTimed_againstDispose_isToldOrRefused() {
        checkAllOrders(Timed.class);
    }

    @Test
    void scheduleTimed_againstDisposeOfTheWorker_isInNoList() {
        checkAllOrders(TimedOfWorker.class);
    }
}
