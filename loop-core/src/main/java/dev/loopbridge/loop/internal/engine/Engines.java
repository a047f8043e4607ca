package dev.loopbridge.loop.internal.engine;

import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.internal.jvm.CoroutineThreads;
import dev.loopbridge.loop.internal.jvm.VirtualThreads;
import dev.loopbridge.loop.internal.task.Engine;
import dev.loopbridge.loop.internal.task.TaskLoop;
import java.util.Locale;

/** Which engine carries the coroutines of a loop. */
public final class Engines {
    private Engines() {}

    /** {@return what {@code engine} names on this JVM; never {@link CoroutineEngine#AUTO}} */
    public static CoroutineEngine choose(CoroutineEngine engine) {
        CoroutineEngine chosen = engine == CoroutineEngine.AUTO ? fromProperty() : engine;
        return switch (chosen) {
            case AUTO -> best();
            case THREADS -> chosen;
            case VIRTUAL -> {
                if (VirtualThreads.FACTORY == null) {
                    throw new IllegalStateException("coroutine engine VIRTUAL needs JDK 21 or later, this is "
                            + Runtime.version() + "; use AUTO");
                }
                yield chosen;
            }
            case DIRECT -> {
                if (!DirectEngine.isAvailable()) {
                    throw new IllegalStateException("coroutine engine DIRECT needs JDK 21 or later, started with"
                            + " --add-opens java.base/java.lang=dev.loopbridge.loop (ALL-UNNAMED on the class path);"
                            + " this is " + Runtime.version() + "; use AUTO");
                }
                yield chosen;
            }
        };
    }

    public static Engine create(CoroutineEngine chosen, TaskLoop loop) {
        return switch (chosen) {
            case DIRECT -> new DirectEngine(loop);
            case VIRTUAL -> new ThreadEngine(loop, CoroutineThreads.VIRTUAL);
            default -> new ThreadEngine(loop, CoroutineThreads.POOLED);
        };
    }

    private static CoroutineEngine best() {
        if (VirtualThreads.FACTORY == null) {
            return CoroutineEngine.THREADS;
        }
        // A virtual thread that runs the loop could not carry others itself.
        boolean direct = !VirtualThreads.isVirtual(Thread.currentThread()) && DirectEngine.isAvailable();
        return direct ? CoroutineEngine.DIRECT : CoroutineEngine.VIRTUAL;
    }

    private static CoroutineEngine fromProperty() {
        String name = System.getProperty(CoroutineEngine.PROPERTY);
        if (name == null) { // as for most new loops: to look up a name takes longer than three allocations
            return CoroutineEngine.AUTO;
        }
        try {
            return CoroutineEngine.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new IllegalStateException("property " + CoroutineEngine.PROPERTY + " must be auto, direct, virtual or"
                    + " threads, was " + name);
        }
    }
}
