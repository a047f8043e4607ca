package dev.loopbridge.endurance.matrix;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A slow consumer: keeps the thread that brings it something, until it is opened. */
final class SlowConsumer {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    /** Who is kept, or was. */
    private volatile @Nullable Thread kept;

    /** Waits until this is open, and no interrupt shortens that. */
    void pass() {
        kept = Thread.currentThread();
        reached.countDown();
        boolean interrupted = false;
        while (true) {
            try {
                opened.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    boolean keeps(@Nullable Thread thread) {
        return thread != null && kept == thread;
    }

    void awaitReached() {
        BoundedWait.await(reached);
    }

    void open() {
        opened.countDown();
    }
}
