package dev.loopbridge.loop.internal;

import java.util.ArrayDeque;

/** Whether the JDK's internals do what {@link Direct} needs: they are never trusted, but run once. */
final class DirectSelfTest {
    private DirectSelfTest() {}

    static boolean passes() {
        boolean[] passed = {false};
        // A virtual thread may ask, and could not carry the one under test.
        Thread tester = new Thread(() -> passed[0] = startsYieldsAndEnds(), "loopbridge-self-test");
        tester.setDaemon(true);
        tester.start();
        try {
            tester.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return passed[0];
    }

    @SuppressWarnings("ThreadPriorityCheck") // no hint: the scheduler is the test
    private static boolean startsYieldsAndEnds() {
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
        } catch (Throwable notLikeThat) {
            return false;
        }
    }
}
