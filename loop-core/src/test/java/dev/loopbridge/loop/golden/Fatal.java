package dev.loopbridge.loop.golden;

/** The corpus's error that tears through the loop. */
final class Fatal extends Error {
    Fatal(String message) {
        super(message);
    }
}
