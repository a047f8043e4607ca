package dev.loopbridge.loop;

/**
 * A callback that runs at a deadline.
 *
 * @see <a href="https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.TimerHandle">asyncio TimerHandle</a>
 */
public interface TimerHandle extends Handle {
    /** {@return the deadline, in nanoseconds of {@link EventLoop#time()}; cancelling does not change it} */
    long when();
}
