package dev.loopbridge.loop.internal.queue;

import dev.loopbridge.loop.internal.threading.HolderOnly;

/** An item that does more on entering the loop than join the ready queue. */
public interface Arriving extends Runnable {
    /** Called in order of submission. */
    @HolderOnly
    void arrive();
}
