package dev.loopbridge.reactor;

import org.reactivestreams.Subscriber;

/** As {@link AwaitTckTest} for the subscriber behind {@code awaitFirst}. */
public class AwaitFirstTckTest extends AwaitTckTest {
    @Override
    public Subscriber<Integer> createSubscriber() {
        return TckSubscriber.of(loop(), ReactorAwait::awaitFirst);
    }
}
