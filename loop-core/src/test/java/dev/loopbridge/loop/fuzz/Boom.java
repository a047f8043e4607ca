package dev.loopbridge.loop.fuzz;

/** What programs fail with. */
final class Boom extends RuntimeException {
    private final int number;

    Boom(int number) {
        super("boom " + number, null, false, false);
        this.number = number;
    }

    int number() {
        return number;
    }
}
