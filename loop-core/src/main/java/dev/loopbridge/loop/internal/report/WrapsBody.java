package dev.loopbridge.loop.internal.report;

/** What the library runs for a user's body or callback, whose class says where it was written. */
public interface WrapsBody {
    /** {@return what was handed in} */
    Object wrappedBody();
}
