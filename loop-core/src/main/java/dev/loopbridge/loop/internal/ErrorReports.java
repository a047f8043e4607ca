package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.LoopExceptionHandler;
import dev.loopbridge.loop.LoopExceptionHandler.Context;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where errors without a caller go. */
public final class ErrorReports {
    private final NativeLoop loop;
    private final @Nullable LoopExceptionHandler handler;

    ErrorReports(NativeLoop loop, @Nullable LoopExceptionHandler handler) {
        this.loop = loop;
        this.handler = handler;
    }

    /** As asyncio lets {@code SystemExit} through: an {@link Error} tears through the loop, unless it is ours. */
    public static boolean isFatal(@Nullable Throwable error) {
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

    /** Never throws: a handler that does is logged, with what it was called for. */
    void report(Context context) {
        Throwable second = handle(context);
        if (second != null) {
            ErrorLog.write(unhandled(context, second));
        }
    }

    /** As {@link #report(String, Throwable, String, Object)} from the loop itself, which a handler's fatal error leaves. */
    void reportOrThrow(String message, Throwable error, String key, Object party) {
        reportOrThrow(new Context(message, error, Map.of(key, party)));
    }

    void reportOrThrow(Context context) {
        Throwable second = handle(context);
        if (second != null) {
            ErrorLog.write(unhandled(context, second));
            if (isFatal(second)) {
                throw Sneaky.rethrow(second);
            }
        }
    }

    /** Returns what the handler threw, or null. */
    private @Nullable Throwable handle(Context context) {
        if (handler == null) {
            ErrorLog.write(context);
            return null;
        }
        try {
            handler.handle(loop, context);
            return null;
        } catch (Throwable second) {
            return second;
        }
    }

    private static Context unhandled(Context context, Throwable second) {
        if (context.exception() != null && context.exception() != second) {
            second.addSuppressed(context.exception());
        }
        return new Context("Unhandled error in exception handler", second, Map.of("context", context.message()));
    }
}
