package dev.loopbridge.loop.internal.task;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.internal.jvm.FreshThread;
import dev.loopbridge.loop.internal.report.SafeText;
import dev.loopbridge.loop.internal.threading.AnyThread;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Where a loop's callables go that have no executor of their own. */
@AnyThread
public final class DefaultExecutor {
    /** For all loops: nobody outside has it in hand to complete it otherwise. */
    @SuppressWarnings("NullAway") // the null is of the type Void
    private static final CompletableFuture<@Nullable Void> DONE = CompletableFuture.completedFuture(null);

    private final String loopName;
    /** Makes those of a pool of ours; null for daemons, of which most loops need none. */
    private final @Nullable ThreadFactory threads;

    /** Of the loop's maker: the first caller's, and its thread-locals, are not for those after it. */
    private final @Nullable ClassLoader contextClassLoader;

    /** Null until needed, unless one was given; in the end {@link ShutDown}, for good. */
    private final AtomicReference<@Nullable Executor> executor;

    DefaultExecutor(String loopName, @Nullable Executor given) {
        this(loopName, given, null);
    }

    /** @param threads makes those of a pool of ours */
    DefaultExecutor(String loopName, @Nullable Executor given, @Nullable ThreadFactory threads) {
        this.loopName = loopName;
        this.threads = threads;
        contextClassLoader = FreshThread.contextClassLoaderOf(Thread.currentThread());
        executor = new AtomicReference<>(given);
    }

    private ThreadFactory daemons() {
        AtomicInteger numbers = new AtomicInteger();
        return job -> {
            String name = loopName + "-executor-" + numbers.incrementAndGet();
            Thread thread = new Thread(null, job, name, 0, /* inheritThreadLocals= */ false);
            thread.setContextClassLoader(contextClassLoader);
            thread.setDaemon(true);
            return thread;
        };
    }

    public void execute(Runnable job) {
        Executor present = executor.get();
        if (present == null) {
            ThreadFactory factory = threads != null ? threads : daemons();
            executor.compareAndSet(null, new Pool(loopName, factory)); // has no thread yet, if another was faster
            present = executor.get();
        }
        requireNonNull(present).execute(job);
    }

    /** {@return whether there are threads of ours to wait for} */
    public boolean isInUse() {
        return executor.get() instanceof Pool;
    }

    /** {@return done when all that was accepted has run; at once if the pool is not ours} Refuses what comes from now on. */
    public CompletableFuture<@Nullable Void> shutDown() {
        for (; ; ) {
            Executor present = executor.get();
            if (present instanceof ShutDown before) {
                return before.over();
            }
            ShutDown now = new ShutDown(loopName, present instanceof Pool pool ? pool : null);
            if (executor.compareAndSet(present, now)) {
                if (present instanceof Pool pool) {
                    pool.shutdown();
                }
                return now.over();
            }
        }
    }

    private static void refuse(String loopName) {
        throw new IllegalStateException("Executor shutdown has been called: the default executor of loop \"" + loopName
                + "\" takes no more calls; give inExecutor() an executor of your own");
    }

    /** {@return for each call that runs now, its thread and where that is} */
    public List<String> callsAtWork() {
        Executor present = executor.get();
        Pool pool = present instanceof ShutDown before ? before.pool : present instanceof Pool mine ? mine : null;
        return pool == null ? List.of() : pool.callsAtWork();
    }

    private record ShutDown(String loopName, @Nullable Pool pool) implements Executor {
        CompletableFuture<@Nullable Void> over() {
            return pool == null ? DONE : pool.over;
        }

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
        private final Set<Thread> atWork = ConcurrentHashMap.newKeySet();
        private final String loopName;

        Pool(String loopName, ThreadFactory threads) {
            super(THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
            this.loopName = loopName;
            setThreadFactory(threads);
            setRejectedExecutionHandler((job, shutDownMeanwhile) -> refuse(loopName));
            allowCoreThreadTimeOut(true);
        }

        /** Where no thread can be had, those that there are must do; if there are none, the call is refused. */
        @Override
        public void execute(Runnable job) {
            try {
                super.execute(job);
            } catch (OutOfMemoryError noThread) {
                boolean queued =
                        getPoolSize() > 0 && !isShutdown() && getQueue().offer(job);
                if (!queued || (getPoolSize() == 0 && remove(job))) {
                    throw new RejectedExecutionException(
                            "no thread could be had for the default executor of loop \"" + loopName
                                    + "\"; let fewer calls run at once, or give its builder an executor",
                            noThread);
                }
            }
        }

        @Override
        protected void beforeExecute(Thread thread, Runnable job) {
            atWork.add(thread);
        }

        @Override
        protected void afterExecute(Runnable job, @Nullable Throwable thrown) {
            atWork.remove(Thread.currentThread());
        }

        List<String> callsAtWork() {
            return atWork.stream().map(Pool::describe).sorted().toList();
        }

        /** The user's own line says more than the JDK's, in which most calls wait. */
        private static String describe(Thread thread) {
            StackTraceElement[] stack = thread.getStackTrace();
            StackTraceElement at = Arrays.stream(stack)
                    .filter(frame -> !frame.getClassName().startsWith("java.")
                            && !frame.getClassName().startsWith("jdk.")
                            && !frame.getClassName().startsWith("sun."))
                    .findFirst()
                    .orElse(stack.length == 0 ? null : stack[0]);
            return "\"" + SafeText.line(thread.getName()) + "\"" + (at == null ? "" : " at " + at);
        }

        @Override
        @SuppressWarnings("NullAway") // the null is of the type Void
        protected void terminated() {
            over.complete(null);
        }
    }
}
