package dev.loopbridge.loop.internal.queue;

import dev.loopbridge.loop.internal.jvm.FieldHandle;
import dev.loopbridge.loop.internal.threading.AnyThread;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** How far the holder has come with the slots, alone in its cache line: submitters read none of it but what is published. */
@SuppressWarnings({"unused", "UnusedVariable"}) // a line's worth of nothing on either side: the JVM keeps the order
final class TakenCount {
    private static final VarHandle PUBLISHED =
            FieldHandle.of(MethodHandles.lookup(), TakenCount.class, "published", long.class);

    private long before1, before2, before3, before4, before5, before6, before7, before8;

    /** As others see {@link #next}, which may be ahead. */
    private volatile long published;

    // The rest is the holder's, in plain fields: to write one calls nothing, and so cannot fail.

    /** The place to empty next. */
    long next;

    /** Places before this one keep nothing. */
    long forgotten;

    /** Places before this one may hold what must arrive, though no mark says so any more. */
    long mixed;

    private long behind1, behind2, behind3, behind4, behind5, behind6, behind7, behind8;

    @AnyThread
    long published() {
        return published;
    }

    /** No fence, which would cost as much as all the rest of a take. */
    void publish(long taken) {
        PUBLISHED.setRelease(this, taken);
    }
}
