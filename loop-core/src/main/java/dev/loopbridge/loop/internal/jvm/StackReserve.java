package dev.loopbridge.loop.internal.jvm;

/**
 * Looks for stack ahead of a step that a lack of it must not tear: the error comes here, where nothing has begun.
 *
 * <p>How much a call needs depends on whether it is compiled, and with whom. So this asks for plenty, and is not all that a
 * promise rests on.
 */
public final class StackReserve {
    /** Several hundred bytes compiled, several thousand interpreted: as the steps that it is for. */
    private static final int FRAMES = 128;

    /** For what calls nothing foreign before it has given back what it took. */
    private static final int FEW_FRAMES = 48;

    /** For what loads classes. */
    private static final int MANY_FRAMES = 1_000;

    private StackReserve() {}

    /** As {@link #check()}, for what is done so often that even that would show. */
    public static void checkLittle() {
        var unused = down(FEW_FRAMES);
    }

    /** Throws {@link StackOverflowError} if there is little left. */
    public static void check() {
        var unused = down(FRAMES);
    }

    /** As {@link #check()}, of much. */
    public static void checkMuch() {
        var unused = down(MANY_FRAMES);
    }

    private static int down(int frames) {
        return frames == 0 ? 0 : 1 + down(frames - 1);
    }
}
