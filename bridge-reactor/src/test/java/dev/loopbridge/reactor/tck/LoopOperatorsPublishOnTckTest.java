package dev.loopbridge.reactor.tck;

import dev.loopbridge.reactor.LoopOperators;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

public class LoopOperatorsPublishOnTckTest extends LoopPublisherVerification {
    @Override
    public Publisher<Long> createPublisher(long elements) {
        return Flux.<Long, Long>generate(() -> 0L, LoopOperatorsPublishOnTckTest::next)
                .take(elements)
                .transform(LoopOperators.publishOn(running(), 4));
    }

    private static Long next(Long n, SynchronousSink<Long> sink) {
        sink.next(n);
        return n + 1;
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return Flux.<Long>never().transform(LoopOperators.publishOn(closed(), 4));
    }
}
