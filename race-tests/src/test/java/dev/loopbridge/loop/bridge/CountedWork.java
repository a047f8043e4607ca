package dev.loopbridge.loop.bridge;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Work that counts its fates. */
final class CountedWork extends ScheduledWork {
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    Runnable body = () -> {};

    @Override
    protected void perform() {
        runs.incrementAndGet();
        body.run();
    }

    @Override
    protected void abandon(RejectedExecutionException rejected) {
        told.incrementAndGet();
    }

    @Override
    public String toString() {
        return switch (runs + " " + told) {
            case "0 0" -> "silent";
            case "1 0" -> "ran";
            case "0 1" -> "told";
            default -> "ran " + runs + " told " + told;
        };
    }
}
