package dev.loopbridge.samples;

import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.reactor.LoopOperators;
import dev.loopbridge.reactor.LoopSchedulers;
import dev.loopbridge.reactor.ReactorAwait;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Reactor's operators on a loop, and its publishers inside a coroutine. */
final class SchedulerChapter {
    private static final Duration AN_HOUR = Duration.ofHours(1);

    private SchedulerChapter() {}

    static void tell(Narrator narrator) {
        narrator.chapter("Reactor on the loop, and inside of it");
        narrator.expect("Mono.delay() on Reactor's own scheduler, disposed: told nothing", false, () -> {
            Scheduler single = Schedulers.newSingle("reactor");
            CompletableFuture<Long> told = Mono.delay(AN_HOUR, single).toFuture();
            single.dispose();
            return told.isDone();
        });
        narrator.expectClosed("on a loop that is closed: onError", () -> {
            EventLoopThread host = EventLoopThread.start("timers");
            CompletableFuture<Long> told =
                    Mono.delay(AN_HOUR, LoopSchedulers.from(host.loop())).toFuture();
            host.close();
            return told.handle((tick, error) -> error).get();
        });
        narrator.expectClosed("any other chain: failOnClose()", () -> {
            EventLoopThread host = EventLoopThread.start("guard");
            CompletableFuture<Object> told = Flux.never()
                    .transform(LoopOperators.failOnClose(host.loop()))
                    .next()
                    .toFuture();
            host.close();
            return told.handle((item, error) -> error).get();
        });
        narrator.expect(
                "a Mono awaited in a coroutine",
                "hello",
                () -> EventLoops.run(
                        () -> ReactorAwait.awaitSingle(Mono.just("hello").delayElement(Duration.ofMillis(10)))));
        narrator.expect(
                "a Flux iterated in a coroutine, four elements at a time",
                55,
                () -> EventLoops.run(() -> {
                    AsyncIterator<Integer> numbers = ReactorAwait.iterate(Flux.range(1, 10), 4);
                    int sum = 0;
                    while (numbers.next()) {
                        sum += numbers.current();
                    }
                    return sum;
                }));
    }
}
