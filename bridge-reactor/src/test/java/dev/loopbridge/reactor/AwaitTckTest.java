package dev.loopbridge.reactor;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.SubscriberBlackboxVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import reactor.core.publisher.Mono;

/** Reactive Streams' own rules for the subscriber behind {@code await}. {@link TckCountTest} counts them. */
public class AwaitTckTest extends SubscriberBlackboxVerification<Integer> {
    private EventLoopThread host;

    public AwaitTckTest() {
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

    EventLoop loop() {
        return host.loop();
    }

    @Override
    public Subscriber<Integer> createSubscriber() {
        return TckSubscriber.of(loop(), publisher -> ReactorAwait.await(Mono.fromDirect(publisher)));
    }

    @Override
    public Integer createElement(int element) {
        return element;
    }
}
