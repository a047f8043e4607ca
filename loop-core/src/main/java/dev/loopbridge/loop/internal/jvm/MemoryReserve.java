package dev.loopbridge.loop.internal.jvm;

import dev.loopbridge.loop.internal.threading.AnyThread;
import org.jspecify.annotations.Nullable;

/** Memory kept for the end of loops, one for all: where none is left, those who wait must still be told. */
public final class MemoryReserve {
    /** Some hundred exceptions with their stacks. */
    private static final int BYTES = 1 << 18;

    private static volatile byte @Nullable [] kept = new byte[BYTES];

    private MemoryReserve() {}

    /** Lets the memory go, for whoever wants some next. */
    @AnyThread
    public static void release() {
        kept = null;
    }

    /** Takes it again, if there is enough by now. */
    @AnyThread
    public static void restore() {
        if (kept == null) {
            try {
                kept = new byte[BYTES];
            } catch (OutOfMemoryError notYet) {
                // by the next close, perhaps
            }
        }
    }
}
