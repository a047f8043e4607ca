package dev.loopbridge.loop.internal;

/** A ready item of the loop's own: runs no user code, so whichever thread holds the loop may run it. */
@FunctionalInterface
interface Step extends Runnable {}
