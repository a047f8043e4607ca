package dev.loopbridge.loop;

import dev.loopbridge.loop.internal.report.ErrorLog;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where errors go that have no caller left: a callback's, a task's that nobody asked, a close listener's.
 *
 * <p><b>Runs on</b> the loop's home thread, or on the closing thread while the loop closes. While the loop is idle, or closed, it
 * runs on the thread where the error showed, and for {@link EventLoop#callExceptionHandler} on the calling thread. What it
 * throws is logged along with the error that it was called for; where the log throws as well, both go to the standard error
 * stream.
 *
 * @see <a href="https://docs.python.org/3/library/asyncio-eventloop.html#error-handling-api">asyncio error handling</a>
 */
@FunctionalInterface
public interface LoopExceptionHandler {
    /**
     * Takes one error.
     *
     * @param loop the loop that it happened on
     * @param context what happened
     */
    void handle(EventLoop loop, Context context);

    /** {@return the default: it logs one record at level ERROR to {@code dev.loopbridge.loop}} For handlers to fall back on. */
    static LoopExceptionHandler logging() {
        return (loop, context) -> ErrorLog.write(context);
    }

    /**
     * What happened.
     *
     * @param message what the loop was doing
     * @param exception what was thrown; null if nothing was
     * @param details the parties, by asyncio's keys: {@code handle}, {@code future}, {@code task}, {@code asyncgen}; sorted
     *     by key
     */
    record Context(String message, @Nullable Throwable exception, Map<String, Object> details) {
        /** Copies the details. */
        public Context {
            details = Collections.unmodifiableMap(new TreeMap<>(details));
        }

        /**
         * {@return a context without a message of its own}
         *
         * @param exception what was thrown; null if nothing was
         * @param details the parties
         */
        public static Context of(@Nullable Throwable exception, Map<String, Object> details) {
            return new Context("Unhandled exception in event loop", exception, details);
        }
    }
}
