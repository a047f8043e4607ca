package dev.loopbridge.rxjava.tck;

import dev.loopbridge.rxjava.RxAwait;
import org.reactivestreams.Publisher;

public class RxAwaitFirstTckTest extends LoopSubscriberVerification {
    @Override
    Object await(Publisher<Integer> publisher) {
        return RxAwait.awaitFirst(publisher);
    }
}
