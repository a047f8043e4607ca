package dev.loopbridge.loop.bridge;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/** Work that says what became of it. */
final class TracedWork extends ScheduledWork {
    private final String name;
    private final List<String> trace;
    private final Runnable body;

    /** What it was told; null if nothing. */
    volatile RejectedExecutionException told;

    TracedWork(String name, List<String> trace) {
        this(name, trace, () -> {});
    }

    TracedWork(String name, List<String> trace, Runnable body) {
        this.name = name;
        this.trace = trace;
        this.body = body;
    }

    @Override
    protected void perform() {
        trace.add(name);
        body.run();
    }

    @Override
    protected void abandon(RejectedExecutionException rejected) {
        told = rejected;
        trace.add(name + " abandoned");
    }

    @Override
    public String toString() {
        return name;
    }
}
