package dev.loopbridge.loop.internal.queue;

/** An item that does more on entering the loop than join the ready queue. */
public interface Arriving extends Runnable {
    /** Called by the holder of the loop, in order of submission. */
    void arrive();
}
