package dev.loopbridge.endurance.matrix;

/** How a subscription ended; each ended in one way, and the first of these that is true counts. */
enum End {
    /** More than one terminal signal. */
    TWICE("twice"),
    /** The call that subscribed threw, whatever was signalled. */
    THROWN("thrown at the caller"),
    /** One terminal signal: the legal end. */
    TERMINAL("terminal"),
    /** None, and its own subscriber had cancelled it: the other legal end. */
    CANCELLED("cancelled by its subscriber"),
    /** None, and an error of it was heard of by a hook for errors that nobody takes. */
    HOOK("only in a hook"),
    /** None, and no thread is left that could bring one. */
    HUNG("hung");

    final String title;

    End(String title) {
        this.title = title;
    }
}
