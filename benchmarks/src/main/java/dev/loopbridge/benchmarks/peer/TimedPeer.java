package dev.loopbridge.benchmarks.peer;

/** A peer with timers. */
public interface TimedPeer extends Peer {
    /** {@return what {@link #cancel} takes} */
    Object schedule(Runnable task, long delayNanos);

    /** Takes a timer back. */
    void cancel(Object handle);
}
