package dev.loopbridge.loop.internal.task;

import dev.loopbridge.loop.Task;

/** What a block needs to tell its own request to cancel from those of others. */
public final class Cancels {
    private Cancels() {}

    /** {@return how many requests {@code task} has been told of} One that its next await throws belongs to what comes now. */
    public static int delivered(Task<?> task) {
        return ((LoopTask<?>) task).cancelsDelivered();
    }
}
