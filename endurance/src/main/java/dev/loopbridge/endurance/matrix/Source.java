package dev.loopbridge.endurance.matrix;

/**
 * Something to subscribe to.
 *
 * @param <P> what it runs on: a loop, or a scheduler
 */
@FunctionalInterface
interface Source<P> {
    void subscribe(P place, Entry entry, Work work);
}
