package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import io.reactivex.rxjava3.core.Single;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The loop that a verb wants, which keeps what it reports. */
final class Scene implements AutoCloseable {
    final List<String> reported = new CopyOnWriteArrayList<>();
    final EventLoop loop = EventLoop.builder()
            .name("mine")
            .exceptionHandler((where, context) -> reported.add(context.message() + " by " + context.exception()))
            .build();
    private final Verb verb;
    private final EventLoopThread host;

    Scene(Verb verb) {
        this.verb = verb;
        host = verb == Verb.SUBMIT ? EventLoopThread.start(loop) : null;
    }

    AnySource launch(Kind kind, Coroutine<Object> body) {
        return AnySource.of(kind, verb, loop, body);
    }

    @SuppressWarnings("unchecked") // of a body that gives an Object
    Single<Object> single(Coroutine<Object> body) {
        return (Single<Object>) launch(Kind.SINGLE, body).source();
    }

    /** Waits for the end, and until a second one would have come. */
    void awaitEnd(FaultyObserver observer) throws InterruptedException {
        assertThat(observer.ended.await(10, TimeUnit.SECONDS)).isTrue();
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
