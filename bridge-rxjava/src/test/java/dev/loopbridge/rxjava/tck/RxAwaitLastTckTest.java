package dev.loopbridge.rxjava.tck;

import dev.loopbridge.rxjava.RxAwait;
import org.reactivestreams.Publisher;

public class RxAwaitLastTckTest extends LoopSubscriberVerification {
    @Override
    Object await(Publisher<Integer> publisher) {
        return RxAwait.awaitLast(publisher);
    }
}
