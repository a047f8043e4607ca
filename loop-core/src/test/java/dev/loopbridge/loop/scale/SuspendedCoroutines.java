package dev.loopbridge.loop.scale;

import static dev.loopbridge.loop.Await.await;

import dev.loopbridge.loop.CloseReport;
import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.concurrent.Tasks;
import java.time.Duration;

/**
 * A program for a JVM of its own: suspends many coroutines at once, resumes all; suspends as many again, and shuts them down.
 * Prints what it counted.
 */
final class SuspendedCoroutines {
    private final EventLoop loop;
    private final int count;
    private int suspended;
    private int resumed;
    private int unwound;

    private SuspendedCoroutines(CoroutineEngine engine, int count) {
        this.loop = EventLoop.builder().name("many").engine(engine).build();
        this.count = count;
    }

    public static void main(String[] args) {
        new SuspendedCoroutines(CoroutineEngine.valueOf(args[0]), Integer.parseInt(args[1])).run();
    }

    private void run() {
        LoopFuture<Integer> gate = loop.createFuture();
        suspendAll(gate);
        System.gc();
        long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        System.out.println("suspended " + suspended + " with " + heap / count + " bytes of heap each, all told");
        gate.setResult(1);
        loop.runUntilComplete(() -> {
            Tasks.yieldNow();
            Tasks.yieldNow();
            return null;
        });
        System.out.println("resumed " + resumed + ", finally blocks " + unwound);

        suspended = 0;
        unwound = 0;
        suspendAll(loop.createFuture());
        CloseReport report =
                loop.shutdown(Duration.ofSeconds(60)).toCompletableFuture().join();
        System.out.println("suspended " + suspended + " again, cancelled " + report.tasksCancelled() + ", failed "
                + report.tasksFailed() + ", finally blocks " + unwound + ", not unwound " + report.notUnwound());
    }

    private void suspendAll(LoopFuture<Integer> gate) {
        for (int i = 0; i < count; i++) {
            loop.createTask(() -> {
                suspended++;
                try {
                    int one = await(gate);
                    resumed += one; // in one go, resumed would be read before the wait
                } finally {
                    unwound++;
                }
                return null;
            });
        }
        loop.stop();
        loop.runForever();
    }
}
