package dev.loopbridge.loop.internal.jvm;

import java.lang.management.ManagementFactory;
import java.lang.management.PlatformManagedObject;
import org.jspecify.annotations.Nullable;

/** The threads of the JDK that carry its virtual threads: as many as there are processors, for the whole JVM. */
final class VirtualCarriers {
    /*
     * A virtual thread that waits where its stack cannot be left (in a class initializer, above a native frame) keeps its
     * carrier meanwhile. As many of them as there are carriers, and no other virtual thread can run, not even the one that
     * they wait for. JDK 24 has a way to add a carrier; it stays, since the next such wait would need it again.
     */
    private static final @Nullable Class<? extends PlatformManagedObject> SCHEDULER = scheduler();

    private VirtualCarriers() {}

    /** Slow: for when something waits in vain. */
    static synchronized void addOneIfAllAreTaken() {
        if (SCHEDULER == null) {
            return;
        }
        try {
            Object scheduler = ManagementFactory.getPlatformMXBean(SCHEDULER);
            int carriers = (int) ask(scheduler, "getParallelism");
            if ((int) ask(scheduler, "getMountedVirtualThreadCount") >= carriers) {
                SCHEDULER.getMethod("setParallelism", int.class).invoke(scheduler, carriers + 1);
            }
        } catch (ReflectiveOperationException | RuntimeException | LinkageError asManyAsThereCanBe) {
            // The turn waits until one of those that wait goes on.
        }
    }

    private static Object ask(Object scheduler, String method) throws ReflectiveOperationException {
        if (SCHEDULER == null) {
            throw new IllegalStateException("no scheduler to ask");
        }
        return SCHEDULER.getMethod(method).invoke(scheduler);
    }

    private static @Nullable Class<? extends PlatformManagedObject> scheduler() {
        try {
            return Class.forName("jdk.management.VirtualThreadSchedulerMXBean").asSubclass(PlatformManagedObject.class);
        } catch (ClassNotFoundException | LinkageError notHere) {
            return null; // before JDK 24, or without the module jdk.management
        }
    }
}
