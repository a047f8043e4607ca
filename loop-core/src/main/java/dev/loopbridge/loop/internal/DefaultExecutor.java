package dev.loopbridge.loop.internal;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Where a loop's callables go that have no executor of their own. Any thread. */
final class DefaultExecutor {
    /** For all loops: nobody outside has it in hand to complete it otherwise. */
    @SuppressWarnings("NullAway") // the null is of the type Void
    private static final CompletableFuture<@Nullable Void> DONE = CompletableFuture.completedFuture(null);

    private final String loopName;

    /** That of the loop's maker: the first caller's own thread-locals and class loader are not for those after it. */
    private final @Nullable ClassLoader contextClassLoader =
            FreshThread.contextClassLoaderOf(Thread.currentThread());

    /** Null until needed, unless one was given; in the end {@link ShutDown}, for good. */
    private final AtomicReference<@Nullable Executor> executor;

    DefaultExecutor(String loopName, @Nullable Executor given) {
        this.loopName = loopName;
        executor = new AtomicReference<>(given);
    }

    void execute(Runnable job) {
        Executor present = executor.get();
        if (present == null) {
            executor.compareAndSet(null, new Pool(loopName, contextClassLoader)); // has no thread yet, if another was faster
            present = executor.get();
        }
        requireNonNull(present).execute(job);
    }

    /** {@return whether there are threads of ours to wait for} */
    boolean isInUse() {
        return executor.get() instanceof Pool;
    }

    /** {@return done when all that was accepted has run; at once if the pool is not ours} Refuses what comes from now on. */
    CompletableFuture<@Nullable Void> shutDown() {
        for (; ; ) {
            Executor present = executor.get();
            if (present instanceof ShutDown before) {
                return before.over;
            }
            ShutDown now = new ShutDown(loopName, present instanceof Pool pool ? pool.over : DONE);
            if (executor.compareAndSet(present, now)) {
                if (present instanceof Pool pool) {
                    pool.shutdown();
                }
                return now.over;
            }
        }
    }

    private static void refuse(String loopName) {
        throw new IllegalStateException("Executor shutdown has been called: the default executor of loop \"" + loopName
                + "\" takes no more calls; give inExecutor() an executor of your own");
    }

    private record ShutDown(String loopName, CompletableFuture<@Nullable Void> over) implements Executor {
        @Override
        public void execute(Runnable job) {
            refuse(loopName);
        }
    }

    private static final class Pool extends ThreadPoolExecutor {
        /** As CPython's: enough for blocking calls, few enough to afford. */
        private static final int THREADS = Math.min(32, Runtime.getRuntime().availableProcessors() + 4);

        private static final long IDLE_SECONDS = 5;

        final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();

        Pool(String loopName, @Nullable ClassLoader contextClassLoader) {
            super(THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
            AtomicInteger numbers = new AtomicInteger();
            setThreadFactory(job -> {
                String name = loopName + "-executor-" + numbers.incrementAndGet();
                Thread thread = new Thread(null, job, name, 0, /* inheritThreadLocals= */ false);
                thread.setContextClassLoader(contextClassLoader);
                thread.setDaemon(true);
                return thread;
            });
            setRejectedExecutionHandler((job, shutDownMeanwhile) -> refuse(loopName));
            allowCoreThreadTimeOut(true);
        }

        @Override
        @SuppressWarnings("NullAway") // the null is of the type Void
        protected void terminated() {
            over.complete(null);
        }
    }
}
