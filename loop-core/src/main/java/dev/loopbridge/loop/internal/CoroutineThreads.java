package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.CoroutineEngine;
import java.util.Locale;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Where the threads come from that carry coroutines. */
enum CoroutineThreads {
    VIRTUAL {
        @Override
        void start(Runnable carrier) {
            if (VirtualFactory.FOUND == null) {
                throw new IllegalStateException("virtual threads need JDK 21 or later, this is " + Runtime.version());
            }
            VirtualFactory.FOUND.newThread(carrier).start();
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

    /** {@return what {@code engine} names on this JVM} */
    static CoroutineThreads of(CoroutineEngine engine) {
        CoroutineEngine chosen = engine == CoroutineEngine.AUTO ? fromProperty() : engine;
        return switch (chosen) {
            case THREADS -> POOLED;
            case AUTO -> VirtualFactory.FOUND != null ? VIRTUAL : POOLED;
            case VIRTUAL -> {
                if (VirtualFactory.FOUND == null) {
                    throw new IllegalStateException("coroutine engine VIRTUAL needs JDK 21 or later, this is "
                            + Runtime.version() + "; use AUTO");
                }
                yield VIRTUAL;
            }
        };
    }

    private static CoroutineEngine fromProperty() {
        String name = System.getProperty(CoroutineEngine.PROPERTY, CoroutineEngine.AUTO.name());
        return CoroutineEngine.valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Reached through reflection, because the library is compiled for 17. */
    private static final class VirtualFactory {
        static final @Nullable ThreadFactory FOUND = find();

        private static @Nullable ThreadFactory find() {
            try {
                Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
                Class<?> type = Class.forName("java.lang.Thread$Builder");
                type.getMethod("name", String.class).invoke(builder, "loopbridge-coroutine");
                return (ThreadFactory) type.getMethod("factory").invoke(builder);
            } catch (ReflectiveOperationException notHere) {
                return null; // before 21, or 21's preview switched off
            }
        }
    }

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
