package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopRunnable;

/** A task handed over by {@code submit}: as in asyncio, it begins one iteration after it arrived. */
record Submission(LoopTask<?> task) implements Step, LoopRunnable {
    @Override
    public void run() {
        task.loop.agenda().add(task);
    }

    @Override
    public void onAbandoned(LoopClosedException closed) {
        task.failByClose(closed);
    }
}
