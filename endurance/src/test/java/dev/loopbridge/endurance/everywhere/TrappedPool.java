package dev.loopbridge.endurance.everywhere;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** An executor of somebody's, before threads that all cells share. */
final class TrappedPool implements Executor {
    /** Named as what is no leak while it idles. */
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(2, job -> {
        Thread thread = new Thread(job, "ForkJoinPool-everywhere");
        thread.setDaemon(true);
        return thread;
    });

    private static final AtomicInteger JOBS = new AtomicInteger();

    private final Trap trap;
    private final CallOut callOut;

    TrappedPool(Trap trap, CallOut callOut) {
        this.trap = trap;
        this.callOut = callOut;
    }

    /** {@return whether no job of any cell runs or waits} */
    static boolean isIdle() {
        return JOBS.get() == 0;
    }

    @Override
    public void execute(Runnable job) {
        trap.call(callOut);
        reserveStack(300); // the pool is the test's, and must not be what overflows
        Job counted = new Job(job);
        JOBS.incrementAndGet();
        try {
            THREADS.execute(counted);
        } catch (Throwable noMemory) { // it may be on its way nevertheless
            counted.end();
            throw noMemory;
        }
    }

    private static final class Job implements Runnable {
        private final Runnable job;
        private final AtomicBoolean ended = new AtomicBoolean();

        Job(Runnable job) {
            this.job = job;
        }

        @Override
        public void run() {
            try {
                job.run();
            } finally {
                end();
            }
        }

        void end() {
            if (!ended.getAndSet(true)) {
                JOBS.decrementAndGet();
            }
        }
    }

    private static int reserveStack(int frames) {
        return frames == 0 ? 0 : 1 + reserveStack(frames - 1);
    }

    @Override
    public String toString() {
        trap.call(CallOut.TO_STRING);
        return "pool";
    }
}
