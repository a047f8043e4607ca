package dev.loopbridge.rxjava.tck;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.rxjava.LoopFlowable;
import org.reactivestreams.Publisher;

public class LoopFlowableRunUntilCompleteTckTest extends LoopPublisherVerification {
    @Override
    public Publisher<Long> createPublisher(long elements) {
        return LoopFlowable.runUntilComplete(EventLoop.create(), upTo(elements));
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return LoopFlowable.runUntilComplete(closed(), upTo(1));
    }
}
