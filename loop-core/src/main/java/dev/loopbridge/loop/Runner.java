package dev.loopbridge.loop;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.internal.InterruptibleMain;
import dev.loopbridge.loop.internal.Leftovers;
import dev.loopbridge.loop.internal.core.BoundBody;
import dev.loopbridge.loop.internal.task.Awaiting;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs several coroutines, one after the other, on one loop; what one leaves behind goes on in the next.
 *
 * <p>For one thread. The loop is made on first use.
 *
 * <pre>{@code
 * try (Runner runner = new Runner()) {
 *     int port = runner.run(() -> await(start()));
 *     runner.run(() -> await(serve(port)));
 * }
 * }</pre>
 *
 * @see <a href="https://docs.python.org/3/library/asyncio-runner.html#asyncio.Runner">asyncio.Runner</a>
 */
public final class Runner implements AutoCloseable {
    private final @Nullable Supplier<? extends EventLoop> factory;
    private @Nullable EventLoop loop;
    private @Nullable LoopContext context;
    private boolean closed;

    /** With loops from the policy, set for the thread while this is open. */
    public Runner() {
        this.factory = null;
    }

    /** @param factory makes the loop, which is not set for the thread */
    public Runner(Supplier<? extends EventLoop> factory) {
        this.factory = requireNonNull(factory, "factory");
    }

    /**
     * Runs {@code main} until it ends. All runs share one {@link LoopContext}.
     *
     * <p><b>If the calling thread is interrupted</b> meanwhile, {@code main} is cancelled; at the second time it is left where it
     * is. Either way the flag is raised again and a {@link java.util.concurrent.CancellationException} says so, unless
     * {@code main} ended otherwise: asyncio's handling of Ctrl-C.
     *
     * @param main the body
     * @return its result; what it throws is thrown as it is
     * @param <T> the type of the result
     * @throws IllegalStateException "Runner is closed", or if a loop runs on this thread
     */
    public <T extends @Nullable Object> T run(Coroutine<? extends T> main) {
        requireNonNull(main, "main");
        refuseInsideALoop("Runner.run()");
        EventLoop mine = getLoop();
        if (context == null) {
            context = LoopContext.copyOfCurrent();
        }
        return InterruptibleMain.run(mine, main instanceof BoundBody ? main : context.<T>body(main));
    }

    /**
     * {@return the loop, made now if there was none}
     *
     * @throws IllegalStateException "Runner is closed"
     */
    public EventLoop getLoop() {
        if (closed) {
            throw new IllegalStateException("Runner is closed");
        }
        if (loop == null) {
            loop = requireNonNull(
                    factory != null ? factory.get() : EventLoops.newEventLoop(), "the loop that the factory made");
            if (factory == null) {
                EventLoops.setEventLoop(loop);
            }
        }
        return loop;
    }

    /**
     * Cancels every task that is left, once; lets them unwind; reports what they threw; finishes the iterators that are left;
     * shuts down the default executor; closes the loop.
     *
     * <p><b>If the calling thread is interrupted</b> meanwhile, it waits no longer: the close fails the tasks that are left, the calls
     * that still run in the default executor are left to themselves, a warning in the log names both, and the flag is kept.
     */
    @Override
    public void close() {
        EventLoop mine = loop;
        if (mine == null) {
            closed = true;
            return;
        }
        try {
            Leftovers.clear(mine);
        } finally {
            try {
                if (factory == null) {
                    EventLoops.setEventLoop(null);
                }
            } finally {
                mine.close(); // refused while it runs: then this may be closed again
                closed = true;
                loop = null;
            }
        }
    }

    static void refuseInsideALoop(String call) {
        if (Awaiting.runningLoop() != null) {
            throw new IllegalStateException(call + " cannot be called from a running event loop");
        }
    }
}
