package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.Generator;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** Sources of one verb, which may share a loop, and what became of their bodies and loops. */
final class WatchedSources implements AutoCloseable {
    private final Verb verb;
    private final EventLoopThread host;
    private final EventLoop given;
    private final Set<EventLoop> loops = new LinkedHashSet<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger unwound = new AtomicInteger();

    WatchedSources(Verb verb) {
        this.verb = verb;
        host = verb == Verb.SUBMIT ? EventLoopThread.start("host") : null;
        given = host != null ? host.loop() : EventLoop.create();
    }

    <T> Flowable<T> flowable(Generator<T> body) {
        Generator<T> noted = out -> noted(() -> {
            body.run(out);
            return null;
        });
        return switch (verb) {
            case RUN -> LoopFlowable.run(noted);
            case RUN_UNTIL_COMPLETE -> LoopFlowable.runUntilComplete(given, noted);
            case SUBMIT -> LoopFlowable.submit(given, noted);
        };
    }

    <T> Single<T> single(Coroutine<T> body) {
        Coroutine<T> noted = () -> noted(body);
        return switch (verb) {
            case RUN -> LoopSingle.run(noted);
            case RUN_UNTIL_COMPLETE -> LoopSingle.runUntilComplete(given, noted);
            case SUBMIT -> LoopSingle.submit(given, noted);
        };
    }

    private <T> T noted(Coroutine<T> body) throws Exception {
        synchronized (loops) {
            loops.add(EventLoops.getRunningLoop());
        }
        begun.incrementAndGet();
        try {
            return body.run();
        } finally {
            unwound.incrementAndGet();
        }
    }

    /** {@code first}, and so on, without end. */
    Flowable<Integer> from(int first) {
        return range(first, Integer.MAX_VALUE - first);
    }

    /** {@code size} elements from {@code first} on. */
    Flowable<Integer> range(int first, int size) {
        return flowable(out -> {
            for (int n = first; n < first + size; n++) {
                Tasks.yieldNow();
                out.emit(n);
            }
        });
    }

    int bodies() {
        return begun.get();
    }

    /** All bodies came to their own end: what {@code run} made is closed, and all else open and free. */
    void assertCompleted() throws Exception {
        assertEnded(/* closed= */ verb == Verb.RUN);
    }

    /** At least one body was cancelled: only a loop that runs elsewhere outlives that. */
    void assertCancelled() throws Exception {
        assertEnded(/* closed= */ verb != Verb.SUBMIT);
    }

    private void assertEnded(boolean closed) throws Exception {
        eventually(() -> {
            assertThat(unwound).as("unwound").hasValue(begun.get());
            synchronized (loops) {
                assertThat(loops).isNotEmpty().allMatch(loop -> loop.isClosed() == closed, "closed is " + closed);
            }
        });
        if (!closed) {
            assertThat(given.isRunning()).isEqualTo(host != null);
            eventually(() -> assertThat(tasksLeft()).as("tasks left").isZero());
        }
    }

    static void eventually(ThrowingRunnable assertion) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .untilAsserted(assertion);
    }

    private int tasksLeft() throws Exception {
        return host == null
                ? Tasks.all(given).size()
                : given.submit(() -> Tasks.all().size()).get() - 1; // but for the one that asks
    }

    @Override
    public void close() {
        if (host != null) {
            host.close();
        } else {
            given.close();
        }
    }
}
