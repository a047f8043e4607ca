package dev.loopbridge.endurance.matrix;

import dev.loopbridge.loop.EventLoop;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;

/** An idle loop that its subscriptions drive: one of them at a time, for all. */
final class DrivenSetup implements Setup {
    private final EventLoop loop =
            EventLoop.builder().exceptionHandler((idle, context) -> {}).build();
    private final Source<EventLoop> source;
    private final PlainThreads crew;
    private final Queue<Future<?>> calls = new ConcurrentLinkedQueue<>();

    DrivenSetup(Source<EventLoop> source, PlainThreads crew) {
        this.source = source;
        this.crew = crew;
    }

    /** Whoever finds the loop idle drives it, and is kept. */
    @Override
    public void subscribe(Entry entry, Work work) {
        Future<?> call = crew.start(() -> subscribeHere(entry, work));
        calls.add(call);
        BoundedWait.spin(() -> entry.hasBegun() || call.isDone());
    }

    @Override
    public void subscribeHere(Entry entry, Work work) {
        entry.attempt(() -> source.subscribe(loop, entry, work));
    }

    @Override
    public void close() {
        loop.shutdown(Duration.ZERO);
    }

    @Override
    public boolean settle() {
        return calls.stream().allMatch(BoundedWait::join) && BoundedWait.spin(loop::isClosed);
    }
}
