package dev.loopbridge.reactor.tck;

import dev.loopbridge.reactor.LoopFlux;
import org.reactivestreams.Publisher;

public class LoopFluxRunTckTest extends LoopPublisherVerification {
    @Override
    public Publisher<Long> createPublisher(long elements) {
        return LoopFlux.run(upTo(elements));
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return LoopFlux.run(out -> {
            throw new IllegalStateException("the body failed");
        });
    }
}
