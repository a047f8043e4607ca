package dev.loopbridge.loop.internal.queue;

import dev.loopbridge.loop.internal.jvm.FieldHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A number that many threads write all the time, alone in its cache line. */
@SuppressWarnings({"unused", "UnusedVariable"}) // a line's worth of nothing on either side: the JVM keeps the order
final class PaddedLong {
    // A field, and not the middle of an array, which costs more at each submission: docs/benchmarks.
    private static final VarHandle NUMBER =
            FieldHandle.of(MethodHandles.lookup(), PaddedLong.class, "number", long.class);

    private long before1, before2, before3, before4, before5, before6, before7, before8;

    private volatile long number;

    private long behind1, behind2, behind3, behind4, behind5, behind6, behind7, behind8;

    long now() {
        return number;
    }

    boolean replace(long expected, long next) {
        return NUMBER.compareAndSet(this, expected, next);
    }
}
