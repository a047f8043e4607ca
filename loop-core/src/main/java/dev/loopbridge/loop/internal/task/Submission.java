package dev.loopbridge.loop.internal.task;

import dev.loopbridge.loop.internal.queue.Step;

/** A task handed over by {@code submit}: as in asyncio, it begins one iteration after it arrived. */
public record Submission(LoopTask<?> task) implements Step {
    @Override
    public void run() {
        task.loop.agenda().add(task);
    }
}
