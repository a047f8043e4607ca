package dev.loopbridge.loop.internal.life;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopRunnable;
import dev.loopbridge.loop.internal.queue.Step;

/** A shutdown asked for from another thread. */
record ShutdownStep(Shutdown request) implements Step, LoopRunnable {
    @Override
    public void run() {
        request.begin();
    }

    @Override
    public void onAbandoned(LoopClosedException closed) {}
}
