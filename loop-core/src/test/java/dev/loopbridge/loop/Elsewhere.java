package dev.loopbridge.loop;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Work on a thread that is not the test's. A hang becomes a failure with that thread's stack. */
public final class Elsewhere<T> {
    private static final long PATIENCE_SECONDS = 20;

    private final FutureTask<T> work;
    private final Thread thread;

    private Elsewhere(String threadName, Callable<T> work) {
        this.work = new FutureTask<>(work);
        thread = new Thread(this.work, threadName);
        thread.setDaemon(true);
        thread.start();
    }

    public static <T> Elsewhere<T> start(String threadName, Callable<T> work) {
        return new Elsewhere<>(threadName, work);
    }

    static <T> T call(String threadName, Callable<T> work) {
        return start(threadName, work).await();
    }

    static void run(String threadName, Runnable work) {
        call(threadName, () -> {
            work.run();
            return true;
        });
    }

    public static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("nothing came in " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Thread thread() {
        return thread;
    }

    public T await() {
        return await(PATIENCE_SECONDS);
    }

    T await(long seconds) {
        try {
            return work.get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw Elsewhere.<RuntimeException>sneak(e.getCause());
        } catch (TimeoutException e) {
            AssertionError hang = new AssertionError(thread.getName() + " does not end");
            hang.setStackTrace(thread.getStackTrace());
            throw hang;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E sneak(Throwable error) throws E {
        throw (E) error;
    }
}
