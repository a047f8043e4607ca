package dev.loopbridge.endurance.matrix;

/** What is closed: a loop, a scheduler, an executor; once. */
interface ClosingTarget {
    /** Has it closed, as hard as its kind allows. Waits for the threads of its own at most. Any other thread. */
    void close();

    /**
     * Waits until no thread is left that could signal to anybody: then all is told that ever will be.
     *
     * @return whether it came to that
     */
    boolean settle();

    /** {@return whether what is subscribed here, and let be, is told of its end in the end} */
    boolean promises();
}
