package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.internal.report.SafeText;

/** Where a coroutine awaited what failed elsewhere: suppressed in the error, as by Reactor's {@code block()}. */
final class AwaitSite extends Exception {
    /** An instance that is thrown again and again must not grow for ever. */
    private static final int MOST = 8;

    private AwaitSite(Object source) {
        super("#await of " + SafeText.of(source) + " terminated with an error");
    }

    /** {@return {@code error} itself} */
    static <E extends Throwable> E noted(E error, Object source) {
        if (error.getSuppressed().length < MOST) {
            error.addSuppressed(new AwaitSite(source));
        }
        return error;
    }
}
