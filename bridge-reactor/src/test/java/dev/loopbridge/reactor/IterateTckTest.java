package dev.loopbridge.reactor;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.stream.AsyncIterator;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.SubscriberBlackboxVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** Reactive Streams' own rules for the subscriber behind {@code iterate}. {@link TckCountTest} counts them. */
public class IterateTckTest extends SubscriberBlackboxVerification<Integer> {
    private EventLoopThread host;

    public IterateTckTest() {
        super(new TestEnvironment(200, 100));
    }

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
        return TckSubscriber.of(host.loop(), IterateTckTest::takeAll);
    }

    private static int takeAll(Publisher<Integer> publisher) {
        AsyncIterator<Integer> elements = ReactorAwait.iterate(publisher, 4);
        int count = 0;
        while (elements.next()) {
            count++;
        }
        return count;
    }

    @Override
    public Integer createElement(int element) {
        return element;
    }
}
