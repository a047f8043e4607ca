package dev.loopbridge.endurance.matrix;

import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import reactor.core.scheduler.Schedulers;
import reactor.util.Loggers;

/** The hooks for errors that nobody takes, while the books are kept; the whole JVM's. */
final class Hooks {
    private static final String KEY = "closing-matrix";

    /** Held, or their levels would be forgotten. */
    private final List<Logger> logs = List.of(Logger.getLogger("dev.loopbridge"), Logger.getLogger("reactor"));

    private final Thread.UncaughtExceptionHandler uncaught = Thread.getDefaultUncaughtExceptionHandler();

    private Hooks() {}

    /** Installs them: what they are told is put down to the entry at which the calling thread is. */
    static Hooks install() {
        Hooks hooks = new Hooks();
        Loggers.useJdkLoggers();
        hooks.logs.forEach(log -> log.setLevel(Level.OFF));
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {});
        RxJavaPlugins.setErrorHandler(error -> Entry.reportToHook());
        reactor.core.publisher.Hooks.onErrorDropped(error -> Entry.reportToHook());
        Schedulers.onHandleError(KEY, (thread, error) -> {});
        return hooks;
    }

    void remove() {
        Schedulers.resetOnHandleError(KEY);
        reactor.core.publisher.Hooks.resetOnErrorDropped();
        RxJavaPlugins.setErrorHandler(null);
        Thread.setDefaultUncaughtExceptionHandler(uncaught);
        logs.forEach(log -> log.setLevel(null));
        Loggers.resetLoggerFactory();
    }
}
