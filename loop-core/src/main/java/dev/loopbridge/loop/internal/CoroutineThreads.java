package dev.loopbridge.loop.internal;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Where the threads come from that carry coroutines. */
enum CoroutineThreads {
    VIRTUAL {
        @Override
        void start(Runnable carrier) {
            requireNonNull(VirtualThreads.FACTORY).newThread(carrier).start();
        }
    },
    POOLED {
        @Override
        void start(Runnable carrier) {
            Pool.THREADS.execute(carrier);
        }
    };

    /** Starts {@code carrier} on a thread that it has for itself. */
    abstract void start(Runnable carrier);

    /** One for all loops: a loop per subscription must not pay for threads. */
    private static final class Pool {
        private static final long IDLE_SECONDS = 5;
        private static final AtomicInteger NUMBERS = new AtomicInteger();

        static final ThreadPoolExecutor THREADS = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), carrier -> {
                    Thread thread = new Thread(carrier, "loopbridge-coroutine-" + NUMBERS.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }
}
