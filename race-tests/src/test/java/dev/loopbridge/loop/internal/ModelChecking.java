package dev.loopbridge.loop.internal;

import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/** How Lincheck tries all orders of what threads do to the loop. */
public final class ModelChecking {
    private ModelChecking() {}

    /** {@return options that pass over the looks for stack} They go down a hundred calls, which it takes for an endless loop. */
    public static ModelCheckingOptions options() {
        return new ModelCheckingOptions()
                .addGuarantee(ManagedStrategyGuaranteeKt.forClasses("dev.loopbridge.loop.internal.StackReserve")
                        .allMethods()
                        .ignore());
    }
}
