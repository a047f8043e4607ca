package dev.loopbridge.loop.internal.queue;

/** A queue that keeps what was cancelled in it for a while, and knows how much. */
interface CountsCancelled {
    /** What waits in here was cancelled. Any thread. */
    void onCancel();
}
