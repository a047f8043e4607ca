package dev.loopbridge.loop.internal.queue;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopRunnable;

/** A step from another thread. Pointless once the loop closes: everything pending is told by then. */
public record RemoteStep(Runnable action) implements Step, LoopRunnable {
    @Override
    public void run() {
        action.run();
    }

    @Override
    public void onAbandoned(LoopClosedException closed) {}
}
