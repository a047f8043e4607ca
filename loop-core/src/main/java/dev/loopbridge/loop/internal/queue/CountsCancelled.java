package dev.loopbridge.loop.internal.queue;

import dev.loopbridge.loop.internal.threading.AnyThread;

/** A queue that keeps what was cancelled in it for a while, and knows how much. */
interface CountsCancelled {
    /** What waits in here was cancelled. */
    @AnyThread
    void onCancel();
}
