package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopRunnable;
import java.util.concurrent.atomic.AtomicInteger;

/** A callback that counts its ends. */
public final class Told implements LoopRunnable {
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger closes = new AtomicInteger();

    @Override
    public void run() {
        runs.incrementAndGet();
    }

    @Override
    public void onAbandoned(LoopClosedException closed) {
        closes.incrementAndGet();
    }

    @Override
    public String toString() {
        return switch (runs + " " + closes) {
            case "0 0" -> "never told";
            case "1 0" -> "ran";
            case "0 1" -> "told of the close";
            default -> "ran " + runs + " times and was told " + closes + " times";
        };
    }
}
