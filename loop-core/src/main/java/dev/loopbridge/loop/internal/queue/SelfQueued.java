package dev.loopbridge.loop.internal.queue;

import dev.loopbridge.loop.internal.threading.HolderOnly;

/** An item that puts itself where it belongs: a timer among the timers, a task among the tasks, too. */
public interface SelfQueued extends Runnable {
    /** Takes this in. Called in order of submission. */
    @HolderOnly
    void joinQueue();
}
