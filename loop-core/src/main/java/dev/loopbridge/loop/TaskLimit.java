package dev.loopbridge.loop;

/** What becomes of a task that is created while a loop has as many as its builder's {@code maxTasks} allows. */
public enum TaskLimit {
    /** It is refused: {@link java.util.concurrent.RejectedExecutionException}, at the call. */
    REFUSE,
    /**
     * It waits, and begins when another one ends, in order of arrival. Meanwhile it occupies no thread; it can be cancelled, and is
     * told by a shutdown or a close, as any task. What a task creates that has begun so is counted, but does not wait: its
     * creator may be going to await it.
     */
    WAIT
}
