package dev.loopbridge.benchmarks.peer;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The JDK's executors, with one thread. */
final class ExecutorPeer implements Peer {
    private final ExecutorService executor;

    private ExecutorPeer(ExecutorService executor) {
        this.executor = executor;
    }

    static ExecutorPeer threadPool() {
        return new ExecutorPeer(new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>()));
    }

    static ExecutorPeer forkJoin() {
        return new ExecutorPeer(
                new ForkJoinPool(1, ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, /* asyncMode= */ true));
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
