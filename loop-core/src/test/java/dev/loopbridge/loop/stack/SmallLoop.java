package dev.loopbridge.loop.stack;

import dev.loopbridge.loop.CloseReport;
import dev.loopbridge.loop.EventLoop;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A loop that runs on a thread with a small stack. */
final class SmallLoop {
    static final long PATIENCE_SECONDS = 5;

    final EventLoop loop =
            EventLoop.builder().exceptionHandler((where, context) -> {}).build();
    private final Thread home;

    SmallLoop(long stackBytes) {
        home = new Thread(null, loop::runForever, "home", stackBytes);
        home.setDaemon(true);
        home.start();
    }

    void mustServe(String after) throws InterruptedException {
        CountDownLatch served = new CountDownLatch(1);
        loop.execute(served::countDown);
        if (!served.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            fail("serves nobody after " + after + ", at "
                    + Arrays.stream(home.getStackTrace()).limit(4).toList());
        }
    }

    CloseReport mustClose(String after) throws InterruptedException, ExecutionException {
        try {
            CloseReport report = loop.shutdown(Duration.ofSeconds(PATIENCE_SECONDS))
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            home.join();
            return report;
        } catch (TimeoutException hangs) {
            throw fail("does not close after " + after);
        }
    }

    /** The end of the program. */
    static AssertionError fail(String what) {
        System.out.println("BROKEN: the loop " + what);
        System.exit(1);
        return new AssertionError(what);
    }
}
