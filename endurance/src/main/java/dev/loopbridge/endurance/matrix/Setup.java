package dev.loopbridge.endurance.matrix;

/** A place, and what can be subscribed to there. */
interface Setup extends ClosingTarget {
    /** Subscribes, and returns once that is under way, whoever carries it. */
    default void subscribe(Entry entry, Work work) {
        subscribeHere(entry, work);
    }

    /** Subscribes on the calling thread, which may be kept until the close. */
    void subscribeHere(Entry entry, Work work);

    /** Returns once every thread that is to wait for what was subscribed waits, or is about to. */
    default void startWaiting() {}

    @Override
    default boolean promises() {
        return true;
    }
}
