package dev.loopbridge.loop.internal.report;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopExceptionHandler;
import dev.loopbridge.loop.LoopExceptionHandler.Context;
import dev.loopbridge.loop.internal.jvm.Sneaky;
import dev.loopbridge.loop.internal.threading.AnyThread;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where errors without a caller go. Nothing in here throws, but for {@link #reportOrThrow}, which says what. */
public final class ErrorReports {
    /*
     * The handler is called on the home thread, or the closing one. An error that shows on a thread that carries a coroutine is
     * the next thing that the home thread comes to; one from a thread that has nothing to do with the loop comes through the
     * inbox. Where even that fails, for want of stack or memory, the last such error is kept and told along with the next.
     */
    /** The thread on which a loop's handler is called. */
    public interface Home {
        /** {@return whether the calling thread is the one: home, the closing one, or there is neither} */
        boolean mayTellHere();

        /** {@code report} is the next thing that it comes to. */
        @AnyThread
        void bring(Runnable report);

        /** {@return the next of what was brought to a loop that closes; null if there is none} On the closing thread. */
        @Nullable
        Runnable nextBrought();
    }

    private final EventLoop loop;
    private final Home home;
    private volatile @Nullable LoopExceptionHandler handler;

    /** What could not be reported for want of stack or memory. */
    private volatile @Nullable Throwable unreported;

    public ErrorReports(EventLoop loop, Home home, @Nullable LoopExceptionHandler handler) {
        this.loop = loop;
        this.home = home;
        this.handler = handler;
    }

    @Nullable
    public LoopExceptionHandler handler() {
        return handler;
    }

    /** From here on. */
    @AnyThread
    public void handler(@Nullable LoopExceptionHandler next) {
        handler = next;
    }

    /** As asyncio lets {@code SystemExit} through: an {@link Error} tears through the loop, unless it is ours. */
    public static boolean isFatal(@Nullable Throwable error) {
        return error instanceof Error && !(error instanceof CancelledError) && !(error instanceof CoroutineExit);
    }

    /** Runs {@code callback} where nothing may be thrown: whatever it throws is reported. */
    public void guard(String message, Object party, Runnable callback) {
        try {
            callback.run();
        } catch (Throwable error) {
            reportOf(message, error, party);
        }
    }

    private void reportOf(String message, Throwable error, Object party) {
        try {
            report(message + " " + SafeText.of(party), error, "handle", party);
        } catch (Throwable noStackOrMemory) {
            unreported = error;
        }
    }

    /** A run was torn, and its loop goes on. */
    public void reportTornRun(Throwable fatal) {
        try {
            report("Fatal error in event loop", fatal, "loop", loop);
        } catch (Throwable noMemory) { // not even for the message
            unreported = fatal;
        }
    }

    public void reportTornShutdown(Throwable fatal) {
        try {
            report("Fatal error while the loop shuts down", fatal, "loop", loop);
        } catch (Throwable noMemory) { // not even for the message
            unreported = fatal;
        }
    }

    public void reportTornClose(Throwable failed) {
        try {
            report("Exception while event loop closes", failed, "loop", loop);
        } catch (Throwable noMemory) { // not even for the message
            unreported = failed;
        }
    }

    public void report(String message, Throwable error, String key, Object party) {
        try {
            report(new Context(message, error, Map.of(key, party)));
        } catch (Throwable noStackOrMemory) {
            unreported = error;
        }
    }

    /** A handler that throws is logged, with what it was called for. */
    public void report(Context context) {
        try {
            reportWhereItBelongs(context);
        } catch (Throwable noStackOrMemory) {
            unreported = context.exception();
        }
    }

    private void reportWhereItBelongs(Context context) {
        if (home.mayTellHere()) {
            var unused = tell(context);
        } else {
            home.bring(() -> tell(context));
        }
    }

    /** Tells what carriers reported meanwhile. On the closing thread. */
    public void tellOfClosing() {
        for (Runnable news = home.nextBrought(); news != null; news = home.nextBrought()) {
            guard("Exception in the scope of", loop, news);
        }
        tellUnreported();
    }

    private void tellUnreported() {
        Throwable kept = unreported;
        if (kept != null) {
            unreported = null;
            var unused =
                    handle(new Context("An error could not be reported when it happened", kept, Map.of("loop", loop)));
        }
    }

    /** As {@link #report(String, Throwable, String, Object)} from the loop itself, which a handler's fatal error leaves. */
    public void reportOrThrow(String message, Throwable error, String key, Object party) {
        reportOrThrow(new Context(message, error, Map.of(key, party)));
    }

    public void reportOrThrow(Context context) {
        Throwable second = tell(context);
        if (second != null && isFatal(second)) {
            throw Sneaky.rethrow(second);
        }
    }

    /** Returns what the handler threw, or null. */
    private @Nullable Throwable tell(Context context) {
        tellUnreported();
        Throwable second = handle(context);
        if (second != null) {
            ErrorLog.write(unhandled(context, second));
        }
        return second;
    }

    private @Nullable Throwable handle(Context context) {
        LoopExceptionHandler present = handler;
        if (present == null) {
            ErrorLog.write(context);
            return null;
        }
        try {
            present.handle(loop, context);
            return null;
        } catch (Throwable second) {
            return second;
        }
    }

    private static Context unhandled(Context context, Throwable second) {
        Throwable first = context.exception();
        if (first != null && first != second) {
            try {
                second.addSuppressed(first);
            } catch (Throwable refused) {
                // it is an Error that takes none; the message names the first
            }
        }
        return new Context("Unhandled error in exception handler", second, Map.of("context", context.message()));
    }
}
