package dev.loopbridge.loop.internal.queue;

/** A ready item of the loop's own: runs no user code, so whichever thread holds the loop may run it. */
@FunctionalInterface
public interface Step extends Runnable {}
