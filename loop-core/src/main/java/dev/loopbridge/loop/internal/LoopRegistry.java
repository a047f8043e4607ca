package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.internal.threading.AnyThread;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** The loops that were made while this is open. */
@AnyThread
public final class LoopRegistry implements AutoCloseable {
    /** Empty but in tests, so that a new loop pays one read. */
    private static final CopyOnWriteArrayList<LoopRegistry> OPEN = new CopyOnWriteArrayList<>();

    private final ConcurrentLinkedQueue<EventLoop> loops = new ConcurrentLinkedQueue<>();

    private LoopRegistry() {}

    /** {@return one that sees every loop from here on} */
    public static LoopRegistry open() {
        LoopRegistry registry = new LoopRegistry();
        OPEN.add(registry);
        return registry;
    }

    static void made(EventLoop loop) {
        for (LoopRegistry registry : OPEN) {
            registry.loops.add(loop);
        }
    }

    /** {@return what it saw so far} */
    public List<EventLoop> loops() {
        return List.copyOf(loops);
    }

    @Override
    public void close() {
        OPEN.remove(this);
    }
}
