package dev.loopbridge.reactor.tck;

import dev.loopbridge.reactor.LoopMono;
import org.reactivestreams.Publisher;

public class LoopMonoRunTckTest extends LoopPublisherVerification {
    @Override
    public Publisher<Long> createPublisher(long elements) {
        return LoopMono.run(() -> elements == 0 ? null : 1L);
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return LoopMono.run(() -> {
            throw new IllegalStateException("the body failed");
        });
    }

    @Override
    public long maxElementsFromPublisher() {
        return 1;
    }
}
