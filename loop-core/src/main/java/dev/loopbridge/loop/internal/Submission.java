package dev.loopbridge.loop.internal;

/** A task handed over by {@code submit}: as in asyncio, it begins one iteration after it arrived. */
record Submission(LoopTask<?> task) implements Step {
    @Override
    public void run() {
        task.loop.agenda().add(task);
    }
}
