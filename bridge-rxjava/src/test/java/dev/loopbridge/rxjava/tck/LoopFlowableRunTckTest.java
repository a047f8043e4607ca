package dev.loopbridge.rxjava.tck;

import dev.loopbridge.rxjava.LoopFlowable;
import org.reactivestreams.Publisher;

public class LoopFlowableRunTckTest extends LoopPublisherVerification {
    @Override
    public Publisher<Long> createPublisher(long elements) {
        return LoopFlowable.run(upTo(elements));
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return LoopFlowable.run(out -> {
            throw new IllegalStateException("the body failed");
        });
    }
}
