package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.internal.ModelChecking;
import dev.loopbridge.loop.internal.life.WatchedLoop;
import java.time.Duration;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Who subscribes to an idle loop is taken on, or told that it closes.
 *
 * <p>The interleaving that it must withstand: it was not asked to close when the subscriber looked, and then its shutdown
 * runs it, which is not for the subscriber to hear of.
 */
class DriverLincheckTest {
    public static class Loop {
        private final WatchedLoop watched = new WatchedLoop();
        private final DrivenSubscription<Object> subscription =
                new DrivenSubscription<>(watched.loop, out -> null, new Witness(1), LaunchOptions.defaults(), false);
        private volatile @Nullable RuntimeException refusal;

        @Operation(runOnce = true, nonParallelGroup = "subscriber")
        public void subscribe() {
            refusal = LoopDriver.of(watched.loop).refusal(subscription);
        }

        @Operation(runOnce = true, nonParallelGroup = "closer")
        public void shutdown() {
            watched.loop.shutdown(Duration.ZERO, "a test");
        }

        @Validate
        public void isToldOfTheClose() {
            if (refusal != null && !(refusal instanceof LoopClosedException)) {
                throw new IllegalStateException(refusal);
            }
        }
    }

    @Test
    void refusal_againstShutdown_isTheClose() {
        ModelChecking.options()
                .threads(2)
                .actorsPerThread(1)
                .actorsBefore(0)
                .actorsAfter(0)
                .iterations(1)
                .invocationsPerIteration(200)
                .check(Loop.class);
    }
}
