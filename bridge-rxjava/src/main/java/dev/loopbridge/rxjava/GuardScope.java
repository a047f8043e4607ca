package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoop;
import org.jspecify.annotations.Nullable;

/** For which flow the calling thread works, as far as its guards show: what a scheduler, who sees tasks only, can ask. */
final class GuardScope {
    private static final ThreadLocal<GuardScope> OF_THREAD = ThreadLocal.withInitial(GuardScope::new);

    private @Nullable FailOnCloseReceiver guard;
    private boolean cancelling;

    private GuardScope() {}

    /** {@return the guard right below the operator that runs now} */
    static @Nullable FailOnCloseReceiver guard() {
        return OF_THREAD.get().guard;
    }

    /** {@return a guard that ends the flow when {@code loop} closes; null if there is none} */
    static @Nullable FailOnCloseReceiver guardOf(EventLoop loop) {
        FailOnCloseReceiver guard = guard();
        return guard != null && guard.covers(loop) ? guard : null;
    }

    /** {@return who was the guard before, for {@link #swap} back} */
    static @Nullable FailOnCloseReceiver swap(@Nullable FailOnCloseReceiver guard) {
        GuardScope scope = OF_THREAD.get();
        FailOnCloseReceiver before = scope.guard;
        scope.guard = guard;
        return before;
    }

    /** {@return whether the calling thread cancels a guarded flow} */
    static boolean isCancelling() {
        return OF_THREAD.get().cancelling;
    }

    static void cancel(FailOnCloseReceiver guard) {
        GuardScope scope = OF_THREAD.get();
        boolean before = scope.cancelling;
        scope.cancelling = true;
        try {
            guard.cancelUpstream();
        } finally {
            scope.cancelling = before;
        }
    }
}
