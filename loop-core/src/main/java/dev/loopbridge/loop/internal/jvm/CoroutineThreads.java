package dev.loopbridge.loop.internal.jvm;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoop;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Where the threads come from that carry coroutines. None has anything of the thread that starts it. */
public enum CoroutineThreads {
    VIRTUAL {
        @Override
        void begin(Runnable carrier, String owner) {
            Thread thread = requireNonNull(VirtualThreads.FACTORY).newThread(carrier);
            thread.setName(VirtualThreads.NAME + owner);
            thread.start();
        }

        @Override
        public void relieve() {
            VirtualCarriers.addOneIfAllAreTaken();
        }
    },
    POOLED {
        @Override
        void begin(Runnable carrier, String owner) {
            if (FreshThread.canBeMade()) {
                Pool.THREADS.execute(() -> Pool.carry(carrier, owner));
            } else {
                Thread thread = Pool.newThread(carrier);
                thread.setName(thread.getName() + owner);
                thread.start();
            }
        }

        @Override
        public void relieve() {} // whoever was woken up comes
    };

    /**
     * Starts {@code carrier} on a thread that it has for itself.
     *
     * @param owner as {@link #owner}, for the thread's name
     */
    public final void start(
            Runnable carrier, String owner) { // by name known to BlockHound: a pool's lock may be taken for an instant
        begin(carrier, owner);
    }

    /** A thread that was told to go on did not for long. */
    public abstract void relieve();

    abstract void begin(Runnable carrier, String owner);

    /** {@return what the names of the threads end with that carry coroutines of {@code loop}} */
    public static String owner(EventLoop loop) {
        return " (" + loop.name() + ")";
    }

    /** One for all loops: a loop per subscription must not pay for threads. */
    private static final class Pool {
        private static final long IDLE_SECONDS = 5;
        private static final AtomicInteger NUMBERS = new AtomicInteger();

        static final ThreadPoolExecutor THREADS = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), Pool::newThread);

        @SuppressWarnings("ThreadPriorityCheck") // not that of whoever happens to start it
        static Thread newThread(Runnable carrier) {
            String name = VirtualThreads.NAME + "-" + NUMBERS.incrementAndGet();
            Thread thread = new Thread(null, carrier, name, 0, /* inheritThreadLocals= */ false);
            thread.setDaemon(true);
            thread.setPriority(Thread.NORM_PRIORITY);
            return thread;
        }

        static void carry(Runnable carrier, String owner) {
            Thread me = Thread.currentThread();
            String idleName = me.getName();
            try {
                me.setName(idleName + owner);
            } catch (Throwable noMemory) {
                // then it goes by the name that it has
            }
            try {
                carrier.run();
            } finally {
                FreshThread.erase(me);
                me.setContextClassLoader(null);
                me.setName(idleName);
            }
        }
    }
}
