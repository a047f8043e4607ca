package dev.loopbridge.loop.internal;

/** Throws what was thrown, checked or not: a future hands on the very instance that was set. */
final class Sneaky {
    private Sneaky() {}

    @SuppressWarnings("unchecked")
    static <E extends Throwable> RuntimeException rethrow(Throwable error) throws E {
        throw (E) error;
    }
}
