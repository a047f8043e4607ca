package dev.loopbridge.samples;

import static dev.loopbridge.loop.Await.await;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.reactor.LoopMono;
import dev.loopbridge.rxjava.LoopSingle;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A loop on a thread of its own, shared by 1,000 subscriptions and closed under them. */
final class SharedLoopChapter {
    private static final int EACH = 500;

    private SharedLoopChapter() {}

    static void tell(Narrator narrator) {
        narrator.chapter("A shared loop, closed under 1,000 subscriptions");
        AtomicInteger closed = new AtomicInteger();
        AtomicInteger other = new AtomicInteger();
        try (EventLoopThread host = EventLoopThread.start("shared")) {
            EventLoop loop = host.loop();
            Coroutine<String> forever = () -> {
                await(Tasks.sleep(Duration.ofHours(1)));
                return "never";
            };
            for (int i = 0; i < EACH; i++) {
                LoopMono.submit(loop, forever)
                        .subscribe(value -> other.incrementAndGet(), error -> count(error, closed, other));
                var unused = LoopSingle.submit(loop, forever)
                        .subscribe(value -> other.incrementAndGet(), error -> count(error, closed, other));
            }
            narrator.expect(
                    "the loop answers while they wait",
                    "pong",
                    () -> LoopMono.submit(loop, () -> "pong").block());
        }
        narrator.expect("terminal signals after the close", 1_000, closed::get);
        narrator.expect("any others", 0, other::get);
    }

    private static void count(Throwable error, AtomicInteger closed, AtomicInteger other) {
        (LoopClosedException.find(error).isPresent() ? closed : other).incrementAndGet();
    }
}
