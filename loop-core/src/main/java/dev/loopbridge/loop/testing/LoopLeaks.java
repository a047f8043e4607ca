package dev.loopbridge.loop.testing;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.internal.LoopRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Finds what a test leaves behind: loops that are still open, threads that are still alive.
 *
 * <pre>{@code
 * LoopLeaks leaks = LoopLeaks.watch();
 * ... the test ...
 * leaks.check();
 * }</pre>
 *
 * <p>Sees every loop made between the two, on whichever thread; so tests that are watched run one after the other. The pooled
 * threads of coroutines are not leaks while they idle, nor is what the JVM starts for itself, as when a tool attaches to it.
 */
public final class LoopLeaks {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(1).toNanos();
    private static final String POOLED = "loopbridge-coroutine-";

    private final LoopRegistry loops = LoopRegistry.open();
    private final Set<Thread> before = threadsAtWork();

    private LoopLeaks() {}

    /** {@return a watch over all that comes from here on} */
    public static LoopLeaks watch() {
        return new LoopLeaks();
    }

    /** As {@link #check(Duration)} with a few seconds. */
    public void check() {
        check(PATIENCE);
    }

    /**
     * Ends the watch.
     *
     * @param patience how long threads have to end
     * @throws AssertionError that names each open loop and each thread
     */
    public void check(Duration patience) {
        loops.close();
        List<String> leaks = new ArrayList<>();
        for (EventLoop loop : loops.loops()) {
            if (!loop.isClosed()) {
                leaks.add("loop \"" + loop.name() + "\" is open");
            }
        }
        for (Thread thread : threadsLeft(patience)) {
            leaks.add("thread \"" + thread.getName() + "\" is alive, at " + List.of(thread.getStackTrace()));
        }
        if (!leaks.isEmpty()) {
            throw new AssertionError("left behind: " + String.join("; ", leaks));
        }
    }

    private Set<Thread> threadsLeft(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        Set<Thread> left = newThreads();
        while (!left.isEmpty() && deadline - System.nanoTime() > 0) {
            LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
            left = newThreads();
        }
        return left;
    }

    private Set<Thread> newThreads() {
        Set<Thread> now = threadsAtWork();
        now.removeAll(before);
        return now;
    }

    private static Set<Thread> threadsAtWork() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> !isOfTheJvm(entry.getKey()) && !isIdlePooled(entry.getKey(), entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** In the group above {@code main}, where a program's threads are born. */
    private static boolean isOfTheJvm(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group != null && group.getParent() == null;
    }

    /** The JDK's own, and JUnit's: what the pools of virtual threads and of timeouts start is none of ours. */
    private static boolean isIdlePooled(Thread thread, StackTraceElement[] stack) {
        boolean inCoroutine = false;
        for (StackTraceElement frame : stack) {
            inCoroutine |= frame.getClassName().startsWith("dev.loopbridge.");
        }
        return !inCoroutine
                && (thread.getName().startsWith(POOLED)
                        || thread.getName().startsWith("ForkJoinPool")
                        || thread.getName().startsWith("VirtualThread-")
                        || thread.getName().equals("CompletableFutureDelayScheduler")
                        || thread.getName().startsWith("junit-"));
    }
}
