package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoop;
import org.jspecify.annotations.Nullable;

/** For which flow the calling thread works, as far as its guards show: what a scheduler, who sees tasks only, can ask. */
final class GuardScope {
    private static final ThreadLocal<GuardScope> OF_THREAD = ThreadLocal.withInitial(GuardScope::new);

    /** Right below the operator that runs now. To be put back by a plain write, which cannot overflow the stack. */
    @Nullable
    FailOnCloseReceiver<?> guard;

    private boolean cancelling;

    private GuardScope() {}

    /** To be asked for before a signal is let in: on a full stack this throws. */
    static GuardScope ofThread() {
        return OF_THREAD.get();
    }

    /** {@return a guard that ends the flow when {@code loop} closes; null if there is none} */
    static @Nullable FailOnCloseReceiver<?> guardOf(EventLoop loop) {
        FailOnCloseReceiver<?> guard = ofThread().guard;
        return guard != null && guard.covers(loop) ? guard : null;
    }

    /** {@return whether the calling thread cancels a guarded flow} */
    static boolean isCancelling() {
        return ofThread().cancelling;
    }

    static void cancel(FailOnCloseReceiver<?> guard) {
        GuardScope scope = ofThread();
        boolean before = scope.cancelling;
        scope.cancelling = true;
        try {
            guard.cancelUpstream();
        } finally {
            scope.cancelling = before;
        }
    }
}
