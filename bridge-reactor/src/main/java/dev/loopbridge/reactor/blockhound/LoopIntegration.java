package dev.loopbridge.reactor.blockhound;

import dev.loopbridge.loop.EventLoops;
import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Teaches BlockHound the loop: a thread that runs a callback or coroutine must not block, whichever thread it is; the loop's
 * own waiting is allowed, and nothing else.
 */
public final class LoopIntegration implements BlockHoundIntegration {
    private static final String INTERNAL = "dev.loopbridge.loop.internal.";
    private static final String VIRTUAL_THREAD = "java.lang.VirtualThread";

    /** For the service loader. */
    public LoopIntegration() {}

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.addDynamicThreadPredicate(thread -> true)
                .nonBlockingThreadPredicate(others -> others.or(LoopIntegration::runsALoop))
                // BlockHound knows what blocks platform threads only.
                .markAsBlocking(VIRTUAL_THREAD, "park", "()V")
                .markAsBlocking(VIRTUAL_THREAD, "parkNanos", "(J)V")
                // The loop is idle: nothing is ready.
                .allowBlockingCallsInside(INTERNAL + "queue.Agenda", "sleep")
                // Another thread has the loop's turn.
                .allowBlockingCallsInside(INTERNAL + "engine.Turn", "await")
                .allowBlockingCallsInside(INTERNAL + "engine.Porter", "carry")
                // Other threads submit on and on, or finish in a few instructions.
                .allowBlockingCallsInside(INTERNAL + "queue.Headway", "fallBehind")
                .allowBlockingCallsInside(INTERNAL + "queue.Slots", "pause")
                .allowBlockingCallsInside(INTERNAL + "jvm.CoroutineThreads", "start")
                .allowBlockingCallsInside(INTERNAL + "core.Lifecycle", "leaveIdle")
                .allowBlockingCallsInside(INTERNAL + "life.LoopEnd", "awaitSealed")
                .allowBlockingCallsInside(INTERNAL + "life.CloseListeners", "awaitTelling")
                // The JDK's own timer may have its lock taken for an instant.
                .allowBlockingCallsInside(INTERNAL + "life.CloseWatch", "lookAfter");
    }

    private static boolean runsALoop(Thread thread) {
        return thread == Thread.currentThread() && EventLoops.inLoop();
    }
}
