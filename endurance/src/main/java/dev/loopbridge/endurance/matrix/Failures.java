package dev.loopbridge.endurance.matrix;

/** What the bodies of S6 throw, by turns. */
final class Failures {
    private Failures() {}

    static Object raise(Entry entry) {
        String message = "thrown by the body of subscription " + entry.number();
        switch (entry.number() % 4) {
            case 0 -> throw new IllegalStateException(message);
            case 1 -> throw new StackOverflowError(message);
            case 2 -> throw new LinkageError(message);
            default -> throw new OutOfMemoryError(message);
        }
    }
}
