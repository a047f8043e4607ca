package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import reactor.core.CorePublisher;

/** The loop that a source wants, which keeps what it reports. */
final class Scene implements AutoCloseable {
    final List<String> reported = new CopyOnWriteArrayList<>();
    final EventLoop loop = EventLoop.builder()
            .name("mine")
            .exceptionHandler((where, context) -> reported.add(context.message() + " by " + context.exception()))
            .build();
    private final Source source;
    private final EventLoopThread host;

    Scene(Source source) {
        this.source = source;
        host = source.verb() == Source.Verb.SUBMIT ? EventLoopThread.start(loop) : null;
    }

    CorePublisher<Integer> launch(Coroutine<Integer> body) {
        return source.factory().apply(loop, body);
    }

    /** Waits for the end, and until a second one would have come. */
    void awaitEnd(FaultySubscriber subscriber) throws InterruptedException {
        assertThat(subscriber.ended.await(10, TimeUnit.SECONDS)).isTrue();
        settle();
    }

    void settle() throws InterruptedException {
        for (int turn = 0; turn < 3 && host != null; turn++) {
            CountDownLatch passed = new CountDownLatch(1);
            loop.execute(passed::countDown);
            assertThat(passed.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Override
    public void close() {
        if (host == null) {
            loop.close();
        } else {
            host.close();
        }
    }
}
