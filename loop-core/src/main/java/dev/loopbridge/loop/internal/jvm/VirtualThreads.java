package dev.loopbridge.loop.internal.jvm;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Virtual threads, reached through reflection, because the library is compiled for 17. */
public final class VirtualThreads {
    /** What the names of the threads begin with that carry coroutines. */
    public static final String NAME = "loopbridge-coroutine";

    /** {@code VirtualThread.NO_INHERIT_THREAD_LOCALS}: the loop's thread must not hand its own on. */
    private static final int NO_INHERIT_THREAD_LOCALS = 1 << 2;

    /** Null before 21, and with 21's preview switched off. */
    public static final @Nullable ThreadFactory FACTORY = factory();

    /** {@code (Executor, String, int, Runnable) -> Thread}; null unless the user has opened {@code java.lang} to us. */
    private static final @Nullable MethodHandle SCHEDULED = scheduled();

    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtual();

    private VirtualThreads() {}

    public static boolean canBeScheduled() {
        return SCHEDULED != null;
    }

    /** {@return an unstarted virtual thread that {@code scheduler} runs} */
    public static Thread create(Executor scheduler, String name, Runnable body) {
        if (SCHEDULED == null) {
            throw new IllegalStateException("virtual threads take no scheduler here");
        }
        try {
            return (Thread) SCHEDULED.invokeExact(scheduler, name, NO_INHERIT_THREAD_LOCALS, body);
        } catch (Throwable error) {
            throw Sneaky.rethrow(error);
        }
    }

    public static boolean isVirtual(Thread thread) {
        try {
            return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invokeExact(thread);
        } catch (Throwable error) {
            throw Sneaky.rethrow(error);
        }
    }

    private static @Nullable ThreadFactory factory() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            type.getMethod("name", String.class).invoke(builder, NAME);
            type.getMethod("inheritInheritableThreadLocals", boolean.class).invoke(builder, false);
            return (ThreadFactory) type.getMethod("factory").invoke(builder);
        } catch (ReflectiveOperationException notHere) {
            return null;
        }
    }

    private static @Nullable MethodHandle scheduled() {
        try {
            Constructor<?> constructor = Class.forName("java.lang.VirtualThread")
                    .getDeclaredConstructor(Executor.class, String.class, int.class, Runnable.class);
            constructor.setAccessible(true);
            return MethodHandles.lookup()
                    .unreflectConstructor(constructor)
                    .asType(MethodType.methodType(
                            Thread.class, Executor.class, String.class, int.class, Runnable.class));
        } catch (ReflectiveOperationException | RuntimeException notHereOrNotOpen) {
            return null;
        }
    }

    private static @Nullable MethodHandle isVirtual() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException notHere) {
            return null;
        }
    }
}
