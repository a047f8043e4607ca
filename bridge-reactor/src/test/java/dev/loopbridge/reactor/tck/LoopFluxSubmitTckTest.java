package dev.loopbridge.reactor.tck;

import dev.loopbridge.reactor.LoopFlux;
import org.reactivestreams.Publisher;

public class LoopFluxSubmitTckTest extends LoopPublisherVerification {
    @Override
    public Publisher<Long> createPublisher(long elements) {
        return LoopFlux.submit(running(), upTo(elements));
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return LoopFlux.submit(closed(), upTo(1));
    }
}
