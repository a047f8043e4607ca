package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.LoopExceptionHandler;
import dev.loopbridge.loop.LoopExceptionHandler.Context;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where errors without a caller go. */
final class ErrorReports {
    private static final System.Logger LOGGER = System.getLogger("dev.loopbridge.loop");

    private final NativeLoop loop;
    private final @Nullable LoopExceptionHandler handler;

    ErrorReports(NativeLoop loop, @Nullable LoopExceptionHandler handler) {
        this.loop = loop;
        this.handler = handler;
    }

    /** As asyncio lets {@code SystemExit} through: an {@link Error} tears through the loop, unless it is ours. */
    static boolean isFatal(@Nullable Throwable error) {
        return error instanceof Error && !(error instanceof CancelledError) && !(error instanceof CoroutineExit);
    }

    /** Runs {@code callback} where nothing may be thrown: whatever it throws is reported. */
    void guard(String message, Object party, Runnable callback) {
        try {
            callback.run();
        } catch (Throwable error) {
            report(message + " " + party, error, "handle", party);
        }
    }

    void report(String message, Throwable error, String key, Object party) {
        report(new Context(message, error, Map.of(key, party)));
    }

    void report(Context context) {
        if (handler == null) {
            log(context);
            return;
        }
        try {
            handler.handle(loop, context);
        } catch (Throwable second) {
            if (context.exception() != null && context.exception() != second) {
                second.addSuppressed(context.exception());
            }
            log(new Context("Unhandled error in exception handler", second, Map.of("context", context.message())));
            if (isFatal(second)) {
                throw second;
            }
        }
    }

    private static void log(Context context) {
        StringBuilder text = new StringBuilder(context.message());
        new TreeMap<>(context.details())
                .forEach((key, value) ->
                        text.append('\n').append(key).append(": ").append(value));
        LOGGER.log(System.Logger.Level.ERROR, text.toString(), context.exception());
    }
}
