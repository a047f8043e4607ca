package dev.loopbridge.rxjava.tck;

import dev.loopbridge.rxjava.RxAwait;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;

public class RxAwaitIterateTckTest extends LoopSubscriberVerification {
    @Override
    Object await(Publisher<Integer> publisher) {
        AtomicInteger count = new AtomicInteger();
        RxAwait.<Integer>iterate(publisher, 4).forEach(element -> count.incrementAndGet());
        return count.get();
    }
}
