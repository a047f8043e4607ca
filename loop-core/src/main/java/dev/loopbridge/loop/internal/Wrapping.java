package dev.loopbridge.loop.internal;

/** A queue entry around another: a handle, a context, a watch. */
interface Wrapping extends Runnable {
    /** {@return what this runs} */
    Runnable inner();

    /** {@return what is inside of it all} */
    static Runnable innermost(Runnable item) {
        Runnable inside = item;
        while (inside instanceof Wrapping wrapping) {
            inside = wrapping.inner();
        }
        return inside;
    }
}
