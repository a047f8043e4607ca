package dev.loopbridge.loop.internal.jvm;

/** Throws what was thrown, checked or not: a future hands on the very instance that was set. */
public final class Sneaky {
    private Sneaky() {}

    /**
     * Throws {@code error} as it is.
     *
     * @return never; for {@code throw}, which the compiler understands
     */
    @SuppressWarnings("unchecked")
    public static <E extends Throwable> RuntimeException rethrow(Throwable error) throws E {
        throw (E) error;
    }
}
