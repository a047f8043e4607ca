package dev.loopbridge.endurance.matrix;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Plain threads: rivals, drivers and waiters. */
final class PlainThreads implements AutoCloseable {
    private static final long KEPT_MINUTES = 60;

    private final ExecutorService threads = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, KEPT_MINUTES, TimeUnit.MINUTES, new SynchronousQueue<>(), PlainThreads::newThread);

    private static Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "crew");
        thread.setDaemon(true);
        return thread;
    }

    Future<?> start(Runnable task) {
        return threads.submit(task);
    }

    /** Has {@code size} threads at hand for the next hour. */
    void muster(int size) {
        CountDownLatch present = new CountDownLatch(size);
        for (int i = 0; i < size; i++) {
            var unused = start(() -> {
                present.countDown();
                BoundedWait.await(present);
            });
        }
        BoundedWait.await(present);
    }

    /** Those that hang are left to the JVM. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
