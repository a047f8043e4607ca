package dev.loopbridge.samples.matrix;

import dev.loopbridge.loop.EventLoop;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;

/** An idle loop that its subscriptions drive: one of them at a time, for all. */
final class DrivenStage implements Stage {
    private final EventLoop loop =
            EventLoop.builder().exceptionHandler((idle, context) -> {}).build();
    private final Source<EventLoop> source;
    private final Crew crew;
    private final Queue<Future<?>> calls = new ConcurrentLinkedQueue<>();

    DrivenStage(Source<EventLoop> source, Crew crew) {
        this.source = source;
        this.crew = crew;
    }

    /** Whoever finds the loop idle drives it, and is kept. */
    @Override
    public void subscribe(Entry entry, Work work) {
        Future<?> call = crew.start(() -> subscribeHere(entry, work));
        calls.add(call);
        Patience.spin(() -> entry.hasBegun() || call.isDone());
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
        return calls.stream().allMatch(Patience::join) && Patience.spin(loop::isClosed);
    }
}
