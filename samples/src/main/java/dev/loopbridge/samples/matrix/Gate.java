package dev.loopbridge.samples.matrix;

import java.util.concurrent.CountDownLatch;

/** A slow consumer: keeps the thread that brings it something, until it is opened. */
final class Gate {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    /** Waits until this is open, and no interrupt shortens that. */
    void pass() {
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

    void awaitReached() {
        Patience.await(reached);
    }

    void open() {
        opened.countDown();
    }
}
