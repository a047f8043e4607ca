package dev.loopbridge.loop.internal.engine;

import dev.loopbridge.loop.internal.jvm.VirtualThreads;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Whether the JDK's internals do what {@link DirectEngine} needs: they are never trusted, but run once. */
final class DirectEngineSelfTest {
    private DirectEngineSelfTest() {}

    /** {@return the answer; null if there is none yet, for want of a thread or of memory} Keeps the caller's interrupt flag. */
    static @Nullable Boolean passes() {
        @Nullable Boolean[] passed = {null};
        try {
            // A virtual thread may ask, and could not carry the one under test.
            Thread tester = new Thread(
                    null,
                    () -> passed[0] = startsYieldsAndEnds(),
                    "loopbridge-self-test",
                    0,
                    /* inheritThreadLocals= */ false);
            tester.setDaemon(true);
            tester.start();
            joinUninterruptibly(tester);
        } catch (OutOfMemoryError | StackOverflowError noThread) {
            return null;
        }
        return passed[0];
    }

    private static void joinUninterruptibly(Thread tester) {
        boolean interrupted = false;
        while (tester.isAlive()) {
            try {
                tester.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // no hint: the scheduler is the test
    private static @Nullable Boolean startsYieldsAndEnds() {
        try {
            ArrayDeque<Runnable> submitted = new ArrayDeque<>();
            int[] steps = {0};
            Thread thread = VirtualThreads.create(submitted::add, VirtualThreads.NAME, () -> {
                steps[0]++;
                Thread.yield();
                steps[0]++;
            });
            thread.start();
            Runnable first = submitted.remove();
            first.run();
            boolean yielded = steps[0] == 1 && thread.isAlive();
            Runnable second = submitted.remove();
            second.run();
            return yielded && first == second && steps[0] == 2 && submitted.isEmpty() && !thread.isAlive();
        } catch (OutOfMemoryError | StackOverflowError noMemory) {
            return null;
        } catch (Throwable notLikeThat) {
            return false;
        }
    }
}
