package dev.loopbridge.rxjava.tck;

import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.rxjava.LoopFlowable;
import org.reactivestreams.Publisher;

public class LoopFlowableFromAsyncIteratorTckTest extends LoopPublisherVerification {
    @Override
    public Publisher<Long> createPublisher(long elements) {
        return LoopFlowable.fromAsyncIterator(running(), () -> AsyncIterator.of(upTo(elements)));
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return LoopFlowable.fromAsyncIterator(closed(), () -> AsyncIterator.of(upTo(1)));
    }
}
