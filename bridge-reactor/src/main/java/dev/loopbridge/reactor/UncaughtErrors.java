package dev.loopbridge.reactor;

import java.util.concurrent.Executor;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The way to where Reactor's own schedulers send what a task throws, which has no public door. */
final class UncaughtErrors {
    /** Handles what its tasks throw as any scheduler of Reactor does, and runs them on the spot. */
    private static final Scheduler.Worker HANDLING =
            Schedulers.fromExecutor(new OnTheSpot()).createWorker();

    private UncaughtErrors() {}

    /** Hands {@code error} to the thread's uncaught-exception handler and to {@code Schedulers.onHandleError}. */
    static void handle(Throwable error) {
        var unused = HANDLING.schedule(() -> sneak(error));
    }

    @SuppressWarnings("unchecked") // erased: throws what it is given
    private static <E extends Throwable> void sneak(Throwable error) throws E {
        throw (E) error;
    }

    /** A Scheduler too, for then a task passes {@code onSchedule} no second time. */
    private static final class OnTheSpot implements Executor, Scheduler {
        @Override
        public void execute(Runnable command) {
            command.run();
        }

        @Override
        public Disposable schedule(Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Worker createWorker() {
            throw new UnsupportedOperationException();
        }
    }
}
