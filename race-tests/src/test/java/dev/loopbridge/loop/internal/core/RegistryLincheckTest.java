package dev.loopbridge.loop.internal.core;

import static dev.loopbridge.loop.internal.ModelChecking.small;

import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.internal.ModelChecking;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * The live subscriptions of a loop, and its close listeners: each is told once, has left, or was refused.
 *
 * <p>The interleaving that it must withstand: one joins as the end takes the last one out, and is in a list that nobody reads.
 */
class RegistryLincheckTest {
    @Param(name = "item", gen = IntGen.class, conf = "0:2")
    public static class Subscriptions {
        private final Registry<Integer> registry = new Registry<>();

        /** Of those who are there from the start, and may leave at any time. */
        private final Registration[] early = new Registration[3];

        public Subscriptions() {
            for (int i = 0; i < early.length; i++) {
                early[i] = registry.add(10 + i);
            }
        }

        @Operation
        public boolean join(@Param(name = "item") int item) {
            return registry.add(item) != null;
        }

        @Operation
        public void leave(@Param(name = "item") int item) {
            early[item].cancel();
        }

        @Operation
        public int size() {
            return registry.size();
        }

        @Operation(nonParallelGroup = "closer")
        public Integer tellNext() {
            return registry.poll();
        }
    }

    /** What it is to be, of one thread: for a list that loses count would else be the measure of itself. */
    public static class ListOfThem {
        private final List<Integer> items = new ArrayList<>(List.of(10, 11, 12));
        private boolean ended;

        public boolean join(int item) {
            return !ended && items.add(item);
        }

        public void leave(int item) {
            items.remove((Integer) (10 + item));
        }

        public int size() {
            return items.size();
        }

        public Integer tellNext() {
            ended = true;
            return items.isEmpty() ? null : items.remove(0);
        }
    }

    @Test
    void registry_modelChecked_isLinearizable() {
        small(ModelChecking.options())
                .invocationsPerIteration(500)
                .sequentialSpecification(ListOfThem.class)
                .check(Subscriptions.class);
    }
}
