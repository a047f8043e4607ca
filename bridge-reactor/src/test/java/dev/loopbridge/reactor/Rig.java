package dev.loopbridge.reactor;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.concurrent.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import reactor.core.CoreSubscriber;

/** A source with the loop that its verb wants, and what its body did in order. */
final class Rig implements AutoCloseable {
    final List<String> steps = Collections.synchronizedList(new ArrayList<>());
    final CountDownLatch unwound = new CountDownLatch(1);
    private final Source source;
    private final EventLoopThread host;
    private final EventLoop given;
    private final CompletableFuture<EventLoop> bodysLoop = new CompletableFuture<>();
    private Thread subscribing;

    Rig(Source source) {
        this.source = source;
        host = source.verb() == Source.Verb.SUBMIT ? EventLoopThread.start("host") : null;
        given = host != null ? host.loop() : EventLoop.create();
    }

    /** The body on its loop, which says when it begins and when that loop closes. */
    void subscribe(Coroutine<Integer> body, CoreSubscriber<Integer> subscriber) {
        Coroutine<Integer> told = () -> {
            EventLoop loop = EventLoops.getRunningLoop();
            if (bodysLoop.complete(loop)) {
                loop.onClose(closed -> steps.add("closed"));
            }
            return body.run();
        };
        source.factory().apply(given, told).subscribe(subscriber);
    }

    void subscribeElsewhere(Coroutine<Integer> body, CoreSubscriber<Integer> subscriber) {
        subscribing = new Thread(() -> subscribe(body, subscriber), "subscribing");
        subscribing.start();
    }

    Integer sleepAnHour() {
        try {
            await(Tasks.sleep(Duration.ofHours(1)));
            return 1;
        } finally {
            steps.add("finally");
            unwound.countDown();
        }
    }

    void joinSubscribing() throws InterruptedException {
        subscribing.join();
    }

    /** Waits until the body has begun. */
    EventLoop loop() throws Exception {
        return bodysLoop.get(10, TimeUnit.SECONDS);
    }

    EventLoop givenLoop() {
        return given;
    }

    boolean hasBegun() {
        return bodysLoop.isDone();
    }

    /** Behind everything that the loop was handed so far, if it runs elsewhere. */
    void settle() throws Exception {
        if (host != null && !given.isClosed()) {
            given.submit(() -> {
                        Tasks.yieldNow();
                        Tasks.yieldNow();
                        return null;
                    })
                    .get();
        }
    }

    void assertClosed(boolean expected) throws Exception {
        assertThat(loop().isClosed()).as("closed").isEqualTo(expected);
    }

    @Override
    public void close() {
        closeLoop();
    }

    void closeLoop() {
        if (host != null) {
            host.close();
        } else {
            given.shutdown(Duration.ZERO);
        }
    }
}
