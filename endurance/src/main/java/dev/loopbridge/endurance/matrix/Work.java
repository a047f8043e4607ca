package dev.loopbridge.endurance.matrix;

/** What a subscription is for. */
enum Work {
    /** One element, at once. */
    QUICK,
    /** One element, in an hour. */
    LATER,
    /** A few elements, one behind the other. */
    BURST,
    /** One element, after a few turns. */
    STEPS,
    /** An error: by turns an exception, a stack overflow, a linkage error and one of memory. */
    THROWS
}
