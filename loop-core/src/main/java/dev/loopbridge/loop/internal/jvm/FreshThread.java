package dev.loopbridge.loop.internal.jvm;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/** Makes a thread that carried a body as good as new for the next one, if this JVM has a way to. */
public final class FreshThread {
    /*
     * A thread-local stays on its thread until the thread ends, and a thread for each body costs far more than the body where
     * it is a platform thread. The JDK erases its own pools' threads by setting two fields of Thread to null, and has no
     * public way to. They can be written if the user has opened java.lang, as for the direct engine, and before JDK 24, which
     * warns of it, with sun.misc.Unsafe, if the module jdk.unsupported is there.
     */
    private static final int UNSAFE_WARNS_SINCE = 24;

    private static final MethodType SETTER = MethodType.methodType(void.class, Thread.class, Object.class);
    private static final @Nullable MethodHandle LOCALS = setter("threadLocals");
    private static final @Nullable MethodHandle INHERITABLE = setter("inheritableThreadLocals");

    private FreshThread() {}

    /** {@return whether {@link #erase} works; if not, no thread must carry a second body} */
    public static boolean canBeMade() {
        return LOCALS != null && INHERITABLE != null;
    }

    /** Takes away what the body that ended left on the calling thread, but for its name. */
    @SuppressWarnings("ThreadPriorityCheck") // not that of the body before
    public static void erase(Thread me) {
        if (LOCALS == null || INHERITABLE == null) {
            throw new IllegalStateException("no thread can be erased here");
        }
        try {
            LOCALS.invokeExact(me, (Object) null);
            INHERITABLE.invokeExact(me, (Object) null);
        } catch (Throwable error) {
            throw Sneaky.rethrow(error);
        }
        var unused = Thread.interrupted();
        me.setUncaughtExceptionHandler(null);
        if (me.getPriority() != Thread.NORM_PRIORITY) {
            me.setPriority(Thread.NORM_PRIORITY);
        }
    }

    /** {@return the context class loader of {@code home}; null, which means the system's, if it will not say} */
    public static @Nullable ClassLoader contextClassLoaderOf(Thread home) {
        try {
            return home.getContextClassLoader();
        } catch (Throwable overridden) {
            return null;
        }
    }

    private static @Nullable MethodHandle setter(String field) {
        MethodHandle opened = opened(field);
        boolean quiet = Runtime.version().feature() < UNSAFE_WARNS_SINCE;
        return opened == null && quiet ? unsafe(field) : opened;
    }

    private static @Nullable MethodHandle opened(String field) {
        try {
            Class<?> type = Class.forName("java.lang.ThreadLocal$ThreadLocalMap");
            return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
                    .findSetter(Thread.class, field, type)
                    .asType(SETTER);
        } catch (ReflectiveOperationException | RuntimeException notOpen) {
            return null;
        }
    }

    /** By reflection, since the module that has it is none that this one needs. */
    private static @Nullable MethodHandle unsafe(String field) {
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field instance = type.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            Object unsafe = instance.get(null);
            long offset = (long) type.getMethod("objectFieldOffset", Field.class)
                    .invoke(unsafe, Thread.class.getDeclaredField(field));
            MethodHandle put = MethodHandles.publicLookup()
                    .findVirtual(
                            type,
                            "putObject",
                            MethodType.methodType(void.class, Object.class, long.class, Object.class))
                    .bindTo(unsafe);
            return MethodHandles.insertArguments(put, 1, offset).asType(SETTER);
        } catch (ReflectiveOperationException | RuntimeException notHere) {
            return null;
        }
    }
}
