package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.Generator;
import dev.loopbridge.reactor.Source.Verb;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

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

    <T> Flux<T> flux(Generator<T> body) {
        Generator<T> noted = out -> {
            begin();
            try {
                body.run(out);
            } finally {
                unwound.incrementAndGet();
            }
        };
        return switch (verb) {
            case RUN -> LoopFlux.run(noted);
            case RUN_UNTIL_COMPLETE -> LoopFlux.runUntilComplete(given, noted);
            case SUBMIT -> LoopFlux.submit(given, noted);
        };
    }

    <T> Mono<T> mono(Coroutine<T> body) {
        Coroutine<T> noted = () -> {
            begin();
            try {
                return body.run();
            } finally {
                unwound.incrementAndGet();
            }
        };
        return switch (verb) {
            case RUN -> LoopMono.run(noted);
            case RUN_UNTIL_COMPLETE -> LoopMono.runUntilComplete(given, noted);
            case SUBMIT -> LoopMono.submit(given, noted);
        };
    }

    private void begin() {
        synchronized (loops) {
            loops.add(EventLoops.getRunningLoop());
        }
        begun.incrementAndGet();
    }

    /** {@code first}, and so on, without end. */
    Flux<Integer> from(int first) {
        return flux(out -> {
            for (int n = first; ; n++) {
                Tasks.yieldNow();
                out.emit(n);
            }
        });
    }

    /** {@code size} elements from {@code first} on. */
    Flux<Integer> range(int first, int size) {
        return flux(out -> {
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
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(tasksLeft()).as("tasks left").isZero());
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
