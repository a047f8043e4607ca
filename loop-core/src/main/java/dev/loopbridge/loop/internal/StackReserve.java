package dev.loopbridge.loop.internal;

/** Stack for what must not overflow half-way: a body may await when it has used up nearly all of its own. */
final class StackReserve {
    /** More than the loop's own steps need, which run on top of the body that waits. */
    private static final int FRAMES = 128;

    private StackReserve() {}

    /** Overflows now if it must: before anything has changed. As long as a tenth of a switch to another thread. */
    static void require() {
        var unused = descend(FRAMES);
    }

    private static int descend(int frames) {
        return frames == 0 ? 0 : descend(frames - 1) + 1;
    }
}
