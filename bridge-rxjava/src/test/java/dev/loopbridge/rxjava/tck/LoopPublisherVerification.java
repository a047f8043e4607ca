package dev.loopbridge.rxjava.tck;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.stream.Generator;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** The Reactive Streams TCK's rules for publishers, and the loops that ours need. */
public abstract class LoopPublisherVerification extends PublisherVerification<Long> {
    /** For what must come; most of the TCK's time goes into waiting for what must not. */
    private static final long PATIENCE_MILLIS = 1_000;

    private static final long SILENCE_MILLIS = 50;

    /** The TCK looks for an error that must come after each of these, and by itself once only, at the end of its patience. */
    private static final long LOOK_AGAIN_MILLIS = 10;

    private EventLoopThread host;

    protected LoopPublisherVerification() {
        super(new TestEnvironment(PATIENCE_MILLIS, SILENCE_MILLIS, LOOK_AGAIN_MILLIS));
    }

    @BeforeClass
    public void startLoop() {
        host = EventLoopThread.start("tck");
    }

    @AfterClass
    public void closeLoop() {
        host.close();
    }

    final EventLoop running() {
        return host.loop();
    }

    static EventLoop closed() {
        EventLoop loop = EventLoop.create();
        loop.close();
        return loop;
    }

    /** Counts up to {@code elements}, which may be for ever. */
    static Generator<Long> upTo(long elements) {
        return out -> {
            for (long n = 0; n < elements; n++) {
                out.emit(n);
            }
        };
    }

    /** {@return what fails as soon as it is subscribed to} */
    @Override
    public abstract Publisher<Long> createFailedPublisher();
}
