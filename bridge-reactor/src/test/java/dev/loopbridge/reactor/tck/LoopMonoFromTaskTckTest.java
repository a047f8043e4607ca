package dev.loopbridge.reactor.tck;

import dev.loopbridge.reactor.LoopMono;
import org.reactivestreams.Publisher;

public class LoopMonoFromTaskTckTest extends LoopPublisherVerification {
    @Override
    public Publisher<Long> createPublisher(long elements) {
        return LoopMono.fromTask(running().submit(() -> elements == 0 ? null : 1L));
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return LoopMono.fromTask(closed().<Long>createFuture());
    }

    @Override
    public long maxElementsFromPublisher() {
        return 1;
    }
}
