package dev.loopbridge.loop.internal.queue;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopRunnable;

/** News for code outside the loop: told on the home thread, or by the close. */
public record Delivery(Runnable news) implements LoopRunnable {
    @Override
    public void run() {
        news.run();
    }

    @Override
    public void onAbandoned(LoopClosedException closed) {
        news.run();
    }
}
