package dev.loopbridge.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** The JDK's own continuation, with nothing around it: there is no other way to suspend a stack that is not slower. */
final class RawContinuation {
    private static final MethodHandle RUN;
    private static final MethodHandle YIELD;
    private static final MethodHandle MAKE;
    private static final Object SCOPE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
            Class<?> scope = Class.forName("jdk.internal.vm.ContinuationScope");
            SCOPE = scope.getConstructor(String.class).newInstance("benchmark");
            MAKE = lookup.findConstructor(continuation, MethodType.methodType(void.class, scope, Runnable.class))
                    .asType(MethodType.methodType(Object.class, Object.class, Runnable.class));
            RUN = lookup.findVirtual(continuation, "run", MethodType.methodType(void.class))
                    .asType(MethodType.methodType(void.class, Object.class));
            YIELD = lookup.findStatic(continuation, "yield", MethodType.methodType(boolean.class, scope))
                    .asType(MethodType.methodType(boolean.class, Object.class));
        } catch (ReflectiveOperationException closed) {
            throw new ExceptionInInitializerError(closed);
        }
    }

    /** So many times out of the continuation and back into it. */
    void leaveAndReturn(int times) {
        try {
            Runnable body = () -> leave(times);
            Object continuation = (Object) MAKE.invokeExact(SCOPE, body);
            for (int i = 0; i <= times; i++) {
                RUN.invokeExact(continuation);
            }
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static void leave(int times) {
        try {
            for (int i = 0; i < times; i++) {
                boolean unused = (boolean) YIELD.invokeExact(SCOPE);
            }
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }
}
