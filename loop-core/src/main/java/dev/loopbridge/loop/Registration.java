package dev.loopbridge.loop;

/** A listener's place in a list. */
@FunctionalInterface
public interface Registration {
    /**
     * Takes the listener out: it is not called any more, unless that call has begun. <b>Call from</b> any thread; never
     * blocks; twice does nothing more.
     */
    void cancel();
}
