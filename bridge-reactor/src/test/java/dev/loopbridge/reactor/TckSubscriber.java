package dev.loopbridge.reactor;

import dev.loopbridge.loop.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/** The subscriber inside of an await: a coroutine waits behind it. */
final class TckSubscriber {
    private TckSubscriber() {}

    /** Begins {@code await} on {@code loop}, with a publisher that does nothing, and returns what subscribed to that. */
    static Subscriber<Integer> of(EventLoop loop, Function<Publisher<Integer>, Object> await) {
        CompletableFuture<Subscriber<? super Integer>> subscribed = new CompletableFuture<>();
        var unused = loop.submit(() -> await.apply(subscribed::complete));
        try {
            @SuppressWarnings("unchecked")
            Subscriber<Integer> subscriber = (Subscriber<Integer>) subscribed.get(10, TimeUnit.SECONDS);
            return subscriber;
        } catch (Exception e) {
            throw new AssertionError("nobody subscribed", e);
        }
    }
}
