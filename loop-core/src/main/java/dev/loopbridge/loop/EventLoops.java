package dev.loopbridge.loop;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.internal.core.ThreadSlots;
import dev.loopbridge.loop.internal.task.Awaiting;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * asyncio's module functions: run a coroutine on a loop of its own; find, make and set the loop of a thread.
 *
 * <p>For any thread; what they set is the calling thread's, but for the policy, which is the process's.
 */
public final class EventLoops {
    private static final EventLoopPolicy DEFAULT_POLICY = EventLoop::create;

    private static volatile EventLoopPolicy policy = DEFAULT_POLICY;

    private EventLoops() {}

    /**
     * Runs {@code main} on a new loop, cancels what it left behind and lets that unwind, and closes the loop.
     *
     * <p><b>Call from</b> any thread on which no loop runs.
     *
     * @param main the body
     * @return its result; what it throws is thrown as it is
     * @param <T> the type of the result
     * @throws IllegalStateException "EventLoops.run() cannot be called from a running event loop"
     * @see <a href="https://docs.python.org/3/library/asyncio-runner.html#asyncio.run">asyncio.run</a>
     */
    public static <T extends @Nullable Object> T run(Coroutine<? extends T> main) {
        requireNonNull(main, "main");
        Runner.refuseInsideALoop("EventLoops.run()");
        try (Runner runner = new Runner()) {
            return runner.run(main);
        }
    }

    /**
     * As {@link #run(Coroutine)} on a loop that is not the policy's.
     *
     * @param main the body
     * @param factory makes the loop; it is not set for the thread
     * @return its result; what it throws is thrown as it is
     * @param <T> the type of the result
     * @throws IllegalStateException "EventLoops.run() cannot be called from a running event loop"
     */
    public static <T extends @Nullable Object> T run(
            Coroutine<? extends T> main, Supplier<? extends EventLoop> factory) {
        requireNonNull(main, "main");
        requireNonNull(factory, "factory");
        Runner.refuseInsideALoop("EventLoops.run()");
        try (Runner runner = new Runner(factory)) {
            return runner.run(main);
        }
    }

    /** {@return a new, idle loop from the policy; sets nothing} */
    public static EventLoop newEventLoop() {
        return policy.newEventLoop();
    }

    /**
     * {@return the loop that runs on this thread, else the one that the policy keeps for it}
     *
     * <p>That one may be closed: ask {@link EventLoop#isClosed()}.
     *
     * @throws IllegalStateException "There is no current event loop in thread 'NAME'."
     */
    public static EventLoop getEventLoop() {
        EventLoop running = Awaiting.runningLoop();
        return running != null ? running : policy.getEventLoop();
    }

    /** @param loop the loop of the calling thread from now on; null takes it away */
    public static void setEventLoop(@Nullable EventLoop loop) {
        policy.setEventLoop(loop);
    }

    /**
     * {@return the loop that runs on this thread}
     *
     * @throws IllegalStateException "no running event loop"
     */
    public static EventLoop getRunningLoop() {
        EventLoop running = Awaiting.runningLoop();
        if (running == null) {
            throw new IllegalStateException("no running event loop");
        }
        return running;
    }

    /** {@return whether the calling thread is now running a callback or coroutine step of a loop} */
    public static boolean inLoop() {
        return Awaiting.runningLoop() != null;
    }

    /** {@return the process's policy} */
    public static EventLoopPolicy getEventLoopPolicy() {
        return policy;
    }

    /** @param newPolicy the process's policy from now on; null restores the default */
    public static void setEventLoopPolicy(@Nullable EventLoopPolicy newPolicy) {
        policy = newPolicy == null ? DEFAULT_POLICY : newPolicy;
    }

    /**
     * Starts afresh, for JShell and notebooks: closes this thread's loop if it is idle, and sets a new one.
     *
     * @return the new loop, set for this thread
     * @throws IllegalStateException if a loop runs on this thread
     */
    public static EventLoop reset() {
        Runner.refuseInsideALoop("EventLoops.reset()");
        EventLoop old = ThreadSlots.peek(policy);
        if (old != null && !old.isRunning()) {
            old.close();
        }
        EventLoop fresh = newEventLoop();
        setEventLoop(fresh);
        return fresh;
    }
}
