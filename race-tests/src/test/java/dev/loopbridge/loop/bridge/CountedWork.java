package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.LoopClosedException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Work that counts its fates. */
final class CountedWork extends ScheduledWork {
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicInteger overdue = new AtomicInteger();
    private final AtomicInteger releases = new AtomicInteger();
    private volatile boolean released;
    private volatile boolean tooEarly;
    Runnable body = () -> {};

    @Override
    protected void perform() {
        runs.incrementAndGet();
        body.run();
        tooEarly |= released;
    }

    @Override
    protected void abandon(RejectedExecutionException rejected) {
        told.incrementAndGet();
    }

    @Override
    protected void closeOverdue(LoopClosedException why) {
        overdue.incrementAndGet();
    }

    @Override
    protected void release() {
        released = true;
        releases.incrementAndGet();
    }

    /** {@return whether it let go of what it captured} */
    String released() {
        return (releases.get() == 1 ? "released once" : "released " + releases + " times")
                + (tooEarly ? ", and before it had run" : "");
    }

    @Override
    public String toString() {
        return fate() + (overdue.get() == 0 ? "" : overdue.get() == 1 ? " overdue" : " overdue " + overdue + " times");
    }

    private String fate() {
        return switch (runs + " " + told) {
            case "0 0" -> "silent";
            case "1 0" -> "ran";
            case "0 1" -> "told";
            default -> "ran " + runs + " told " + told;
        };
    }
}
