package dev.loopbridge.samples;

import static dev.loopbridge.loop.Await.await;
import static dev.loopbridge.rxjava.RxAwait.await;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.rxjava.LoopSingle;
import dev.loopbridge.rxjava.RxAwait;
import dev.loopbridge.rxjava.VirtualLoops;
import io.reactivex.rxjava3.core.BackpressureOverflowStrategy;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** RxJava's types inside a coroutine, the loop's timers as its sources, and one clock for both in tests. */
final class RxChapter {
    private static final Duration AN_HOUR = Duration.ofHours(1);

    private RxChapter() {}

    static void tell(Narrator narrator) {
        narrator.chapter("RxJava on the loop, and inside of it");
        narrator.expectClosed("a timer of a loop that is closed: onError", () -> {
            EventLoopThread host = EventLoopThread.start("timers");
            CompletableFuture<Throwable> told = new CompletableFuture<>();
            var unused = LoopSingle.timer(host.loop(), AN_HOUR).subscribe(tick -> {}, told::complete);
            host.close();
            throw (Exception) told.get();
        });
        narrator.expect(
                "a Single awaited in a coroutine",
                "hello",
                () -> EventLoops.run(() -> await(Single.just("hello").delay(10, TimeUnit.MILLISECONDS))));
        narrator.expect(
                "a Flowable iterated in a coroutine, four elements at a time",
                55,
                () -> EventLoops.run(() -> {
                    AtomicInteger sum = new AtomicInteger();
                    RxAwait.iterate(Flowable.range(1, 10), 4).forEach(sum::addAndGet);
                    return sum.get();
                }));
        narrator.expect(
                "an Observable that does not wait: the newest two of ten",
                List.of(9, 10),
                () -> EventLoops.run(() -> {
                    List<Integer> newest = new ArrayList<>();
                    RxAwait.iterate(Observable.range(1, 10), 2, BackpressureOverflowStrategy.DROP_OLDEST)
                            .forEach(newest::add);
                    return newest;
                }));
        narrator.expect("an hour on the loop and one in RxJava, in a test's time", "slept", () -> {
            TestScheduler time = new TestScheduler();
            EventLoop loop = VirtualLoops.sharedWith(time);
            TestObserver<String> observer = LoopSingle.submit(loop, () -> await(Tasks.sleep(AN_HOUR, "slept")))
                    .delay(1, TimeUnit.HOURS, time)
                    .test();
            time.advanceTimeBy(2, TimeUnit.HOURS);
            loop.close();
            return observer.values().get(0);
        });
    }
}
