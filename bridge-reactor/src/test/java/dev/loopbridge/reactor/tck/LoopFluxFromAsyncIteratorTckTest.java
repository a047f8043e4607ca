package dev.loopbridge.reactor.tck;

import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.reactor.LoopFlux;
import org.reactivestreams.Publisher;

public class LoopFluxFromAsyncIteratorTckTest extends LoopPublisherVerification {
    @Override
    public Publisher<Long> createPublisher(long elements) {
        return LoopFlux.fromAsyncIterator(running(), () -> AsyncIterator.of(upTo(elements)));
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return LoopFlux.fromAsyncIterator(closed(), () -> AsyncIterator.of(upTo(1)));
    }
}
