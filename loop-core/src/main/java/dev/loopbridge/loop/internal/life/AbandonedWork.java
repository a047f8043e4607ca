package dev.loopbridge.loop.internal.life;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopRunnable;
import dev.loopbridge.loop.internal.report.Wrapping;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RunnableFuture;

/** What was handed to the loop as to any {@link java.util.concurrent.Executor}, and will never run on it: who waits for it. */
final class AbandonedWork {
    /*
     * Somebody may wait for the future behind a command. A LoopRunnable is told. A FutureTask is cancelled, as after
     * ExecutorService.shutdownNow(). A step of a CompletableFuture can be neither told nor cancelled: nothing but its run reaches
     * the future. So it is run, by the close: what it calls finds a closed loop, and a step behind one that failed only passes the
     * failure on. Of any other Runnable nobody can know who waits for it.
     */
    private AbandonedWork() {}

    /** {@return whether {@link #tell} has something to do} */
    static boolean isAwaited(Runnable item) {
        Runnable work = unwrapped(item);
        return work instanceof LoopRunnable || isStep(work) || work instanceof RunnableFuture;
    }

    /** Tells who waits for {@code item}; throws what that throws. On the thread that closes. */
    static void tell(Runnable item, LoopClosedException closed) {
        Runnable work = unwrapped(item);
        if (work instanceof LoopRunnable) {
            ((LoopRunnable) item).onAbandoned(closed);
        } else if (isStep(work)) {
            item.run();
        } else if (work instanceof Future<?> future) {
            var unused = future.cancel(/* mayInterruptIfRunning= */ false);
        }
    }

    private static boolean isStep(Runnable work) {
        return work instanceof CompletableFuture.AsynchronousCompletionTask;
    }

    private static Runnable unwrapped(Runnable item) {
        Runnable inside = item;
        while (inside instanceof Wrapping wrapping) {
            inside = wrapping.inner();
        }
        return inside;
    }
}
