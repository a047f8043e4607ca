package dev.loopbridge.loop.golden;

/** The corpus's application exception. */
final class Boom extends RuntimeException {
    Boom(String message) {
        super(message);
    }

    /** For finally blocks: the compiler minds one that always throws. */
    static void raise(String message) {
        throw new Boom(message);
    }
}
