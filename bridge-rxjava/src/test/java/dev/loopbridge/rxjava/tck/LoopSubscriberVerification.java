package dev.loopbridge.rxjava.tck;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.SubscriberBlackboxVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** The Reactive Streams TCK's rules for the subscriber inside of an await: a coroutine waits behind it. */
public abstract class LoopSubscriberVerification extends SubscriberBlackboxVerification<Integer> {
    private EventLoopThread host;

    protected LoopSubscriberVerification() {
        super(new TestEnvironment(200, 100));
    }

    /** On the loop: what awaits {@code publisher}. */
    abstract Object await(Publisher<Integer> publisher);

    @BeforeClass
    public void startLoop() {
        host = EventLoopThread.start(
                EventLoop.builder().exceptionHandler((loop, context) -> {}).build());
    }

    @AfterClass(alwaysRun = true)
    public void closeLoop() {
        host.close();
    }

    @Override
    public Subscriber<Integer> createSubscriber() {
        CompletableFuture<Subscriber<? super Integer>> subscribed = new CompletableFuture<>();
        var unused = host.loop().submit(() -> await(subscribed::complete));
        try {
            @SuppressWarnings("unchecked")
            Subscriber<Integer> subscriber = (Subscriber<Integer>) subscribed.get(10, TimeUnit.SECONDS);
            return subscriber;
        } catch (Exception e) {
            throw new AssertionError("nobody subscribed", e);
        }
    }

    @Override
    public Integer createElement(int element) {
        return element;
    }
}
