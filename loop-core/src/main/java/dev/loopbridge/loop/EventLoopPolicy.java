package dev.loopbridge.loop;

import dev.loopbridge.loop.internal.core.ThreadSlots;
import org.jspecify.annotations.Nullable;

/**
 * Decides which loop is made, and which one a thread gets.
 *
 * <p>Process-wide; called from any thread. Implement {@link #newEventLoop()} alone to choose the kind of loop for each
 * platform or thread; the rest keeps one slot for each thread.
 *
 * @see EventLoops#setEventLoopPolicy(EventLoopPolicy)
 * @see <a href="https://docs.python.org/3.13/library/asyncio-policy.html">asyncio policies</a>
 */
@FunctionalInterface
public interface EventLoopPolicy {
    /** {@return a new, idle loop; sets nothing} */
    EventLoop newEventLoop();

    /**
     * The loop of the calling thread when none runs there.
     *
     * @return what was set, <em>even if it is closed</em>; on the main thread, if nothing was ever set, a new one, then kept
     * @throws IllegalStateException "There is no current event loop in thread 'NAME'." otherwise
     */
    default EventLoop getEventLoop() {
        return ThreadSlots.get(this);
    }

    /** @param loop the loop of the calling thread from now on; null takes it away, and none is made again */
    default void setEventLoop(@Nullable EventLoop loop) {
        ThreadSlots.set(this, loop);
    }
}
