package dev.loopbridge.reactor;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.loop.stream.Generator;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;
import org.reactivestreams.Publisher;
import reactor.core.Scannable.Attr.RunStyle;

/** Each of the module's sources, by its name; on a closed loop, each fails at once. */
record Factory(String name, RunStyle style, Function<EventLoop, Publisher<?>> maker) {
    private static final Duration HOUR = Duration.ofHours(1);

    /** The one verb that has no loop to be closed. */
    private static final Generator<Object> FAILING = out -> {
        throw new IllegalStateException("the body failed");
    };

    static Stream<Factory> all() {
        return Stream.of(
                new Factory(
                        "LoopMono.run",
                        RunStyle.SYNC,
                        loop -> LoopMono.run(() -> {
                            FAILING.run(null);
                            return 0;
                        })),
                of("LoopMono.runUntilComplete", loop -> LoopMono.runUntilComplete(loop, () -> 7)),
                of("LoopMono.submit", loop -> LoopMono.submit(loop, () -> 7)),
                of("LoopMono.fromTask", loop -> LoopMono.fromTask(loop.createFuture())),
                of("LoopMono.delay", loop -> LoopMono.delay(loop, HOUR)),
                of("LoopFlux.run", loop -> LoopFlux.run(FAILING)),
                of("LoopFlux.runUntilComplete", loop -> LoopFlux.runUntilComplete(loop, out -> out.emit(7))),
                of("LoopFlux.submit", loop -> LoopFlux.submit(loop, out -> out.emit(7))),
                of(
                        "LoopFlux.fromAsyncIterator",
                        loop -> LoopFlux.fromAsyncIterator(loop, () -> AsyncIterator.of(out -> out.emit(7)))),
                of("LoopFlux.interval", loop -> LoopFlux.interval(loop, HOUR)));
    }

    private static Factory of(String name, Function<EventLoop, Publisher<?>> maker) {
        return new Factory(name, RunStyle.ASYNC, maker);
    }

    Publisher<Object> failing() {
        EventLoop loop = EventLoop.create();
        loop.close();
        return on(loop);
    }

    @SuppressWarnings("unchecked") // a publisher only gives its elements out
    Publisher<Object> on(EventLoop loop) {
        return (Publisher<Object>) maker.apply(loop);
    }

    @Override
    public String toString() {
        return name;
    }
}
