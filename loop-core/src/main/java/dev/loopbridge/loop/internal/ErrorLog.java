package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.LoopExceptionHandler.Context;
import org.jspecify.annotations.Nullable;

/** Where loops write what nobody else is told. */
public final class ErrorLog {
    private static final System.Logger LOGGER = System.getLogger("dev.loopbridge.loop");

    private ErrorLog() {}

    /** One record: the message, then the parties, sorted by key. */
    public static void write(Context context) {
        StringBuilder text = new StringBuilder(context.message());
        context.details()
                .forEach((key, value) ->
                        text.append('\n').append(key).append(": ").append(value));
        LOGGER.log(System.Logger.Level.ERROR, text.toString(), context.exception());
    }

    static void warn(String text, @Nullable Throwable where) {
        LOGGER.log(System.Logger.Level.WARNING, text, where);
    }
}
