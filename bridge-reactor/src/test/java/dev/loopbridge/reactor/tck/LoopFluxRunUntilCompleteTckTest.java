package dev.loopbridge.reactor.tck;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.reactor.LoopFlux;
import org.reactivestreams.Publisher;

public class LoopFluxRunUntilCompleteTckTest extends LoopPublisherVerification {
    @Override
    public Publisher<Long> createPublisher(long elements) {
        return LoopFlux.runUntilComplete(EventLoop.create(), upTo(elements));
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return LoopFlux.runUntilComplete(closed(), upTo(1));
    }
}
