package dev.loopbridge.rxjava;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.concurrent.TimeUnit;

/** Whether RxJava lets the calling thread block. */
final class BlockingCheck {
    /*
     * Off by default. If on, the threads of the computation scheduler are out, too, and their type is internal; a blocking
     * operator that waits no time knows it.
     */
    private static final Completable NEVER = Completable.never();

    private BlockingCheck() {}

    static boolean mayBlock() {
        if (!RxJavaPlugins.isFailOnNonBlockingScheduler()) {
            return true;
        }
        boolean interrupted = Thread.interrupted(); // else the operator throws for that
        try {
            return !NEVER.blockingAwait(0, TimeUnit.NANOSECONDS);
        } catch (IllegalStateException refused) {
            return false;
        } catch (Throwable hooks) {
            RxJavaPlugins.onError(hooks); // a hook that cannot tell has not said yes
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
