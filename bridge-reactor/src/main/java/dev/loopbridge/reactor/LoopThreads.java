package dev.loopbridge.reactor;

import dev.loopbridge.loop.EventLoops;
import java.util.concurrent.CountDownLatch;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.scheduler.Schedulers;

/** Tells Reactor that a thread must not block while it runs a loop. */
final class LoopThreads {
    static {
        Schedulers.registerNonBlockingThreadPredicate(LoopThreads::isInLoop);
    }

    private LoopThreads() {}

    /** From the first call on, {@code block()} and its like fail on a thread that runs a callback or coroutine of a loop. */
    static void refuseToBlock() {
        // by the initializer, once
    }

    /** {@return whether the subscribing thread goes on to wait for {@code subscriber}: a {@code block()}, at the end of a chain} */
    static boolean waitsHere(CoreSubscriber<?> subscriber) {
        Scannable last = Scannable.from(subscriber);
        for (Scannable next = last; next != null && next.isScanAvailable(); next = next.scan(Scannable.Attr.ACTUAL)) {
            last = next;
        }
        return last instanceof CountDownLatch; // Reactor's blocking subscribers wait on themselves
    }

    /** Reactor asks for the calling thread; of another, we know nothing. */
    private static boolean isInLoop(Thread thread) {
        return thread == Thread.currentThread() && EventLoops.inLoop();
    }
}
