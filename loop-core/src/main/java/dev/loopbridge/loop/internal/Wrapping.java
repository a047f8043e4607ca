package dev.loopbridge.loop.internal;

/** A queue entry around another: a handle, a context, a watch. */
interface Wrapping extends Runnable {
    /** {@return what this runs} */
    Runnable inner();
}
