package dev.loopbridge.endurance.everywhere;

import dev.loopbridge.endurance.everywhere.Violation.Kind;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Hooks;
import reactor.core.scheduler.Schedulers;

/** What is the whole JVM's: the log, and the hooks of Reactor and RxJava. Trapped for the time of a cell. */
final class Surroundings implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("dev.loopbridge.loop");
    private static final AtomicReference<@Nullable Trap> CURRENT = new AtomicReference<>();

    static {
        var unused =
                new CompletableFuture<>().orTimeout(1, TimeUnit.NANOSECONDS); // starts a thread of the JDK, for good
        LOG.setUseParentHandlers(false);
        Schedulers.registerNonBlockingThreadPredicate(thread -> {
            Trap trap = CURRENT.get();
            if (trap != null) {
                trap.call(CallOut.MAY_BLOCK);
            }
            return false;
        });
    }

    private final Trap trap;
    private final Handler appender;
    private final Thread.@Nullable UncaughtExceptionHandler uncaught = Thread.getDefaultUncaughtExceptionHandler();

    private Surroundings(Trap trap) {
        this.trap = trap;
        appender = new Appender(trap);
    }

    static Surroundings trapped(Trap trap) {
        Surroundings around = new Surroundings(trap);
        around.set();
        return around;
    }

    private void set() {
        CURRENT.set(trap);
        LOG.addHandler(appender);
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> trap.call(CallOut.UNCAUGHT));
        Hooks.onErrorDropped(error -> trap.call(CallOut.DROPPED));
        Hooks.onNextDropped(item -> trap.call(CallOut.DROPPED));
        Hooks.onEachOperator("everywhere", operator -> {
            trap.call(CallOut.ON_ASSEMBLY);
            return operator;
        });
        Schedulers.onScheduleHook("everywhere", task -> {
            trap.call(CallOut.ON_SCHEDULE);
            return task;
        });
        Schedulers.onHandleError("everywhere", (thread, error) -> trap.call(CallOut.UNCAUGHT));
        RxJavaPlugins.setErrorHandler(error -> trap.call(CallOut.DROPPED));
        RxJavaPlugins.setScheduleHandler(task -> {
            trap.call(CallOut.ON_SCHEDULE);
            return task;
        });
        RxJavaPlugins.setOnFlowableAssembly(source -> {
            trap.call(CallOut.ON_ASSEMBLY);
            return source;
        });
        RxJavaPlugins.setOnSingleAssembly(source -> {
            trap.call(CallOut.ON_ASSEMBLY);
            return source;
        });
        RxJavaPlugins.setFailOnNonBlockingScheduler(true);
        RxJavaPlugins.setOnBeforeBlocking(() -> {
            trap.call(CallOut.MAY_BLOCK);
            return false;
        });
    }

    /** Nothing of ours may hang on to what is everybody's. */
    void check(List<Violation> found) {
        if (Thread.getDefaultUncaughtExceptionHandler() == null) {
            found.add(new Violation(Kind.THREAD_SPOILT, "the default handler of uncaught exceptions is gone"));
        }
    }

    @Override
    public void close() {
        CURRENT.set(null);
        LOG.removeHandler(appender);
        Thread.setDefaultUncaughtExceptionHandler(uncaught);
        Hooks.resetOnErrorDropped();
        Hooks.resetOnNextDropped();
        Hooks.resetOnEachOperator("everywhere");
        Schedulers.resetOnScheduleHook("everywhere");
        Schedulers.resetOnHandleError("everywhere");
        RxJavaPlugins.reset();
    }

    /** Reads a record as any appender does. */
    private static final class Appender extends Handler {
        private final Trap trap;

        Appender(Trap trap) {
            this.trap = trap;
        }

        @Override
        public void publish(LogRecord record) {
            trap.call(CallOut.LOGGER);
            if (record.getThrown() != null) {
                var unused = String.valueOf(record.getThrown().getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
