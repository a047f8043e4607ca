package dev.loopbridge.loop.internal.task;

/** Carries the coroutines of one loop: gives each body a call stack of its own, and one of them at a time the loop. */
public interface Engine {
    /** The calling thread is home from now on, and holds the loop. */
    void comeHome();

    /** {@return a stack for {@code body}, which begins when somebody switches to it} */
    Carrier carry(Carrier.Body body);

    /**
     * Runs one step of {@code task}, and perhaps what is next on the agenda; returns when only the home thread can go on. On
     * the home thread. Throws what tears through the loop.
     */
    void resume(LoopTask<?> task);
}
