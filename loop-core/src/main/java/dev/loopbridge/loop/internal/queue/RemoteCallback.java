package dev.loopbridge.loop.internal.queue;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopRunnable;

/** A callback from another thread, which calls code outside of the loop: run on the home thread, or by the close. */
public record RemoteCallback(Runnable callback) implements LoopRunnable {
    @Override
    public void run() {
        callback.run();
    }

    @Override
    public void onAbandoned(LoopClosedException closed) {
        callback.run();
    }
}
