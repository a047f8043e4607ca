package dev.loopbridge.rxjava.tck;

import dev.loopbridge.rxjava.LoopFlowable;
import org.reactivestreams.Publisher;

public class LoopFlowableSubmitTckTest extends LoopPublisherVerification {
    @Override
    public Publisher<Long> createPublisher(long elements) {
        return LoopFlowable.submit(running(), upTo(elements));
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return LoopFlowable.submit(closed(), upTo(1));
    }
}
