package dev.loopbridge.loop.internal.engine;

import dev.loopbridge.loop.internal.jvm.CoroutineThreads;
import dev.loopbridge.loop.internal.jvm.Sneaky;
import dev.loopbridge.loop.internal.task.TaskLoop;
import java.util.concurrent.locks.LockSupport;

/** Carries coroutines where home is a virtual thread, which cannot carry another. */
final class Porter {
    private Porter() {}

    /** Runs {@code action} on a platform thread, while the calling one, home, waits. Throws what that throws. */
    static void carry(TaskLoop loop, Runnable action) {
        Thread home = Thread.currentThread();
        Throwable[] thrown = {null};
        Runnable porter = () -> {
            try {
                action.run();
            } catch (Throwable error) {
                thrown[0] = error;
            } finally {
                loop.holder().set(home);
                LockSupport.unpark(home);
            }
        };
        loop.holder().set(null);
        try {
            CoroutineThreads.POOLED.start(porter, CoroutineThreads.owner(loop));
        } catch (Throwable noThread) {
            loop.holder().set(home);
            throw noThread;
        }
        await(loop);
        if (thrown[0] != null) {
            throw Sneaky.rethrow(thrown[0]);
        }
    }

    private static void await(TaskLoop loop) {
        boolean interrupted = false;
        while (!loop.inLoop()) {
            LockSupport.park(loop);
            if (Thread.interrupted()) {
                interrupted = true;
            }
        }
        if (interrupted) {
            loop.holder().noteInterrupt();
        }
    }
}
