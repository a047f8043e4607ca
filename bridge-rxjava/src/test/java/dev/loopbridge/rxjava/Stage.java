package dev.loopbridge.rxjava;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.EventLoops;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The loop that a verb wants, and the thread that subscribes. */
final class Stage implements AutoCloseable {
    final Verb verb;
    private final EventLoopThread host;
    private final CompletableFuture<EventLoop> loop = new CompletableFuture<>();
    private Thread subscriber;

    Stage(Verb verb) {
        this.verb = verb;
        this.host = verb == Verb.SUBMIT ? EventLoopThread.start("host") : null;
        if (verb == Verb.RUN_UNTIL_COMPLETE) {
            loop.complete(EventLoop.create());
        } else if (host != null) {
            loop.complete(host.loop());
        }
    }

    /** The loop under test; for {@link Verb#RUN} the one that the body ran on, once it did. */
    EventLoop loop() {
        try {
            return loop.get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the body has not begun", e);
        }
    }

    Kind.Launched launch(Kind kind, Coroutine<?> body) {
        Coroutine<?> watched = () -> {
            loop.complete(EventLoops.getRunningLoop());
            return body.run();
        };
        return kind.launch(verb, verb == Verb.RUN ? null : loop(), watched);
    }

    /** Subscribes on a thread of its own, as the first two verbs block it. */
    void subscribeElsewhere(Kind.Launched source, Recorder recorder) {
        subscriber = new Thread(() -> source.subscribe(recorder), "subscriber");
        subscriber.setDaemon(true);
        subscriber.start();
    }

    void awaitSubscriber() throws InterruptedException {
        subscriber.join();
    }

    /** As a user would: the loop's owner closes it. */
    void closeLoop() {
        if (host != null) {
            host.close();
        } else {
            loop().shutdown(Duration.ZERO);
        }
    }

    @Override
    public void close() {
        if (loop.isDone()) {
            closeLoop();
        }
    }
}
