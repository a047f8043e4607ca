package dev.loopbridge.loop.internal.report;

import dev.loopbridge.loop.LoopExceptionHandler.Context;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where loops write what nobody else is told. Never throws: a log that does is passed over for the standard error stream. */
public final class ErrorLog {
    private static final System.Logger LOGGER = System.getLogger("dev.loopbridge.loop");

    private ErrorLog() {}

    /** One record: the message, then the parties, sorted by key. */
    public static void write(Context context) {
        write(System.Logger.Level.ERROR, text(context), context.exception());
    }

    public static void warn(String text, @Nullable Throwable where) {
        write(System.Logger.Level.WARNING, text, where);
    }

    private static String text(Context context) {
        StringBuilder text = new StringBuilder(SafeText.line(context.message()));
        for (Map.Entry<String, Object> party : context.details().entrySet()) {
            text.append('\n').append(SafeText.line(party.getKey())).append(": ").append(SafeText.of(party.getValue()));
        }
        return text.toString();
    }

    /** An appender may throw, and so may the {@code getMessage()} of what it prints. */
    private static void write(System.Logger.Level level, String text, @Nullable Throwable error) {
        try {
            LOGGER.log(level, text, error == null || isPrintable(error) ? error : standIn(error));
        } catch (Throwable logFailed) {
            lastResort(text, error, logFailed);
        }
    }

    /** Tried out first: a log that fails on an error's message may drop the whole record, and say so to nobody. */
    private static boolean isPrintable(Throwable error) {
        try (PrintWriter nowhere = new PrintWriter(Writer.nullWriter())) {
            error.printStackTrace(nowhere);
            return true;
        } catch (Throwable unprintable) {
            return false;
        }
    }

    private static Throwable standIn(Throwable error) {
        Throwable printable = new Throwable("in context of " + SafeText.of(error));
        printable.setStackTrace(error.getStackTrace());
        return printable;
    }

    @SuppressWarnings("SystemOut") // nothing else is left
    private static void lastResort(String text, @Nullable Throwable error, Throwable logFailed) {
        try {
            System.err.println(text + "\nerror: " + SafeText.of(error) + "\nnot logged: " + SafeText.of(logFailed));
        } catch (Throwable nothingIsLeft) {
            // The promises that depend on what comes behind this count for more than the report.
        }
    }
}
