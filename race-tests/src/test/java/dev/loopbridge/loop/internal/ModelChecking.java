package dev.loopbridge.loop.internal;

import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;

/** How Lincheck tries all orders of what threads do to the loop. */
public final class ModelChecking {
    private static final boolean SHORT = "short".equals(System.getProperty("race.mode"));
    private static final int SCENARIOS = SHORT ? 10 : 30;

    private ModelChecking() {}

    /** {@return options that pass over the looks for stack} They go down a hundred calls, which it takes for an endless loop. */
    public static ModelCheckingOptions options() {
        return new ModelCheckingOptions()
                .addGuarantee(ManagedStrategyGuaranteeKt.forClasses("dev.loopbridge.loop.internal.jvm.StackReserve")
                        .allMethods()
                        .ignore());
    }

    /** {@return {@code options}, for small scenarios} */
    public static <O extends Options<O, ?>> O small(O options) {
        return options.iterations(SCENARIOS)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1);
    }
}
